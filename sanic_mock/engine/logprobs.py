"""Probabilities of tokens: invented, but consistent.

The token that was chosen is the likeliest of its list, the list falls, and it sums to less than
one. Values have the precision of float32, as those of [sdk-2024] do.

Rows of values are drawn once; a token takes a row and, as alternatives, neighbours from a list of
tokens. So what is told of long texts costs little to make and, as values recur, little to print.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import lru_cache
from random import Random

from sanic_mock.engine.reply import Logprob

# A model is sure of most tokens: the chosen one has a probability of 0.5 to 1, mostly near 1.
_LEAST = 0.5
_ROW_BITS = 10


def unescaped(piece: bytes) -> str:
    """Return a piece's text as it was before it was escaped for JSON."""
    return piece.decode() if b"\\" not in piece else str(json.loads(b'"%b"' % piece))


def logprobs(
    pieces: Sequence[bytes], others: Sequence[str], top: int, chance: Random
) -> tuple[Logprob, ...]:
    """Return a probability for each piece of a text.

    Args:
        pieces: the text, escaped for JSON.
        others: tokens that may stand in the list of alternatives; it is shorter where they are few.
        top: length of that list, 0 to 20.
        chance: decides.
    """
    rows, starts = _rows(top), max(1, len(others) - top)
    return tuple(
        _one(unescaped(piece), others, top, int(chance.random() * starts), chance.choice(rows))
        for piece in pieces
    )


def _one(
    token: str, others: Sequence[str], top: int, start: int, row: tuple[float, ...]
) -> Logprob:
    if not top:
        return Logprob(token, row[0], ())
    near = others[start : start + top]
    if token in near:
        place = near.index(token)
        near = (*near[:place], *near[place + 1 :])
    return Logprob(token, row[0], tuple(zip((token, *near)[:top], row, strict=False)))


@lru_cache(21)
def _rows(top: int) -> tuple[tuple[float, ...], ...]:
    chance = Random(top)
    return tuple(_row(top, chance) for _ in range(1 << _ROW_BITS))


def _row(top: int, chance: Random) -> tuple[float, ...]:
    likelihood = _LEAST + (1 - _LEAST) * chance.random() ** 0.25
    values, left = [_log(likelihood)], 1 - likelihood
    for _ in range(top - 1):
        left *= 0.5 * (1 - 0.2 * chance.random())
        values.append(_log(left))
    return tuple(values)


def _log(share: float) -> float:
    return float(f"{math.log(max(share, 1e-40)):.8g}") or -1e-08
