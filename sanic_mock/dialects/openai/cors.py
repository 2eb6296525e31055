"""What browsers ask before they send: CORS preflight; methods and max-age [verifai-2026]."""

from __future__ import annotations

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.openai.http import date_field

_ALLOWED = (
    b"access-control-allow-origin: *\r\n"
    b"access-control-allow-methods: GET, OPTIONS, POST\r\n"
    b"access-control-max-age: 86400\r\n"
)


def preflight(wanted: str | None, now_s: int) -> Whole:
    """Return what lets any page send anything.

    Args:
        wanted: the fields that the page will send, as it names them, or None.
        now_s: the time of day, unix seconds.
    """
    fields = b""
    if wanted:
        fields = b"access-control-allow-headers: %b\r\n" % wanted.encode("latin-1", "replace")
    return Whole(200, date_field(now_s) + _ALLOWED + fields, b"")
