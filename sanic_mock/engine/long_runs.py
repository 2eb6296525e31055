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
Encode = Callable[[str], list[int]]

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
# A shorter text is counted as it is, which takes 2 ms at most, and is as many tokens.
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


@cache
def encoder(name: str = ENCODING) -> Encode:
    """Return what makes a text of any length tokens, which join up to it.

    In a long run they may be others than the encoding's, and some two more or less: one for each 64
    signs of its middle. So they name what a prompt is, and are not what it bills: a run has the
    same ones in each text, however short it is.
    """
    encode = encoding(name).encode_ordinary

    def encoded(text: str) -> list[int]:
        return encode(text) if len(text) < _LEAST else _tokens_of_long(text, encode)

    return encoded


def _tokens_of_long(text: str, encode: Encode) -> list[int]:
    tokens: list[int] = []
    at = 0
    for run in _runs(text):
        middle = run.start() + _SHORTEST // 2
        most = (run.end() - run.start() - _SHORTEST) // _TOKEN
        tokens += encode(text[at:middle])
        tokens += encode(text[middle : middle + _TOKEN]) * most
        at = middle + most * _TOKEN
    return tokens + encode(text[at:])


def _runs(text: str) -> list[re.Match[str]]:
    """Return all long runs in their order."""
    found = (run for least, runs in _RUNS.items() if least in text for run in runs.finditer(text))
    return sorted(found, key=re.Match.start)


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
