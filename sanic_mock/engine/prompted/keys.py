"""Keys that a prompt names in words: "JSON with keys setup and punchline", quoted or listed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sanic_mock.engine.prompted.types import Schema, of_key, of_keys, of_words

MOST_KEYS = 32
_NOUNS = (
    r"(?:keys?|fields?|propert(?:y|ies)|attributes?|members?|columns?|entries|parameters?|items?|"
    r"feldern?|schlüsseln?|champs?|clés?|campos?|claves?|campi|chiavi)"
)
WITH = r"(?:with|containing|contains?|includ(?:ing|es?)|having|has|have|of|using|for)"
_NAMED = r"(?:\s+(?:named|called|such as|like|only|are|is|must be|should be|exactly|following))*"
_NAME = r"""(?:["'`*]{1,2}([\w$][\w $.-]{0,59}?)["'`*]{1,2}|([A-Za-z_$][\w$-]{0,59}))"""
# What says of a key: "(string)", ": integer", "as a list".
_TYPED = (
    r"(?P<typed>\s*\([^()\n]{1,120}\)|:[ \t]*[\w\[\]<>|/ ]{1,60}(?=[,;.\n]|$)|\s+as\s+an?\s+\w+)?"
)
_ITEM = re.compile(rf"(?:(?:an?|the|its|their|one)\s+)?{_NAME}(?:\s+{_NOUNS}\b)?{_TYPED}")
_JOINT = re.compile(
    r"\s*(?:,\s*(?:and|or|plus)\s+|[,;&、\uff0c]|和|と|\s(?:and|plus|or|und|et|y|e)\s)\s*",
    re.IGNORECASE,
)
_BULLET = re.compile(
    rf"^[ \t]*(?:[-*•+]|\d+[.)])[ \t]+{_NAME}[ \t]*+(?:\((?P<typed>[^()\n]{{1,120}})\))?"
    r"[ \t]*+(?:$|[:=\u2013\u2014-][ \t]*(?P<said>[^\n]*))",
    re.MULTILINE,
)
# The same in one line: ": - name: the full name - age (integer)".
_BESIDE = re.compile(
    rf"[ \t][-*•][ \t]+{_NAME}"
    r"(?:[ \t]?\((?P<typed>[^()\n]{1,120})\)|[ \t]?[:=\u2013][ \t]?(?P<said>[^\n]{1,120}?))?"
    r"(?=[ \t]++[-*•][ \t]|\.(?:\s|$)|[;\n]|$)"
)
_QUOTED = re.compile(r"""["'`]([A-Za-z_$][\w$-]{0,59})["'`]""")
_LONGEST_LIST = 2000
_STARTS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:\b{_NOUNS}\b{_NAMED}|字段|键|キー|フィールド)"
        r"\s*+(?:[:=\uff1a]|are\b|\u2013|-)?\s*+(?=[\w\"'`*$])",
        rf"\bjson\b[\w ]{{0,30}}?\s{WITH}\s+(?=[\w\"'`*$])",
        rf"\b{WITH}\s+(?=[\w\"'`*$])",
        r"\bjson\b[^:.\n]{0,30}:\s*(?=[\w\"'`*$])",
        r"\b(?:extract|return|give me|provide|identify|find|output|get)\s+(?=[\w\"'`*$])",
    )
)
STOPS = frozenset(
    """the a an and or of for from in on to with that which where who each every all any this these
    no only your my our json exactly following as is are must should be about it them nothing else
    please valid me i you not""".split()  # noqa: SIM905
)
_SURE = 3  # forms before it name one key, where it is quoted
_ANYWHERE = (0, 4)  # forms that need no word of JSON before them
# No keys either, but behind "key".
_USUAL = frozenset(
    """object objects format schema response answer reply output text key keys field fields value
    values properties property string strings type types data result""".split()  # noqa: SIM905
)


class Keys(NamedTuple):
    """The keys of an object, and where a text names them."""

    schema: Schema
    start: int
    end: int


def keys_in(text: str) -> Keys | None:
    """Return what a text names as the keys of JSON; None where it names none.

    Where the text itself does not speak of JSON, only what it calls keys are.
    """
    place = text.lower().find("json")
    if place < 0:
        return _behind_word(text, _STARTS[:1])
    return _behind_word(text, _STARTS) or _bullets(text) or _beside(text) or _in_quotes(text, place)


def _behind_word(text: str, starts: Sequence[re.Pattern[str]]) -> Keys | None:
    """Return keys behind "keys", "fields" or "JSON with"; two, or one behind "key"."""
    for number, form in enumerate(starts):
        for start in form.finditer(text):
            keys, end = items(text, start.end(), STOPS if number == 0 else STOPS | _USUAL)
            is_sure = number == 0 or (number < _SURE and _is_marked(text, start.end(), end))
            before = text[max(0, start.start() - 200) : end].lower()
            if len(keys) > 1 - is_sure and ("json" in before or number in _ANYWHERE):
                return Keys(of_keys(keys), start.start(), end)
    return None


def _is_marked(text: str, start: int, end: int) -> bool:
    return any(mark in text[start:end] for mark in "\"'`*") or bool(
        re.match(rf"\s+{_NOUNS}\b", text[end : end + 20], re.IGNORECASE)
    )


def items(text: str, at: int, stops: frozenset[str]) -> tuple[dict[str, Schema], int]:
    """Return the names of a list that begins in a place, and where it ends."""
    keys: dict[str, Schema] = {}
    end = at
    while len(keys) < MOST_KEYS and (match := _ITEM.match(text, at)):
        name = match[1] or match[2]
        if match[2] and name.lower() in stops:
            break
        keys[name] = _schema(name, match["typed"])
        end = match.end()
        joint = _JOINT.match(text, end)
        if joint is None or joint.end() == end:
            break
        at = joint.end()
    return keys, end


def _bullets(text: str) -> Keys | None:
    found = list(_BULLET.finditer(text))[:MOST_KEYS]
    if not found or not re.search(rf"json|{_NOUNS}", text[: found[0].start()], re.IGNORECASE):
        return None
    return _of_points(found)


def _of_points(found: Sequence[re.Match[str]]) -> Keys:
    named = ((one[1] or one[2], one["typed"] or one["said"]) for one in found)
    keys = {name: _schema(name, said) for name, said in named}
    return Keys(of_keys(keys), found[0].start(), found[-1].end())


def _beside(text: str) -> Keys | None:
    """Return the names of a list in one line, two or more, which comes behind a colon."""
    found = list(_BESIDE.finditer(text))[:MOST_KEYS]
    before = text[: found[0].start()].rstrip() if len(found) > 1 else ""
    if not before.endswith(":") or "\n" in text[found[0].start() : found[-1].start()]:
        return None
    return _of_points(found)


def _in_quotes(text: str, place: int) -> Keys | None:
    """Return names in quotes behind the word JSON: two or more, each one word."""
    every = _QUOTED.finditer(text[place : place + _LONGEST_LIST])
    found = [one for one in every if one[1].lower() != "json"]
    if len(found) < 2:
        return None
    keys = {one[1]: of_key(one[1]) for one in found[:MOST_KEYS]}
    return Keys(of_keys(keys), place + found[0].start(), place + found[-1].end())


def _schema(name: str, typed: str | None) -> Schema:
    said = (typed or "").strip(" :()")
    return of_words(said, name) if said else of_key(name)
