"""Probabilities of tokens: invented, but consistent.

The token that was chosen is the likeliest of its list, the list falls, and it sums to less than
one. Values have the precision of float32, as recorded ones do (wire.md 1.3).
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from random import Random

from sanic_mock.engine.ask import Logprob

# A model is sure of most tokens: the chosen one has a probability of 0.5 to 1, mostly near 1.
_LEAST = 0.5


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
    return tuple(_one(unescaped(piece), others, top, chance) for piece in pieces)


def _one(token: str, others: Sequence[str], top: int, chance: Random) -> Logprob:
    likelihood = _LEAST + (1 - _LEAST) * chance.random() ** 0.25
    shares = [(token, likelihood)]
    left = 1 - likelihood
    start = int(chance.random() * max(1, len(others) - top))  # neighbours: a sample costs ten times
    for other in others[start : start + top]:
        if other != token and len(shares) < top:
            left *= 0.5 * (1 - 0.2 * chance.random())
            shares.append((other, left))
    known = tuple((text, _log(share)) for text, share in shares)
    return Logprob(token, known[0][1], known[:top])


def _log(share: float) -> float:
    return float(f"{math.log(max(share, 1e-40)):.8g}") or -1e-08
