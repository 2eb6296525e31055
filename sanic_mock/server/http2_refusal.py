"""Who speaks HTTP/2 from the first byte on is refused in HTTP/2: of HTTP/1's words it reads none.

It is told to come again with HTTP/1.1, as clients can that know both. Upgrades are another matter:
those are HTTP/1.1, and ignored.
"""

from __future__ import annotations

from sanic.exceptions import BadRequest

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"  # RFC 9113, section 3.4

_SETTINGS, _GOAWAY = 4, 7  # RFC 9113, sections 6.5 and 6.8
_HTTP_1_1_REQUIRED = 13  # RFC 9113, section 7
_WHY = b"This port speaks HTTP/1.1 alone"


class SpokenHttp2(BadRequest):
    """What comes is the beginning of HTTP/2, which no request of HTTP/1 can be."""


def _frame(kind: int, payload: bytes) -> bytes:
    """Return a frame of the connection itself, without flags; RFC 9113, section 4.1."""
    return b"%b%c%b%b" % (len(payload).to_bytes(3), kind, bytes(5), payload)


# A server's settings come first, and may be none; no stream of the client's was looked at.
REFUSAL = _frame(_SETTINGS, b"") + _frame(_GOAWAY, bytes(4) + _HTTP_1_1_REQUIRED.to_bytes(4) + _WHY)
