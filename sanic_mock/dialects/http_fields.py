"""Header fields that HTTP has, as every vendor's answers bear them."""

from __future__ import annotations

from email.utils import formatdate
from functools import lru_cache

Pairs = tuple[tuple[str, str], ...]


@lru_cache(2)
def date_field(now_s: int) -> bytes:
    """Return the Date line at unix second `now_s`."""
    return b"Date: %b\r\n" % formatdate(now_s, usegmt=True).encode()


def replacing(own: Pairs, asked: Pairs) -> Pairs:
    """Return a vendor's fields and those that are asked for, which take the place of its own."""
    names = {name.lower() for name, _ in asked}
    return (*(pair for pair in own if pair[0].lower() not in names), *asked)
