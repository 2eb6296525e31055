"""Which of many rules may match a text, by what they want to find in it; most of them cannot.

A text that is wanted in full is looked up. One that is to be contained is known by some of its
letters, `LETTERS` in a row that few others have: whatever contains it has those somewhere. So a
text is cut at each of its letters, and only the rules of what is found are tried. Of 2,000 that is
a handful.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sanic_mock.profile.text_match import TextMatch

LETTERS = 8


class Literals:
    """Rules by number, in order.

    Args:
        wanted: what each rule wants of the text; None for nothing.
    """

    def __init__(self, wanted: Sequence[TextMatch | None]) -> None:
        self._exact: dict[str, list[int]] = {}
        self._marks: dict[int, dict[str, list[int]]] = {}
        shared = Counter(mark for one in wanted if one is not None for mark in _marks(one.text))
        others: list[int] = []
        for number, one in enumerate(wanted):
            if one is None or one.by == "regex":
                others.append(number)
            elif one.by == "exact":
                self._exact.setdefault(one.text, []).append(number)
            else:
                mark = min(_marks(one.text), key=shared.__getitem__)
                self._marks.setdefault(len(mark), {}).setdefault(mark, []).append(number)
        self._others = tuple(others)

    def candidates(self, text: str) -> Iterable[int]:
        """Return the numbers of the rules that may match a text, in order."""
        found = [*self._exact.get(text, ())]
        for length, kept in self._marks.items():
            found += _contained(text, length, kept)
        if not found:
            return self._others
        return sorted((*self._others, *found))


def _marks(text: str) -> set[str]:
    """Return what a text may be known by: each LETTERS of it in a row, or all where it is short."""
    return {text[place : place + LETTERS] for place in range(max(1, len(text) - LETTERS + 1))}


def _contained(text: str, length: int, kept: Mapping[str, Sequence[int]]) -> Iterable[int]:
    """Return the rules whose marks, all of one length, stand somewhere in a text."""
    if len(kept) < len(text) // 4:  # few are looked for one by one
        marks = [mark for mark in kept if mark in text]
    else:
        parts = {text[place : place + length] for place in range(len(text) - length + 1)}
        marks = [*(kept.keys() & parts)]
    return [number for mark in marks for number in kept[mark]]
