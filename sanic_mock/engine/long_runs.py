"""Counts the tokens of texts with long runs of one sign, as rules and frames of tables are.

toktok takes some 0.4 us for each sign of such a run (22 ms for 64,000 hyphens), as there are tokens
of many lengths to try, and keeps the interpreter's lock meanwhile: on a thread it would hold up all
others just the same. So what is counted is a shorter run: 64 more of these signs are one token more
wherever a run of them stands, once it is long. That is so by the order in which tokens are joined,
in pairs up to 64, and holds for all texts that were compared, some 100,000 in both encodings; runs
of 160 were too short in 1 of 200.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from sanic_mock.engine.tokens import ENCODING, encoding

Count = Callable[[str], int]

# What toktok counts slowly.
_SIGNS = "-*=/#"
_SHORTEST = 192
_TOKEN = 64
# Runs that are shortened, by the least of each sign: as that is looked for first, 25 kB without any
# take 3 us more than to count them, and not the 4,500 of these expressions tried at each letter.
_LEAST = _SHORTEST + _TOKEN
_RUNS = {
    sign * _LEAST: re.compile(rf"\{sign}(?<!\{sign}\{sign})\{sign}{{{_LEAST - 1},}}+")
    for sign in _SIGNS
}
# A shorter text is counted as it is, which takes 2 ms at most.
_LONG_TEXT = 4096


@cache
def counter(name: str = ENCODING) -> Count:
    """Return what counts the tokens of a text of any length.

    For a short text it takes 50 ns more than `encoding(name).count`.
    """
    count = encoding(name).count

    def counted(text: str) -> int:
        return count(text) if len(text) < _LONG_TEXT else _of_long(text, count)

    return counted


def count_tokens(text: str) -> int:
    """Return how many tokens a text of any length has."""
    return counter()(text)


def _of_long(text: str, count: Count) -> int:
    left_out = 0

    def shortened(run: re.Match[str]) -> str:
        nonlocal left_out
        tokens, rest = divmod(run.end() - run.start() - _SHORTEST, _TOKEN)
        left_out += tokens
        return run[0][: _SHORTEST + rest]

    for least, run in _RUNS.items():
        if least in text:
            text = run.sub(shortened, text)
    return count(text) + left_out
