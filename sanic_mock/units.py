"""Times, sizes and rates as people write them, and back; and how a message names what they wrote.

A duration is a number of milliseconds, a size one of bytes, a rate one of bits a second, or each a
number with a unit. What is out of a key's range is the key's business: here a sign is allowed.
"""

import math
import re
from datetime import date
from functools import lru_cache
from time import gmtime, localtime, strftime

# divided by, for units below a second: 9 / 1e3 is the float 0.009, 9 * 1e-3 is not
_IN_A_SECOND = {"ns": 1e9, "us": 1e6, "µs": 1e6, "ms": 1e3, "s": 1.0, "m": 1 / 60, "h": 1 / 3600}
_BYTES_OF = {
    "b": 1,
    "kb": 10**3,
    "mb": 10**6,
    "gb": 10**9,
    "kib": 2**10,
    "mib": 2**20,
    "gib": 2**30,
}
_BITS_OF = {"bps": 1.0, "kbps": 1e3, "mbps": 1e6, "gbps": 1e9}
_NUMBER = r"([-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)"
_DURATION = re.compile(rf"{_NUMBER} ?(ns|us|µs|ms|s|m|h)?", re.ASCII)
_SIZE = re.compile(rf"{_NUMBER} ?([kmg]?i?b)?", re.ASCII | re.IGNORECASE)
# no capital B, which is short for bytes elsewhere
_RATE = re.compile(rf"{_NUMBER} ?([kmgKMG]?bps)?", re.ASCII)

#: What a wrong duration, size or rate is told, after "want ".
DURATION_FORM = "milliseconds, or a duration such as 250us, 40ms, 1.5s, 2m"
SIZE_FORM = "bytes, or a size such as 4KiB, 10kB, 1.5MiB"
RATE_FORM = "bits a second, or a rate such as 400kbps, 1.5mbps, 1gbps"


def seconds(raw: object) -> float:
    """Return a duration in seconds.

    Args:
        raw: a number of milliseconds, or text such as "40", "250us", "0.4ns", "1.5s", "2m", "1h".

    Raises:
        ValueError: it is no duration, or not a finite one.
    """
    number, unit = _split(raw, _DURATION, DURATION_FORM)
    return _finite(number / _IN_A_SECOND[unit or "ms"], raw)


def size_bytes(raw: object) -> int:
    """Return a size in bytes: kB, MB and GB are powers of 1000; KiB, MiB and GiB of 1024.

    Raises:
        ValueError: it is no size, or not a whole number of bytes.
    """
    number, unit = _split(raw, _SIZE, SIZE_FORM)
    size = _finite(number * _BYTES_OF[unit.lower() or "b"], raw)
    if size != int(size):
        raise ValueError(f"{_named(raw)} is not a whole number of bytes")
    return int(size)


def bits_per_second(raw: object) -> float:
    """Return a rate in bits a second; its units are powers of 1000.

    Raises:
        ValueError: it is no rate, or not a finite one.
    """
    number, unit = _split(raw, _RATE, RATE_FORM)
    return _finite(number * _BITS_OF[unit.lower() or "bps"], raw)


def show_seconds(duration_s: float) -> str:
    """Return a duration as `seconds` reads it, in the unit that needs the fewest digits."""
    size = abs(duration_s)
    if size == 0:
        return "0ms"
    if size >= 120 and size % 60 == 0:
        return f"{_short(duration_s / 60)}m"
    unit = next((unit for unit in ("s", "ms", "us") if size * _IN_A_SECOND[unit] >= 1), "ns")
    return f"{_short(duration_s * _IN_A_SECOND[unit])}{unit}"


def show_bytes(size: int) -> str:
    """Return a size as `size_bytes` reads it: "10KiB", "50MiB", "1000B"."""
    for unit in ("GiB", "MiB", "KiB"):
        whole, rest = divmod(size, _BYTES_OF[unit.lower()])
        if whole and not rest:
            return f"{whole}{unit}"
    return f"{size}B"


def show_rate(rate_bps: float) -> str:
    """Return a rate as `bits_per_second` reads it: "8mbps", "1.44mbps", "675kbps"."""
    unit = next((one for one in ("gbps", "mbps", "kbps") if rate_bps >= _BITS_OF[one]), "bps")
    return f"{_short(rate_bps / _BITS_OF[unit])}{unit}"


def quoted(text: str) -> str:
    """Return text as a message names it: in quotes that it has not, on one line, not too long."""
    mark = "'" if '"' in text and "'" not in text else '"'
    return f"{mark}{printable(text)}{mark}"


def printable(text: str) -> str:
    """Return text shortened, with what would break a line or cannot be encoded escaped."""
    return escaped(text if len(text) <= 60 else f"{text[:57]}...")


def escaped(text: str) -> str:
    """Return text on one line of a terminal: what breaks, moves or colours it is escaped."""
    if text.isprintable():
        return text
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in text
    )


def _split(raw: object, form: re.Pattern[str], wanted: str) -> tuple[float, str]:
    """Return number and unit ("" where none is given)."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return _finite(raw, raw), ""
    match = form.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if match is None:
        raise ValueError(f"{_named(raw)} is not understood; want {wanted}")
    return float(match[1]), match[2] or ""


def _finite(number: float, raw: object) -> float:
    # an int too large for a float raises OverflowError in isfinite()
    try:
        if math.isfinite(number):
            return float(number)
    except OverflowError:
        pass
    raise ValueError(f"{_named(raw)} is not a finite number")


def day_number(text: str) -> int:
    """Return the number of a day, 2026-08-18, or of the middle of a month, 2026-08.

    Raises:
        ValueError: there was no such day.
    """
    year, month, *day = map(int, text.split("-"))
    return date(year, month, day[0] if day else 15).toordinal()


def _short(number: float) -> str:
    # ten digits hide what 1e-3 and its like leave behind in the last place
    return f"{number:.10f}".rstrip("0").rstrip(".") if abs(number) < 1e10 else f"{number:.10g}"


def _named(raw: object) -> str:
    if isinstance(raw, str):
        return quoted(raw)
    if isinstance(raw, int) and raw.bit_length() > 1000:
        return "that number"  # str() of an int refuses more than 4,300 digits
    return printable(str(raw))


def time_of_day(unix_s: float) -> str:
    """Return a moment as people here read it: 14:03:59.120."""
    return strftime("%H:%M:%S", localtime(unix_s)) + f".{int(unix_s % 1 * 1000):03d}"


@lru_cache(16)
def utc_second(unix_s: int) -> str:
    """Return a second as most interfaces tell it, without its zone: `2026-08-19T14:34:21`."""
    return strftime("%Y-%m-%dT%H:%M:%S", gmtime(unix_s))
