"""Which of many rules may match a text, by what they want to find in it; most of them cannot.

A text that is wanted in full is looked up, and one that is to be contained is found by its windows.
Only the rules of what is found are tried, and those that cannot be known so: a pattern, or a few
letters. Of 2,000 that is a handful.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sanic_mock.engine.answers.windows import Windows, best_size
from sanic_mock.profile.text_match import TextMatch

# In these bytes one text contains another where its letters do.
_BYTES = "utf-8", "surrogatepass"


class Literals:
    """Rules by number, in order.

    Args:
        wanted: what each rule wants of the text; None for nothing.
    """

    def __init__(self, wanted: Sequence[TextMatch | None]) -> None:
        self._exact: dict[str, list[int]] = {}
        contained: dict[int, bytes] = {}
        others: list[int] = []
        for number, one in enumerate(wanted):
            if one is None or one.by == "regex":
                others.append(number)
            elif one.by == "exact":
                self._exact.setdefault(one.text, []).append(number)
            else:
                contained[number] = one.text.encode(*_BYTES)
        size = best_size([*map(len, contained.values())])
        known = {number: raw for number, raw in contained.items() if len(raw) >= size.least}
        self._windows = Windows(known, size) if known else None
        self._others = tuple(sorted((*others, *(contained.keys() - known.keys()))))

    def candidates(self, text: str) -> Iterable[int]:
        """Return the numbers of the rules that may match a text, in order."""
        found = self._exact.get(text, ())
        if self._windows is not None and (contained := self._windows.find(text.encode(*_BYTES))):
            found = (*found, *contained)
        if not found:
            return self._others
        return found if len(found) == 1 and not self._others else sorted({*self._others, *found})
