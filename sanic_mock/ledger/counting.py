"""Sums of records: what a whole quarter of a ring comes to, and what single ones do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
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
) -> tuple[Iterable[int], Iterable[int]] | None:
    """Add a whole quarter to the sums of its series, in one go.

    Args:
        ring: where the records are.
        first: the first one's number.
        last: the last one's.
        sums: the sums of a series.
        spans_of: its histograms.

    Returns:
        The series whose sums have changed, and those whose histograms have; None, and nothing is
        changed, where a record is not there.
    """
    begin = first % ring.bytes
    part = memoryview(ring.raw)[begin : begin + last - first + ring.size]
    words, longs = part.cast("I"), part.cast("Q")
    stride, long_stride = ring.size // 4, ring.size // 8
    series = words[at.SERIES :: stride].tolist()
    if sum(longs[at.NUMBER :: long_stride]) != (first + last) * len(series) // 2:
        return None
    found = {one: sums(one) for one in set(series)}
    for one, many in Counter(series).items():
        found[one][0] += many
    columns = [words[place::stride] for place in _TOKENS]
    columns += longs[at.CONTENT :: long_stride], words[at.SENT :: stride]
    for place, column in enumerate(columns, 1):
        _count_column(found, series, column, place)
    timed = [*compress(range(len(series)), longs[at.TOOK :: long_stride])]
    for place in timed:
        record = unpacked(bytes(part[place * ring.size :][: ring.size]))
        spans.observe_answer(spans_of(record.series), record)
    return found, {series[place] for place in timed}


def _count_column(
    found: Mapping[int, list[int]], series: list[int], column: memoryview[int], place: int
) -> None:
    """Add a column of values to the sums of their series."""
    total = sum(column)
    if not total:
        return
    if len(found) == 1:
        found[series[0]][place] += total
        return
    for one, value in zip(series, column.tolist(), strict=True):
        found[one][place] += value


def each(ring: Ring, first: int, last: int) -> Iterator[AnswerRecord]:
    """Yield the records of the same, one by one."""
    for number in range(first, last + ring.size, ring.size):
        if (found := ring.record(number)) is not None:
            yield unpacked(found)
