"""Who may change a running server.

Whoever is on its machine may, and nobody else: for them the paths are not there, unless the server
was given a token, and they have it. On its machine is who connects from loopback, or to a UNIX
socket, and is no proxy that speaks for others. A browser is on its machine, too, so its pages are
told apart: a page whose own name leads here (DNS rebinding) has that name in `Host`, and a page
that asks by a right name says in `Origin` whose it is.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from enum import Enum
from ipaddress import ip_address

from sanic_mock.profile.places import UNIX
from sanic_mock.server.allowed_hosts import host_name, is_loopback_name
from sanic_mock.settings import Settings

_BEARER = "bearer "
# Who has one of these asks for somebody else.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_SAME_SITES = (None, "none", "same-origin")


class Access(Enum):
    """What becomes of a request that would change the server."""

    LET_IN = "let in"
    HIDDEN = "hidden"
    REFUSED = "refused"


class ControlAccess:
    """Who may change one server.

    Args:
        settings: where it listens, the names that are allowed there, and the token.
    """

    def __init__(self, settings: Settings) -> None:
        self._token = settings.admin_token.encode()
        self._keys = frozenset(settings.api_keys)
        self._names = frozenset(one.lower() for one in settings.hosts)
        self._is_unix = settings.host.startswith(UNIX)

    def access(self, peer: object, fields: Mapping[str, str]) -> Access:
        """Return what becomes of a request.

        Args:
            peer: the address that it comes from, as a socket has it.
            fields: all header fields of the request.
        """
        given = fields.get("authorization")
        if self._token and given is not None:
            return Access.LET_IN if self._is_token(given) else Access.REFUSED
        if self._is_here(peer, fields) and self._is_no_page(fields):
            return Access.LET_IN
        return Access.REFUSED if self._token else Access.HIDDEN

    def tenant_access(self, fields: Mapping[str, str], key: str) -> Access:
        """Return what becomes of a request that would change what a tenant gets.

        Who knows a tenant's prefix may, or who bears its key, from anywhere, and no page of others.

        Args:
            fields: all header fields of the request.
            key: that it bears, "" for none.
        """
        if not self._is_no_page(fields):
            return Access.HIDDEN
        is_known = not self._keys or key in self._keys
        return Access.LET_IN if is_known else Access.REFUSED

    def _is_token(self, given: str) -> bool:
        scheme, token = given[: len(_BEARER)], given[len(_BEARER) :].strip()
        is_equal = hmac.compare_digest(token.encode("utf-8", "surrogateescape"), self._token)
        return is_equal and scheme.lower() == _BEARER

    def _is_here(self, peer: object, fields: Mapping[str, str]) -> bool:
        if any(name in fields for name in _FORWARDED):
            return False
        if self._is_unix:
            return True
        return _is_loopback(peer) and self._is_named_here(fields.get("host", ""))

    def _is_no_page(self, fields: Mapping[str, str]) -> bool:
        """Return whether no page asks, or one that this server itself has sent."""
        origin, host = fields.get("origin"), fields.get("host", "")
        if fields.get("sec-fetch-site") not in _SAME_SITES:
            return False
        return origin is None or origin.partition("://")[2] == host != ""

    def _is_named_here(self, authority: str) -> bool:
        name = host_name(authority)
        return name is not None and (is_loopback_name(name) or name in self._names)


def _is_loopback(peer: object) -> bool:
    if not isinstance(peer, tuple) or not peer:
        return False
    try:
        address = ip_address(str(peer[0]).partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
