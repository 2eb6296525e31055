"""Clients that leave: what they were not sent, how soon it was seen, what time-out they have."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from typing import NamedTuple

from sanic_mock.ledger.reader import Entry

_NS = 1e9
# So many leave after the same time, give or take a share or some ms: that is a time-out.
_LEAST = 3
_SHARE, _SPREAD_S = 0.05, 0.03


class Leaving(NamedTuple):
    """The clients of one key that left before their answers' ends.

    Attributes:
        key: masked.
        answers: what they left, by time.
        timeout_s: after which most of them seem to have given up; None where that cannot be told.
        alike: how many left after that time.
    """

    key: str
    answers: list[Entry]
    timeout_s: float | None
    alike: int


def leaving_of(entries: Iterable[Entry]) -> list[Leaving]:
    """Return who left, by key."""
    found: dict[str, list[Entry]] = {}
    for one in entries:
        if one.series.ending == "left":
            found.setdefault(one.series.key, []).append(one)
    return [_leaving(key, answers) for key, answers in sorted(found.items())]


def unsent_tokens(entry: Entry) -> int:
    """Return how many tokens of a stream its client was not sent; of what is no stream, 0."""
    record = entry.record
    return max(0, record.pieces - record.sent) if record.is_stream else 0


def is_dated(entry: Entry) -> bool:
    """Return whether it is known how long ago the client had left when that was seen."""
    return bool(entry.record.left_seen_us)


def _leaving(key: str, answers: list[Entry]) -> Leaving:
    times = sorted(one.record.took_ns / _NS for one in answers if one.record.took_ns)
    alike = max((_near(times, one) for one in times), key=len, default=[])
    if len(alike) < max(_LEAST, len(times) / 2):
        return Leaving(key, answers, None, 0)
    return Leaving(key, answers, median(alike), len(alike))


def _near(times: list[float], time_s: float) -> list[float]:
    spread_s = max(_SHARE * time_s, _SPREAD_S)
    return [one for one in times if time_s <= one <= time_s + spread_s]
