"""Verdicts on texts, by a list of words: predictable, and no judgement of what is meant.

A text is flagged for a category if one of the category's words or phrases stands in it, as whole
words and in any case; of phrases that overlap, the one that begins first and is longest counts.
Scores are above 0.5 where flagged and below 0.001 where not; a text has one verdict under any seed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from struct import Struct
from typing import NamedTuple

_NOTHING = "(?!)"  # fits nowhere
_UNIT = 1 / 4_294_967_296
_NONE: frozenset[str] = frozenset()


class Verdict(NamedTuple):
    """What a text was found to be.

    Attributes:
        flagged: the categories that are flagged.
        scores: a score for each category, 0 to 1.
    """

    flagged: frozenset[str]
    scores: dict[str, float]


class Moderator:
    """Judges texts by one vendor's categories.

    Args:
        categories: in the order in which their scores are drawn; at most 16.
        flags: words and phrases to the categories that they flag; in lower case, with single
            spaces.
    """

    def __init__(self, categories: Sequence[str], flags: Mapping[str, frozenset[str]]) -> None:
        self._categories = categories
        self._flags = flags
        alternatives = "|".join(map(_spaced, sorted(flags, key=len, reverse=True)))
        self._find_phrases = re.compile(rf"\b(?:{alternatives or _NOTHING})\b").finditer
        self._draws = Struct(f"<{len(categories)}I").unpack_from

    def judge(self, text: str, seen: str = "") -> Verdict:
        """Return the verdict on a text.

        Args:
            text: what is searched for words.
            seen: what else the scores depend on, but no flag, as the addresses of images.
        """
        phrases = {one[0] for one in self._find_phrases(text.lower())}  # a text may have millions
        flagged = _NONE.union(*(self._flags[" ".join(one.split())] for one in phrases))
        chance = blake2b(f"{text}\0{seen}".encode("utf-8", "surrogatepass")).digest()
        drawn = zip(self._categories, self._draws(chance), strict=True)
        return Verdict(flagged, {one: _score(draw * _UNIT, one in flagged) for one, draw in drawn})


def _spaced(phrase: str) -> str:
    """Return a pattern of a phrase, with any white space between its words."""
    return re.escape(phrase).replace(r"\ ", r"\s+")


def _score(chance: float, is_flagged: bool) -> float:
    """Return a score: 0.55 to 1 and mostly near 1, or 1e-7 to 5e-4, as likely at any magnitude."""
    return 1 - 0.45 * chance * chance if is_flagged else float(10 ** (3.7 * chance - 7))
