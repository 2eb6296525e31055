"""The sizes of a vector's numbers, as float32 and as printed: each belongs to its position alone.

They are those of normal numbers, and the root of their squares' sum is 1, however many are taken.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import accumulate
from statistics import NormalDist
from struct import Struct, pack

MOST_DIMENSIONS = 4096
KNOWN_SIZES = 64

_single = Struct("<f")


class VectorSizes:
    """The sizes of the numbers that all vectors of so many have.

    Attributes:
        dimensions: how many numbers.
        singles: their sizes as float32, little-endian; the root of their squares' sum is 1.
        least: the least leading byte among them.
        start: for each position, which of the leading bytes it has; what counting starts with.
    """

    def __init__(self, dimensions: int) -> None:
        self.dimensions = dimensions
        norm = _norms()[dimensions - 1]
        self.singles = pack(f"<{dimensions}f", *(size / norm for size in _sizes()[:dimensions]))
        leading = self.singles[3::4]
        self.least = min(leading)
        self.start = int.from_bytes(bytes((one - self.least) << 6 for one in leading), "little")


vector_sizes = lru_cache(KNOWN_SIZES)(VectorSizes)


@lru_cache(KNOWN_SIZES)
def printed_sizes(dimensions: int) -> tuple[bytes, int]:
    """Return numbers of one width, and the width; a `+` is a place for a sign, or filling."""
    sizes = [_shortest(size) for (size,) in _single.iter_unpack(vector_sizes(dimensions).singles)]
    width = 1 + max(map(len, sizes)) + 1
    numbers = [(b"+" + size + b",").ljust(width, b"+") for size in sizes[:-1]]
    return b"".join(numbers) + (b"+" + sizes[-1]).ljust(width, b"+"), width


def _shortest(size: float) -> bytes:
    """Print a float32 with as few digits as tell it from its neighbours."""
    for digits in range(6, 9):
        shown = float(f"{size:.{digits}g}")
        if _single.unpack(_single.pack(shown))[0] == size:
            return repr(shown).encode()
    return repr(float(f"{size:.9g}")).encode()


@cache
def _sizes() -> list[float]:
    """Return the sizes of all positions, as of normal numbers; any beginning has the same mix.

    The least is 1/63 of the largest, so that four leading bytes, each of which spans a factor of
    four, hold all of them however they are scaled.
    """
    quantile = NormalDist().inv_cdf
    count = MOST_DIMENSIONS
    places = (position * 2531 % count + 0.5 for position in range(count))
    least = quantile(1 - 0.25 / count) / 63
    return [max(least, quantile(0.5 + place / count / 2)) for place in places]


@cache
def _norms() -> list[float]:
    return [total**0.5 for total in accumulate(size * size for size in _sizes())]
