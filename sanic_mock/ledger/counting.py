"""Sums of records: what a whole quarter of a ring comes to, and what single ones do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress

from sanic_mock.ledger import record as at
from sanic_mock.ledger import spans
from sanic_mock.ledger.record import AnswerRecord, unpacked
from sanic_mock.shared.records import Ring

# What is summed of every answer.
SUMS = ("requests", "prompt", "completion", "cached", "reasoning", "bytes", "sent")
WORDS = len(SUMS)
SumsOf = Callable[[int], list[int]]
_TOKENS = (at.PROMPT, at.COMPLETION, at.CACHED, at.REASONING)


@dataclass(slots=True)
class Totals:
    """Sums of one series.

    Attributes:
        sums: of SUMS, in order.
        spans: histograms of its answers that took time; see spans. Empty for none.
    """

    sums: list[int] = field(default_factory=lambda: [0] * WORDS)
    spans: list[int] = field(default_factory=list)

    def add_times(self, record: AnswerRecord) -> None:
        """Count the times of one more answer, if it took any."""
        if record.took_ns:
            self.spans = self.spans or [0] * spans.WORDS
            spans.observe_answer(self.spans, record)

    def join(self, other: Totals) -> None:
        """Count all that others have counted."""
        self.sums = [a + b for a, b in zip(self.sums, other.sums, strict=True)]
        if other.spans:
            mine = self.spans or [0] * spans.WORDS
            self.spans = [a + b for a, b in zip(mine, other.spans, strict=True)]


def add_to(sums: list[int], record: AnswerRecord) -> None:
    """Add one answer to sums."""
    sums[0] += 1
    sums[1] += record.prompt
    sums[2] += record.completion
    sums[3] += record.cached
    sums[4] += record.reasoning
    sums[5] += record.content_bytes
    sums[6] += record.sent


def count_quarter(
    ring: Ring, first: int, last: int, sums: SumsOf, spans_of: SumsOf
) -> tuple[Iterable[int], Iterable[int]]:
    """Add a whole quarter to the sums of its series, in one go.

    Columns are compared as bytes first: most of them are all zeros, or all one series.

    Args:
        ring: where the records are.
        first: the first one's number.
        last: the last one's.
        sums: the sums of a series.
        spans_of: its histograms.

    Returns:
        The series whose sums have changed, and those whose histograms have.
    """
    begin = first % ring.bytes
    part = memoryview(ring.raw)[begin : begin + last - first + ring.size]
    words, longs = part.cast("I"), part.cast("Q")
    stride, long_stride = ring.size // 4, ring.size // 8
    series = words[at.SERIES :: stride]
    columns = [words[place::stride] for place in _TOKENS]
    columns += longs[at.CONTENT :: long_stride], words[at.SENT :: stride]
    changed = _count_series(series, columns, sums)
    took = longs[at.TOOK :: long_stride]
    if _is_zero(took):
        return changed, ()
    timed = [*compress(range(len(series)), took)]
    for place in timed:
        record = unpacked(bytes(part[place * ring.size :][: ring.size]))
        spans.observe_answer(spans_of(record.series), record)
    return changed, {series[place] for place in timed}


def _count_series(
    series: memoryview[int], columns: Sequence[memoryview[int]], sums: SumsOf
) -> Iterable[int]:
    """Add columns of values to the sums of their series; return these."""
    raw = series.tobytes()
    if raw == raw[:4] * len(series):
        own = sums(series[0])
        own[0] += len(series)
        for place, column in enumerate(columns, 1):
            own[place] += 0 if _is_zero(column) else sum(column)
        return (series[0],)
    names = series.tolist()
    found = {one: sums(one) for one in set(names)}
    for one, many in Counter(names).items():
        found[one][0] += many
    for place, column in enumerate(columns, 1):
        if not _is_zero(column):
            for one, value in zip(names, column.tolist(), strict=True):
                found[one][place] += value
    return found


def _is_zero(column: memoryview[int]) -> bool:
    raw = column.tobytes()
    return raw == bytes(len(raw))


def each(ring: Ring, first: int, last: int) -> Iterator[AnswerRecord]:
    """Yield the records of the same, one by one."""
    for number in range(first, last + ring.size, ring.size):
        if (found := ring.record(number)) is not None:
            yield unpacked(found)
