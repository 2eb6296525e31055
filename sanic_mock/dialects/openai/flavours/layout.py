"""JSON as data: an object with the names of what goes where, and what fills it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

Layout = Mapping[str, Any]


class Blank(NamedTuple):
    """A place in a layout that each answer fills; all else stands in it as it is."""

    name: str


#: What fills a place that is then not there at all.
ABSENT: Final = object()


def filled(layout: Layout, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object with its blanks filled, without those that are absent.

    Args:
        layout: the object, in the order of its keys; objects within it are layouts, too, and
            tuples are arrays.
        values: what each of its blanks is filled with.
    """
    pairs = ((key, _value(one, values)) for key, one in layout.items())
    return {key: value for key, value in pairs if value is not ABSENT}


def _value(one: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(one, Blank):
        return values[one.name]
    if isinstance(one, tuple):
        return [_value(part, values) for part in one]
    return filled(one, values) if isinstance(one, Mapping) else one
