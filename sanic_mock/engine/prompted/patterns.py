"""Formats of dates and times, as Java and C write them: "yyyy-MM-dd'T'HH:mm", "%Y-%m-%d"."""

from __future__ import annotations

import re
from typing import NamedTuple

from sanic_mock.engine.prompted.types import Schema

# What each part of a format says, as digits of a date that every month has.
_PARTS = {
    "yyyy": "20[0-2][0-9]", "%Y": "20[0-2][0-9]",
    "MM": "(0[1-9]|1[0-2])", "%m": "(0[1-9]|1[0-2])",
    "dd": "(0[1-9]|1[0-9]|2[0-8])", "%d": "(0[1-9]|1[0-9]|2[0-8])",
    "HH": "([01][0-9]|2[0-3])", "%H": "([01][0-9]|2[0-3])", "hh": "([01][0-9]|2[0-3])",
    "mm": "[0-5][0-9]", "%M": "[0-5][0-9]",
    "ss": "[0-5][0-9]", "%S": "[0-5][0-9]",
    "SSSSSS": "[0-9]{6}", "%f": "[0-9]{6}", "SSS": "[0-9]{3}",
}  # fmt: skip
_LONGEST_FIRST = sorted((*_PARTS, "YYYY", "DD"), key=len, reverse=True)
_PART = re.compile("|".join(map(re.escape, _LONGEST_FIRST)))
_FORMAT = re.compile(
    rf"[\s:,\"'`]*(?P<format>(?:{_PART.pattern})(?:'?[-/.:T ]'?(?:{_PART.pattern}))+Z?)"
)
# In capitals, as people write dates.
_CAPITALS = {"YYYY": "yyyy", "DD": "dd"}
_DATE = frozenset(("yyyy-MM-dd", "%Y-%m-%d", "YYYY-MM-DD"))


class WrittenTime(NamedTuple):
    """A format of dates or times.

    Attributes:
        schema: of a text that is written so.
        end: where it ends.
    """

    schema: Schema
    end: int


def pattern_at(text: str, at: int) -> WrittenTime | None:
    """Return the format that stands in a place; None where there is none."""
    match = _FORMAT.match(text, at)
    if match is None:
        return None
    written = match["format"].replace("'", "")
    if written in _DATE:
        return WrittenTime({"type": "string", "format": "date"}, match.end())
    return WrittenTime({"type": "string", "pattern": f"^{_regex(written)}$"}, match.end())


def _regex(written: str) -> str:
    told, at = [], 0
    for part in _PART.finditer(written):
        told += [re.escape(written[at : part.start()]), _PARTS[_CAPITALS.get(part[0], part[0])]]
        at = part.end()
    return "".join((*told, re.escape(written[at:]))).replace("\\-", "-")
