"""Which names a server is asked by, and which pages may ask it for more than answers.

A page in a browser can have its own name lead to 127.0.0.1 (DNS rebinding), and then reads what a
server on loopback sends as if it were its own. The name it used is in `Host`: there only what means
loopback is answered, and what has no dot, as no such name is anybody's in the internet. Servers
that others can reach are asked by names that nobody here can know.
Pages that ask by a right name say in `Origin` where they come from. A browser lets them read what
any server sends that allows it, as OpenAI does; so what is kept and what is sanic-mock's own is for
pages of this machine alone.
"""

from __future__ import annotations

import re
import socket
from ipaddress import ip_address

from sanic_mock.dialects.operation import Operation
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.errors import Problem
from sanic_mock.profile.places import UNIX
from sanic_mock.settings import Settings

HOST = "host"
_ANY = "*"
_AUTHORITY = re.compile(r"(?:\[([0-9a-f:.%]+)\]|([^:\[\]/@\s]*?)\.?)(?::[0-9]*)?")
_LOOPBACK_4 = re.compile(r"127(?:\.[0-9]{1,3}){1,3}")


class AllowedHosts:
    """The names that one server answers to.

    Args:
        settings: where it listens, and the names that are allowed beside those of loopback.
    """

    def __init__(self, settings: Settings) -> None:
        self._names = frozenset(name.lower() for name in (*settings.hosts, settings.host))
        self._is_any = _ANY in settings.hosts
        self._is_checked = not self._is_any and _is_on_loopback(settings.host)

    def refusal(self, head: RequestHead) -> Problem | None:
        """Return why a request by a name is not answered, None where it is."""
        asked = head.field(HOST)
        if not self._is_checked or not asked or self._is_allowed(asked) or _is_local(asked):
            return None
        return _refused(
            f"the host '{asked}' does not mean this machine, and a server on loopback answers only "
            "to such",
            asked,
        )

    def page_refusal(
        self, head: RequestHead, operation: Operation, origin: str | None
    ) -> Problem | None:
        """Return why a page may not call an operation, None where it may or no page asks."""
        if origin is None or operation.is_public or self._is_any:
            return None
        asked = origin.partition("://")[2]
        if asked and (asked == head.field(HOST) or self._is_allowed(asked)):
            return None
        return _refused(f"pages of '{origin}' may not call {operation.template}", asked)

    def _is_allowed(self, authority: str) -> bool:
        name = host_name(authority)
        return name is not None and (name in self._names or is_loopback_name(name))


def host_name(authority: str) -> str | None:
    """Return the name in `Host`, without port, brackets and last dot; None where there is none."""
    found = _AUTHORITY.fullmatch(authority.lower())
    return None if found is None else found[1] or found[2]


def _is_local(authority: str) -> bool:
    """Return whether a name has no dot: /etc/hosts, or a network of one's own, says whose it is."""
    name = host_name(authority)
    return name is not None and not set(".:").intersection(name)


def is_loopback_name(name: str) -> bool:
    """Return whether a name means this machine wherever it is said (RFC 6761, section 6.3)."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    return name == "::1" or _LOOPBACK_4.fullmatch(name) is not None


def _is_on_loopback(host: str) -> bool:
    if host.startswith(UNIX) or is_loopback_name(host.lower()):
        return True
    try:
        return ip_address(socket.getaddrinfo(host, None)[0][4][0]).is_loopback
    except (OSError, ValueError):  # which cannot be listened on
        return False


def _refused(why: str, authority: str) -> Problem:
    name = host_name(authority) or "NAME"
    return Problem(
        403,
        f"sanic_mock: {why}. Allow it with -hosts {name} (key hosts of a profile), or any with "
        f"-hosts '{_ANY}'.",
        kind="request_forbidden",
        code="host_not_allowed",
    )
