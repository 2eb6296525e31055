"""Asks a running server, wherever it listens, and says in a sentence why it cannot be asked."""

from __future__ import annotations

import json
import socket
import ssl
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sanic_mock.errors import SettingsError, StartError

ROOT = "/_mock"
#: As long as a server waits for its workers, and some more.
TIMEOUT_S = 15.0
_LOCAL = ("127.0.0.1", "localhost", "::1")


class UnixConnection(HTTPConnection):
    """A connection to a UNIX socket.

    Args:
        path: of the socket.
    """

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=TIMEOUT_S)
        self._path = path

    def connect(self) -> None:
        """Connect to the socket."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(TIMEOUT_S)
        self.sock.connect(self._path)


class ControlClient(NamedTuple):
    """Who asks a running server.

    Attributes:
        url: where it is: http://HOST:PORT, https://…, or unix:PATH; below a tenant's prefix, that.
        token: its admin token, "" for none.
    """

    url: str
    token: str = ""

    def ask(self, method: str, path: str, content: object = None) -> Any:
        """Return what the server answers.

        Raises:
            SettingsError: it refuses what is asked, with all that is wrong.
            StartError: it cannot be asked, or may not be.
        """
        try:
            response, body = self._exchange(method, path, content)
        except (OSError, HTTPException) as error:
            why = getattr(error, "strerror", None) or str(error) or type(error).__name__
            hint = "say where it is with -port or -url"
            raise StartError(f"no server can be asked at {self.url}: {why}; {hint}") from None
        try:
            answer = json.loads(body)
        except ValueError:
            raise StartError(f"what listens at {self.url} is no sanic-mock") from None
        if response.status != 200:
            self._fail(response.status, answer)
        return answer

    def _exchange(self, method: str, path: str, content: object) -> tuple[HTTPResponse, bytes]:
        connection = self._connection()
        fields = {"authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            body = None if content is None else json.dumps(content)
            connection.request(method, self._prefix + ROOT + path, body, fields)
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()

    @property
    def _prefix(self) -> str:
        return "" if self.url.startswith("unix:") else urlsplit(self.url).path.rstrip("/")

    def _connection(self) -> HTTPConnection:
        if self.url.startswith("unix:"):
            return UnixConnection(self.url.removeprefix("unix:"))
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        if parts.scheme == "https":
            context = ssl.create_default_context()
            if host in _LOCAL:  # whose certificate the server may have made itself
                context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            return HTTPSConnection(host, parts.port, timeout=TIMEOUT_S, context=context)
        return HTTPConnection(host, parts.port, timeout=TIMEOUT_S)

    def _fail(self, status: int, answer: Any) -> None:
        """Raise what a server answers that is no success."""
        error = answer.get("error") if isinstance(answer, dict) else None
        if not isinstance(error, dict):
            raise StartError(f"what listens at {self.url} answers with {status}")
        message = str(error.get("message"))
        if message.startswith("Invalid URL"):
            raise StartError(
                f"the server at {self.url} cannot be changed from here: give its -admin-token, or "
                "ask on its own machine"
            )
        if status in (400, 404, 413):
            raise SettingsError([*_problems(error, message)])
        raise StartError(message)


def _problems(error: dict[str, Any], message: str) -> list[str]:
    """Return what is wrong, a line each, without the place in a body that nobody wrote."""
    listed = error.get("problems") or [{"message": message}]
    return [
        ": ".join(str(one[name]) for name in ("key", "message") if name in one) for one in listed
    ]
