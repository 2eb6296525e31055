"""What answers are counted under, as few of them as memory has room for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from sanic_mock.shared.tallies import NameRow

LONGEST = 510
MOST_SERIES = 4096
OTHERS = "others"
# Where so few are left, keys, models and rules are no longer told apart.
_SPARE = 512
_LONGEST_PART = 60  # bytes; seven of them fit
# So many different values of each part; any more are one.
_MOST: Mapping[str, int] = {
    "endpoint": 128,
    "key": 1024,
    "model": 256,
    "profile": 64,
    "rule": 256,
    "phase": 64,
    "fault": 128,
}
_encode, _decode = msgspec.msgpack.encode, msgspec.msgpack.decode


class Series(NamedTuple):
    """What one answer is counted under, with all like it.

    Attributes:
        endpoint: the path, or the template that it fits.
        key: its client's, masked; "" for none.
        model: the one that was asked for, or that answered where none was; "" for neither.
        profile: the one that answered.
        rule: the one that led to it; "" for none.
        phase: the one that ran; "" where there are none.
        status: HTTP status.
        ending: how it ended; see server.result.Ending.
        fault: those that were injected, separated by commas; "" for none.
    """

    endpoint: str
    key: str = ""
    model: str = ""
    profile: str = ""
    rule: str = ""
    phase: str = ""
    status: int = 200
    ending: str = "completed"
    fault: str = ""


_REST = Series(OTHERS, OTHERS, OTHERS, OTHERS, OTHERS, OTHERS, 0, OTHERS, OTHERS)


def masked(key: str) -> str:
    """Return a key as it may be shown: its ends, where that leaves most of it out."""
    return f"{key[:3]}***{key[-4:]}" if len(key) >= 16 else "***" if key else ""


class SeriesTable:
    """The series of one process; there are so many and no more.

    Args:
        names: where they are kept; what is there already stays as it is.
    """

    def __init__(self, names: NameRow) -> None:
        self._names = names
        self._entries: dict[Series, int] = {}
        self._seen: dict[str, set[str]] = {part: set() for part in _MOST}
        for entry in range(len(names)):
            self._learn(decoded(names[entry]), entry)
        if not self._entries:
            self._add(_REST)

    def entry(self, series: Series) -> int:
        """Return the entry of a series, or of one that it has in common with others."""
        found = self._entries.get(series)
        return self._bounded_entry(series) if found is None else found

    def _bounded_entry(self, series: Series) -> int:
        bounded = {part: self._bounded(part, getattr(series, part)) for part in _MOST}
        series = Series(**{**series._asdict(), **bounded})
        if self._names.room <= _SPARE and series not in self._entries:
            series = series._replace(key=OTHERS, model=OTHERS, rule=OTHERS)
        found = self._entries.get(series)
        if found is not None:
            return found
        return self._add(series) if self._names.room else self._entries[_REST]

    def _bounded(self, part: str, value: str) -> str:
        value, seen = _cut(value), self._seen[part]
        return value if value in seen or len(seen) < _MOST[part] else OTHERS

    def _add(self, series: Series) -> int:
        entry = self._names.add(_encode(series))
        self._learn(series, entry)
        return entry

    def _learn(self, series: Series, entry: int) -> None:
        self._entries[series] = entry
        for part, seen in self._seen.items():
            seen.add(getattr(series, part))


def _cut(value: str) -> str:
    return value.encode("utf-8", "replace")[:_LONGEST_PART].decode("utf-8", "ignore")


def decoded(name: bytes) -> Series:
    """Return a series that was kept."""
    return Series(*_decode(name))
