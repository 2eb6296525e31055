"""Gaps between tokens, drawn once at start and summed up; a stream reads a window of them.

A tape is a stratified sample: its quantiles are those of the distribution at (i + 0.5) / n, in an
order of the seed's. So n gaps follow the distribution to within 1/n, and a token costs a lookup.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice
from random import Random

from sanic_mock.distributions import Distribution

LENGTH = 32_768

_NS = 1_000_000_000


class Tape:
    """A ring of samples of one distribution.

    Args:
        distribution: what is drawn, in seconds.
        seed: decides the order.
        scale: multiplies every sample.
        length: how many samples.
    """

    def __init__(
        self, distribution: Distribution, seed: int, scale: float = 1.0, length: int = LENGTH
    ) -> None:
        self._length = length
        ranks = list(range(length))
        Random(seed).shuffle(ranks)
        quantile = distribution.quantile
        ns = _NS * scale
        self._gaps = array("q", (int(quantile((rank + 0.5) / length) * ns) for rank in ranks))
        self._view = memoryview(self._gaps)
        self._sums = array("q", accumulate(self._gaps, initial=0))

    def total(self, start: int, count: int) -> int:
        """Return the sum of `count` gaps from `start` on, in ns."""
        length, sums = self._length, self._sums
        laps, end = divmod(start % length + count, length)
        return laps * sums[length] + sums[end] - sums[start % length]

    def window(self, start: int, count: int) -> Iterable[int]:
        """Return `count` gaps from `start` on, in ns; copies none of them."""
        first = start % self._length
        if first + count <= self._length:
            return self._view[first : first + count]
        return islice(self.gaps(start), count)

    def gaps(self, start: int) -> Iterator[int]:
        """Yield the gaps from `start` on, in ns, for ever."""
        gaps, length = self._gaps, self._length
        place = start % length
        while True:
            yield gaps[place]
            place += 1
            if place == length:
                place = 0
