"""Sends what was recorded to servers that are set up as the recording needs."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sanic_mock.dialects.openai.endpoints import SUFFIXES
from sanic_mock.dialects.openai.wire import NEWEST, WIRES
from tests.serving import Server
from tests.spec.replay.recordings import Recording

TIMEOUT_S = 30.0
KEY = "sk-good"
_ID = re.compile(r"^(?:resp|msg|fc|rs|call|conv|ws|chatcmpl|ctc|cmp|item)[_-]")
_CLIENT_ID = "x-ms-client-request-id"
_PROVIDED = re.compile(rb"provided: (.+?)\. You can")
# What is asked for so that an answer of this status comes.
_ERRORS = {429: "rate_limit_requests", 500: "server_error", 503: "overloaded"}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    fields: tuple[tuple[str, str], ...]
    body: bytes


class Asking:
    """Connections to the servers, and the ids that stand for recorded ones.

    Args:
        open_: a server that lets everybody in.
        closed: one that lets in who has KEY, and has few models.
    """

    def __init__(self, open_: Server, closed: Server) -> None:
        self._open = _connection(open_)
        self._closed = _connection(closed)
        self._file = ""
        self._ids: dict[str, str] = {}

    def ask(self, recording: Recording) -> Answer:
        """Send a recorded request and return the answer; those of a file come in their order."""
        if recording.file != self._file:
            self._file, self._ids = recording.file, {}
        request, path = recording.request, recording.path
        for recorded, ours in self._ids.items():  # whole values: in a text they would be billed
            request = request.replace(f'"{recorded}"', f'"{ours}"')
            path = path.replace(recorded, ours)
        path += f"?{recording.query}" if recording.query else ""
        answer = self._send(recording, path, request.encode())
        _pair(told_last(recording.body), told_last(answer.body), self._ids)
        return answer

    def _send(self, recording: Recording, path: str, body: bytes) -> Answer:
        connection, key = self._open, KEY
        if recording.status == 401:
            connection, key = self._closed, _wrong_key(recording.body)
        elif b"model_not_found" in recording.body:
            connection = self._closed
        fields = {"Content-Type": "application/json", "User-Agent": "replay"}
        name, scheme = ("api-key", "") if recording.is_azure else ("Authorization", "Bearer ")
        fields[name] = scheme + key
        if _CLIENT_ID in dict(recording.fields):  # recorders keep no fields of requests
            fields[_CLIENT_ID] = dict(recording.fields)[_CLIENT_ID]
        if wire := _wire(recording):
            fields["x-mock-wire"] = wire
        if recording.status in _ERRORS:
            fields["x-mock-error"] = _ERRORS[recording.status]
        connection.request(recording.method, path, body or None, fields)
        with connection.getresponse() as got:
            pairs = tuple((name.lower(), value) for name, value in got.getheaders())
            return Answer(got.status, pairs, got.read())

    def close(self) -> None:
        """Close the connections."""
        self._open.close()
        self._closed.close()


@contextmanager
def asking(open_: Server, closed: Server) -> Iterator[Asking]:
    """Hold connections open until the block ends."""
    asking = Asking(open_, closed)
    try:
        yield asking
    finally:
        asking.close()


def _connection(server: Server) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT_S)


def _wire(recording: Recording) -> str:
    """Return the wire to ask for; "" for the newest, or where there is no other."""
    is_answered = recording.method == "POST" and recording.path.removeprefix("/v1") in SUFFIXES
    if not is_answered or recording.is_azure:
        return ""
    if not recording.month or recording.month > NEWEST:
        return ""
    month = min(month for month in WIRES if month >= recording.month)
    return "" if month == NEWEST else month


def _wrong_key(body: bytes) -> str:
    """Return the key that was refused, as far as the refusal shows it."""
    found = _PROVIDED.search(body)
    return found[1].decode("latin-1").replace("*", "x") if found else "invalid"


def told_last(body: bytes) -> Any:
    """Return the object that an answer is about: of a stream, the last that has a usage."""
    try:
        return json.loads(body)
    except ValueError:
        pass
    found: Any = None
    for line in body.splitlines():
        if line.startswith(b"data:") and b"{" in line:
            event = json.loads(line[5:])
            is_last = bool(event.get("usage")) or found is None
            found = event.get("response") or (event if is_last else found)
    return found


def _pair(recorded: Any, ours: Any, ids: dict[str, str]) -> None:
    """Note which of our ids stands where a recorded one does."""
    if isinstance(recorded, dict) and isinstance(ours, dict):
        for name in recorded.keys() & ours.keys():
            _pair(recorded[name], ours[name], ids)
    elif isinstance(recorded, list) and isinstance(ours, list):
        for one, other in zip(recorded, ours, strict=False):
            _pair(one, other, ids)
    elif isinstance(recorded, str) and isinstance(ours, str):
        found = _ID.match(recorded)
        if found and ours.startswith(found[0]):
            ids.setdefault(recorded, ours)
