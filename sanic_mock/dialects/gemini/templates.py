"""Objects printed once, with places for what each answer fills in: numbers, names, signatures.

What varies is printed as marks, letters of nobody's; a template has a place for each. Filling one
in is one formatting, however many places it has; two, where some of it is kept filled in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from sanic_mock.dialects.gemini.layout import JsonLayout

Json = dict[str, Any]
# What places are filled with: prompt, candidates, total, thoughts, cached; the mean of
# probabilities, printed; signature, time and name of the answer.
Filling = tuple[int, int, int, int, int, bytes, bytes, bytes, bytes]

_PLACES = 9
_MARKS = tuple(map(chr, range(0xE010, 0xE010 + _PLACES)))
PROMPT, CANDIDATES, TOTAL, THOUGHTS, CACHED, MEAN, SIGNATURE, TIME, NAME = _MARKS
TEXT, MODEL = "\ue000", "\ue001"
# Numbers stand without the quotes that a mark has.
_FORMATS = (*["%d"] * 5, *["%b"] * 4)
_MARK = re.compile(f'"[{PROMPT}-{MEAN}]"|[{SIGNATURE}-{NAME}]')
_BILLED: Mapping[str, str] = {
    "promptTokenCount": PROMPT,
    "promptTokensDetails": PROMPT,
    "candidatesTokenCount": CANDIDATES,
    "candidatesTokensDetails": CANDIDATES,
    "totalTokenCount": TOTAL,
    "thoughtsTokenCount": THOUGHTS,
    "cachedContentTokenCount": CACHED,
    "cacheTokensDetails": CACHED,
}


def _no_places(filling: Filling) -> Any:
    return ()


class BytesTemplate(NamedTuple):
    """A part of a printed object.

    Attributes:
        text: the part, as it is formatted.
        pick: picks what fills its places in.
    """

    text: bytes
    pick: Callable[[Filling], Any]

    def filled(self, filling: Filling) -> bytes:
        """Return the part as an answer has it."""
        text: bytes = self.text % self.pick(filling)
        return text

    def naming(self, model: bytes) -> BytesTemplate:
        """Return the same with a model's name, printed so that it may be formatted."""
        return self._replace(text=self.text.replace(f'"{MODEL}"'.encode(), model))


class Staged(NamedTuple):
    """A part of a printed object whose places are filled in two stages.

    Attributes:
        early: what is filled in first makes of it the text of the second stage.
        pick: picks what fills that one's places in.
    """

    early: BytesTemplate
    pick: Callable[[Filling], Any]

    def half_filled(self, filling: Filling) -> BytesTemplate:
        """Return the template of the second stage."""
        return BytesTemplate(self.early.filled(filling), self.pick)


def marked(billed: Json) -> Json:
    """Return a usage with marks for its numbers."""
    return {name: _with_mark(value, _BILLED.get(name)) for name, value in billed.items()}


def _with_mark(value: Any, mark: str | None) -> Any:
    if mark is None:
        return value
    return [one | {"tokenCount": mark} for one in value] if isinstance(value, list) else mark


def template(printed: bytes, model: str, layout: JsonLayout) -> BytesTemplate:
    """Return the template of a part that is printed with marks; the model's name is filled in."""
    made = _with_places(printed, _MARKS)
    return made.naming(layout.printed(model).replace(b"%", b"%%"))


def staged(printed: bytes, model: str, layout: JsonLayout, early: Collection[str]) -> Staged:
    """Return the same in two stages, of which the first one fills in some marks."""
    late = _with_places(printed, [mark for mark in _MARKS if mark not in early])
    made = _with_places(late.text, early)
    return Staged(made.naming(layout.printed(model).replace(b"%", b"%%%%")), late.pick)


def _with_places(printed: bytes, marks: Collection[str]) -> BytesTemplate:
    """Return what is printed with places for some marks; the others stay."""

    def place(found: re.Match[str]) -> str:
        mark = found[0].strip('"')
        return _FORMATS[_MARKS.index(mark)] if mark in marks else found[0]

    plain = printed.decode().replace("%", "%%")
    filled = [mark for one in _MARK.findall(plain) if (mark := one.strip('"')) in marks]
    places = map(_MARKS.index, filled)
    return BytesTemplate(
        _MARK.sub(place, plain).encode(), itemgetter(*places) if filled else _no_places
    )
