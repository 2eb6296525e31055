"""Which of the known words somebody meant."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SEPARATORS = re.compile(r"[-_. ]")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was meant, None where none is near.

    Near is what a third of the letters make of it, added, left out, changed, or two that changed
    places; else what the word is a part of, as `timeout` is of `body_timeout`; else its longest
    part, as `ttft` is of `ttft_ms`.
    """
    known = sorted(known)
    near = [(edits, one) for one in known if (edits := _few_edits(word, one)) is not None]
    if near:
        return min(near)[1]
    parts = [one for one in known if _in_parts(one) in _in_parts(word)]
    return wider(word, known) or max(parts, key=len, default=None)


def wider(word: str, known: Iterable[str]) -> str | None:
    """Return the first of the known words that a word is a part of, None where it is of none."""
    return next((one for one in known if _in_parts(word) in _in_parts(one)), None)


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return "nearest is X", or all known words where none is near."""
    known = sorted(known)
    near = nearest(word, known)
    return f"nearest is {near}" if near else f"known: {', '.join(known)}"


def _few_edits(word: str, other: str) -> int | None:
    """Return how many edits are between two words, None where one says little of the other."""
    most = max(len(word), len(other)) // 3
    if abs(len(word) - len(other)) > most:
        return None
    edits = _edits(word.casefold(), other.casefold())
    return edits if edits <= most else None


def _in_parts(word: str) -> str:
    return f"_{_SEPARATORS.sub('_', word)}_"


def _edits(word: str, other: str) -> int:
    """Return the optimal string alignment distance: Damerau's, no letters edited twice."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word):
        after = [i + 1]
        for j, its in enumerate(other):
            fewest = min(row[j] + (letter != its), row[j + 1] + 1, after[j] + 1)
            if i and j and (letter, word[i - 1]) == (other[j - 1], its):
                fewest = min(fewest, before[j - 1] + 1)
            after.append(fewest)
        before, row = row, after
    return row[-1]
