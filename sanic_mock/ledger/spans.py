"""Histograms of times, as sums: a count for each bucket, and the sum of what was counted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from sanic_mock.ledger.record import AnswerRecord

_MS = 1_000_000
# Upper edges, ns; what is above the last has a bucket, too.
EDGES = tuple(
    round(ms * _MS)
    for ms in (
        *(0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500),
        *(1000, 2500, 5000, 10_000, 30_000, 60_000, 120_000, 300_000),
    )
)
# Words of one: its buckets, and its sum.
WIDTH = len(EDGES) + 2
# From its request to a stream's first write; each gap between its tokens, as their mean; to an
# answer's end; how late the latest of its writes was.
SPANS = ("ttft", "tpot", "total", "late")
WORDS = WIDTH * len(SPANS)


def observe(sums: list[int], span: int, value_ns: int) -> None:
    """Count a time in one of the histograms."""
    start = span * WIDTH
    sums[start + bisect_left(EDGES, value_ns)] += 1
    sums[start + WIDTH - 1] += value_ns


def observe_answer(sums: list[int], record: AnswerRecord) -> None:
    """Count the times of an answer that took some."""
    if record.first_ns and record.is_stream:
        observe(sums, 0, record.first_ns)
        if record.sent > 1:
            gaps_ns = max(0, record.took_ns - record.first_ns)
            observe(sums, 1, gaps_ns // (record.sent - 1))
    observe(sums, 2, record.took_ns)
    if record.first_ns:
        observe(sums, 3, record.worst_ns)


def histogram(sums: Sequence[int], span: int) -> tuple[Sequence[int], int]:
    """Return the counts of one histogram, by bucket, and the sum, ns."""
    start = span * WIDTH
    return sums[start : start + WIDTH - 1], sums[start + WIDTH - 1]
