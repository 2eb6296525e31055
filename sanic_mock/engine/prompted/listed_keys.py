"""Keys of the objects in a list: "a list of steps. Each step has an action and a reason"."""

from __future__ import annotations

import re

from sanic_mock.engine.prompted.keys import STOPS, WITH, Keys, items, keys_in
from sanic_mock.engine.prompted.types import of_keys

_EACH = re.compile(
    rf"\beach\s+(?P<one>[a-z]{{2,30}})\s+(?:(?:should|must|will)\s+)?(?:{WITH})\s+(?=[\w\"'`*$])",
    re.IGNORECASE,
)


def all_keys_in(text: str) -> Keys | None:
    """Return what a text names as keys: of an object, and of those in a list that it has."""
    each = _EACH.search(text)
    listed = None if each is None else _list_of(text[: each.start()], each["one"])
    if each is None or listed is None:
        return keys_in(text)
    keys, end = items(text, each.end(), STOPS)
    if len(keys) < 2:
        return keys_in(text)
    before = text[: each.start()]
    outer = keys_in(before)
    properties = {} if outer is None else dict(outer.schema["properties"])
    properties[listed] = {"type": "array", "items": of_keys(keys), "minItems": 1}
    start = _sentence_start(before) if outer is None else outer.start
    return Keys(of_keys(properties), start, end)


def _sentence_start(before: str) -> int:
    """Return where the sentence begins that speaks of JSON last: it offers no values."""
    place = before.lower().rindex("json")
    return 1 + max(before.rfind(end, 0, place) for end in ".!?\n")


def _list_of(before: str, one: str) -> str | None:
    """Return what a list is called of which each is one; None where none is spoken of."""
    if "json" not in before.lower():
        return None
    stem = one[:-1] + "ie" if one.endswith("y") else one
    found = re.search(rf"\b{stem}e?s\b", before, re.IGNORECASE)
    return None if found is None else found[0]
