"""Objects printed once, with places for what each answer fills in: numbers, names, signatures.

What varies is printed as marks, letters of nobody's; a template has a place for each. Filling one
in is one formatting, however many places it has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from sanic_mock.dialects.gemini.layout import JsonLayout

Json = dict[str, Any]
# What places are filled with: prompt, candidates, total, thoughts, cached; the mean of
# probabilities; signature, time and name of the answer.
Filling = tuple[int, int, int, int, int, float, bytes, bytes, bytes]

_PLACES = 9
_MARKS = tuple(map(chr, range(0xE010, 0xE010 + _PLACES)))
PROMPT, CANDIDATES, TOTAL, THOUGHTS, CACHED, MEAN, SIGNATURE, TIME, NAME = _MARKS
TEXT, MODEL = "\ue000", "\ue001"
# Numbers stand without the quotes that a mark has.
_FORMATS = (*["%d"] * 5, "%a", *["%b"] * 3)
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


def marked(billed: Json) -> Json:
    """Return a usage with marks for its numbers."""
    return {name: _with_mark(value, _BILLED.get(name)) for name, value in billed.items()}


def _with_mark(value: Any, mark: str | None) -> Any:
    if mark is None:
        return value
    return [one | {"tokenCount": mark} for one in value] if isinstance(value, list) else mark


def template(printed: bytes, model: str, layout: JsonLayout) -> BytesTemplate:
    """Return the template of a part that is printed with marks; the model's name is filled in."""
    plain = printed.decode().replace("%", "%%")
    found = [_place(one) for one in _MARK.findall(plain)]
    text = _MARK.sub(lambda one: _FORMATS[_place(one[0])], plain).encode()
    name = layout.printed(model).replace(b"%", b"%%")
    text = text.replace(f'"{MODEL}"'.encode(), name)
    return BytesTemplate(text, itemgetter(*found) if found else _no_places)


def _place(mark: str) -> int:
    return _MARKS.index(mark.strip('"'))
