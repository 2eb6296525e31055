"""What browsers ask before they send: CORS preflight; methods and max-age [verifai-2026]."""

from __future__ import annotations

from collections.abc import Iterable

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.http_fields import date_field

OPENAIS = ("GET", "OPTIONS", "POST")
_ALLOWED = (
    b"access-control-allow-origin: *\r\n"
    b"access-control-allow-methods: %b\r\n"
    b"access-control-max-age: 86400\r\n"
)


def preflight(methods: Iterable[str], wanted: str | None, now_s: int) -> Whole:
    """Return what lets any page send anything.

    Args:
        methods: those that the page may use.
        wanted: the fields that the page will send, as it names them, or None.
        now_s: the time of day, unix seconds.
    """
    fields = _ALLOWED % ", ".join(methods).encode()
    if wanted:
        fields += b"access-control-allow-headers: %b\r\n" % wanted.encode("latin-1", "replace")
    return Whole(200, date_field(now_s) + fields, b"")
