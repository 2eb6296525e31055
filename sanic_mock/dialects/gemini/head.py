"""Header fields of Gemini's answers, in their order on the wire [gemini-2026].

There is no id of a request, nothing of limits and nothing of when to come again.
"""

from __future__ import annotations

from typing import Literal

from sanic_mock.dialects.http_fields import date_field

Kind = Literal[
    "json", "counted", "events", "array", "error", "limited", "page", "openai", "openai_events"
]

_NS_PER_MS = 1_000_000
_JSON = b"Content-Type: application/json; charset=UTF-8\r\n"
_EVENTS = b"Content-Type: text/event-stream\r\nContent-Disposition: attachment\r\n"
_PAGE = b"Content-Type: text/html; charset=UTF-8\r\nReferrer-Policy: no-referrer\r\n"
_TIER = b"X-Gemini-Service-Tier: standard\r\n"
_TIERED = ("json", "limited")
_VARY = b"Vary: Origin\r\nVary: Referer\r\nVary: X-Origin\r\n"
# Where answers have OpenAI's shape.
_OPENAI = b"Content-Type: application/json\r\n"
_OPENAI_EVENTS = b"Content-Type: text/event-stream\r\n"
_OPENAI_VARY = b"Vary: Origin\r\nVary: X-Origin\r\nVary: Referer\r\n"
_SERVER = (
    b"Server: scaffolding on HTTPServer2\r\n"
    b"X-XSS-Protection: 0\r\n"
    b"X-Frame-Options: SAMEORIGIN\r\n"
    b"X-Content-Type-Options: nosniff\r\n"
)
ALTERNATIVE = b'Alt-Svc: h3=":443"; ma=2592000,h3-29=":443"; ma=2592000\r\n'

_BEGINNINGS: dict[Kind, bytes] = {
    "json": _JSON + _VARY,
    "counted": _JSON + _VARY,
    "events": _EVENTS + _VARY,
    "array": _JSON + _VARY,
    "error": _VARY + _JSON,
    "limited": _VARY + _JSON,
    "page": _PAGE,
    "openai": _OPENAI + _OPENAI_VARY,
    "openai_events": _OPENAI_EVENTS + _OPENAI_VARY,
}


class GeminiHead:
    """Renders the fields of one surface; what only time changes is kept for a second.

    Args:
        is_vertex: which surface.
    """

    def __init__(self, *, is_vertex: bool) -> None:
        self._is_vertex = is_vertex
        self._second = -1
        self._known: dict[tuple[Kind, int], bytes] = {}

    def fields(self, kind: Kind, now_s: int, took_ns: int = 0) -> bytes:
        """Return the header lines of an answer that has begun after so long."""
        if now_s != self._second:
            self._second, self._known = now_s, {}
        key = kind, took_ns // _NS_PER_MS
        return self._known.get(key) or self._made(key, now_s)

    def _made(self, key: tuple[Kind, int], now_s: int) -> bytes:
        kind, took_ms = key
        timing = b"" if self._is_vertex else b"Server-Timing: gfet4t7; dur=%d\r\n" % took_ms
        tier = b"" if self._is_vertex or kind not in _TIERED else _TIER
        lines = (tier, _BEGINNINGS[kind], date_field(now_s), _SERVER, timing, ALTERNATIVE)
        made = self._known[key] = b"".join(lines)
        return made


HEADS = {is_vertex: GeminiHead(is_vertex=is_vertex) for is_vertex in (False, True)}
