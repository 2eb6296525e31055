"""Header fields that HTTP has, as every vendor's answers bear them."""

from __future__ import annotations

from email.utils import formatdate
from functools import lru_cache


@lru_cache(2)
def date_field(now_s: int) -> bytes:
    """Return the Date line at unix second `now_s`."""
    return b"Date: %b\r\n" % formatdate(now_s, usegmt=True).encode()
