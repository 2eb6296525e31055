"""The parts that a prompt's text is cut into, so that a beginning of it is found again.

Parts grow with what is before them, so a beginning is found to within a quarter of its letters and
a long prompt has few of them: 25 kB take 12 us, in parts of 256 letters they took 50.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, pairwise

# The first eight parts of a text have so many letters; each further four have twice as many as
# those before them.
PART_LETTERS = 256
# Prompts of four million letters and more, in 2 MiB.
KNOWN_PARTS = 16_384

_SIZES = (PART_LETTERS << max(0, place // 4 - 1) for place in range(4 * 22))
_SPANS = tuple(pairwise(accumulate(_SIZES, initial=0)))
_STARTS = tuple(start for start, _ in _SPANS)


def divided(text: str) -> Sequence[str]:
    """Return the parts of a text; those of one that goes on differently are as long."""
    if 0 < len(text) <= PART_LETTERS:
        return (text,)
    spans = _SPANS[: bisect_left(_STARTS, len(text))]
    return [text[start:stop] for start, stop in spans]
