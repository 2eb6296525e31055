"""When answers were under way, and percentiles of times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain

from sanic_mock.histogram import percentile
from sanic_mock.ledger.reader import Entry

_NS = 1e9


def end_s(entry: Entry) -> float:
    """Return when an answer was over, unix seconds; one that took no time, when it began."""
    return entry.time_s + entry.record.took_ns / _NS


def peaks(entries: Iterable[Entry], part: Callable[[Entry], str]) -> dict[str, int]:
    """Return how many answers were under way at once, at most, by part; those that took time."""
    timed = [one for one in entries if one.record.took_ns]
    moments = chain.from_iterable(
        ((one.time_s, 1, part(one)), (end_s(one), -1, part(one))) for one in timed
    )
    running: dict[str, int] = {}
    most: dict[str, int] = {}
    for _, change, name in sorted(moments):  # at one moment, what ends goes first
        running[name] = running.get(name, 0) + change
        most[name] = max(most.get(name, 0), running[name])
    return most


def share_s(times_ns: Iterable[int], share: float) -> float | None:
    """Return the time, s, that a share of times does not exceed; None where there are none."""
    ordered: Sequence[int] = sorted(times_ns)
    return percentile(ordered, share) / _NS if ordered else None
