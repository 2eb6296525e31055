"""Moments as JSON tells them: RFC 3339, in UTC."""

from __future__ import annotations

from email.utils import formatdate
from functools import lru_cache

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(16)
def instant(at_s: int) -> str:
    """Print a unix second, without a zone."""
    _, day, month, year, clock, _ = formatdate(at_s, usegmt=True).split()
    return f"{year}-{_MONTHS.index(month) + 1:02}-{day}T{clock}"
