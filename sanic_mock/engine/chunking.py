"""Which tokens share an event, and which events leave together.

A chunker turns the times tokens are ready into the times they are released. It never releases
a token before it is ready, except `burst`, whose own clock stands for that of the tokens, and those
of a first event, which is due as a whole when the first token is.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from random import Random
from typing import TYPE_CHECKING, Protocol

from sanic_mock.distributions import Distribution
from sanic_mock.engine.draws import open_unit
from sanic_mock.settings import Chunking

if TYPE_CHECKING:
    from sanic_mock.engine.plan import Plan

Release = tuple[int, int]

_NS = 1_000_000_000


class Chunker(Protocol):
    """One way to put tokens into events."""

    is_grouped: bool

    def __call__(self, offsets: Iterator[int], tokens: int, plan: Plan) -> Iterator[Release]:
        """Yield (offset in ns, tokens released by then); the last releases all."""


def compile_chunker(chunking: Chunking, scale: float) -> Chunker | None:
    """Return the profile's chunker; None where each token is an event of its own, when ready."""
    match chunking.mode:
        case "tokens":
            assert chunking.tokens_per_chunk is not None
            return Grouped(chunking.tokens_per_chunk, chunking.first)
        case "clock":
            period_ns = max(1, int(chunking.clock_s * _NS * scale))
            if chunking.first is None:
                return Clocked(period_ns)
            return FirstClocked(period_ns, chunking.first)
        case "burst":
            assert chunking.burst_records is not None
            assert chunking.burst_gap is not None
            return Bursts(
                chunking.burst_records,
                chunking.burst_gap,
                chunking.tokens_per_chunk,
                scale,
                chunking.first,
            )
        case "full":
            return Full()
        case _:
            return None


class Grouped:
    """Several tokens to an event, which leaves when the last of them is ready.

    A service's time to first token is that of its first event, so all of that is due then,
    however many tokens it has, and gaps begin behind it.
    """

    is_grouped = True

    def __init__(self, size: Distribution, first: Distribution | None = None) -> None:
        self._size = size
        self._first = first

    def __call__(self, offsets: Iterator[int], tokens: int, plan: Plan) -> Iterator[Release]:
        """See Chunker."""
        sizes = _sizes(self._first, self._size, Random(plan.digest))
        due, ready = next(offsets), min(next(sizes), tokens)
        yield due, ready
        while ready < tokens:
            size = min(next(sizes), tokens - ready)
            ready += size
            yield next(islice(offsets, size - 1, size)), ready


class Clocked:
    """All that is ready leaves as one event at multiples of a period after the first token."""

    is_grouped = True

    def __init__(self, period_ns: int) -> None:
        self._period_ns = period_ns

    def __call__(self, offsets: Iterator[int], tokens: int, plan: Plan) -> Iterator[Release]:
        """See Chunker."""
        first = next(offsets)
        tick, ready = first, 1
        for due in offsets:
            if due > tick:
                yield tick, ready
                tick = first - (first - due) // self._period_ns * self._period_ns
            ready += 1
        yield tick, ready


class FirstClocked:
    """The same, with a first event of its own size; what follows it waits for the next multiple."""

    is_grouped = True

    def __init__(self, period_ns: int, size: Distribution) -> None:
        self._period_ns = period_ns
        self._size = size

    def __call__(self, offsets: Iterator[int], tokens: int, plan: Plan) -> Iterator[Release]:
        """See Chunker."""
        first, period = next(offsets), self._period_ns
        ready = min(next(_counts(self._size, Random(plan.digest))), tokens)
        yield first, ready
        tick = first
        for due in islice(offsets, tokens - ready):
            if due > tick or tick == first:
                if tick > first:
                    yield tick, ready
                tick = max(first + period, first - (first - due) // period * period)
            ready += 1
        if tick > first:
            yield tick, ready


class Bursts:
    """Events leave in bursts, as from a content filter that holds them back.

    The bursts' own gaps and sizes decide; the first leaves with the first token.
    """

    is_grouped = True

    def __init__(
        self,
        records: Distribution,
        gap: Distribution,
        size: Distribution | None,
        scale: float,
        first: Distribution | None = None,
    ) -> None:
        self._records = records
        self._gap = gap
        self._size = size
        self._first = first
        self._ns = _NS * scale

    def __call__(self, offsets: Iterator[int], tokens: int, plan: Plan) -> Iterator[Release]:
        """See Chunker."""
        chance, ns = Random(plan.digest), self._ns * plan.factor
        sizes = _sizes(self._first, self._size, chance)
        records = _counts(self._records, chance)
        due, ready = next(offsets), 0
        while ready < tokens:
            for _ in range(next(records)):
                ready = min(ready + next(sizes), tokens)
                yield due, ready
                if ready == tokens:
                    return
            due += int(self._gap.quantile(open_unit(chance)) * ns)


class Full:
    """The whole text is one event, when its last token is ready."""

    is_grouped = True

    def __call__(self, offsets: Iterator[int], tokens: int, plan: Plan) -> Iterator[Release]:
        """See Chunker."""
        due = 0
        for due in offsets:  # noqa: B007, only the last counts
            pass
        yield due, tokens


def _sizes(first: Distribution | None, size: Distribution | None, chance: Random) -> Iterator[int]:
    """Yield how many tokens each event has."""
    if first is None:
        return _counts(size, chance)
    return chain(islice(_counts(first, chance), 1), _counts(size, chance))


def _counts(size: Distribution | None, chance: Random) -> Iterator[int]:
    while True:
        yield 1 if size is None else max(1, round(size.quantile(open_unit(chance))))
