"""Instants as Google's interfaces print them: in UTC, of millionths or billionths of a second."""

from __future__ import annotations

import re
from calendar import monthrange, timegm

from sanic_mock.units import utc_second

MICROS, NANOS = 6, 9
LAST_S = 253_402_300_799  # of the year 9999, the last one that has four digits
# Date, time, part of a second, and how far all of that is ahead of UTC (RFC 3339, section 5.6).
_INSTANT = re.compile(
    r"(?a)(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d{1,9})?(?:[Zz]|([+-])(\d\d):(\d\d))"
)


def printed(at_s: float, digits: int = MICROS) -> str:
    """Return a unix second with so many digits behind its point."""
    parts, whole = 10**digits, int(at_s)
    more, rest = divmod(round((at_s - whole) * parts), parts)
    return f"{utc_second(whole + more)}.{rest:0{digits}}Z"


def read(text: str) -> float:
    """Return the unix second of an instant; raises ValueError for what is none."""
    found = _INSTANT.fullmatch(text)
    if found is None:
        raise ValueError(f"no instant: {text}")
    *parts, fraction, sign, hours, minutes = found.groups()
    ahead_s = int(f"{sign or '+'}1") * (int(hours or 0) * 3600 + int(minutes or 0) * 60)
    year, month, day, hour, minute, second = map(int, parts)
    if not 0 < day <= monthrange(year, month)[1] or hour > 23 or minute > 59 or second > 59:
        raise ValueError(f"no instant: {text}")
    return timegm((year, month, day, hour, minute, second)) + float(fraction or 0) - ahead_s
