"""The forms of bare values, as words name them: choices, numbers, dates and times, lists, XML."""

from __future__ import annotations

import re
from typing import NamedTuple

from sanic_mock.engine.prompted.patterns import pattern_at
from sanic_mock.engine.prompted.types import Schema, Wrapping, of_keys

_MOST_CHOICES = 64
_TEXTS: Schema = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 5}
_ANY_OBJECT: Schema = {"type": "object", "minProperties": 1}

_GAP = r"[\s:,]{0,12}"
_END = r"(?=\s*(?:$|[.,;:!?)\]\n\"'`]|-\s|\(|(?:only|and|or|without|with no|no|nothing|if|for)\b))"
_OF = re.compile(
    rf"{_GAP}(?:(?P<many>zero or more|one or more|any|all)|one|1)\s+of\s*"
    r"(?:(?:the\s+following|the|these|those)\b(?:\s+[a-z-]+){0,3}?)?"
    r"(?:\s+on\s+(?:a\s+)?separate\s+lines?)?\s*(?P<mark>[:\[(]+)",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[ \t]{0,8}\[?([^\[\]\n()]{3,2000})[\])]")
_LINES = re.compile(r"[ \t]*\n((?:[ \t]*[^\s][^\n]{0,400}(?:\n|$)){2,64})")
_LINE = re.compile(r"([^\n]{3,2000})")
_BULLET = re.compile(r"^\s*(?:[-*\u2022]|\d+[.)])\s+")
_NOTE = re.compile(r"\s[-\u2013]\s.*|:\s.*")
_PARTS = re.compile(r"\s*(?:,\s*(?:or|and)\s|[,;|/]|\s(?:or|and)\s)\s*")
_CHOICE = re.compile(r"[^?!{}<>]{1,60}")
_MOST_WORDS = 4

_ITEM = r"(?:\"[^\"\n]{1,40}\"|'[^'\n]{1,40}'|`[^`\n]{1,40}`|\*\*\w{1,40}\*\*|[\w+-]{1,40})"
_EITHER = re.compile(
    rf"{_GAP}(?:a\s+)?({_ITEM}(?:\s*,\s*{_ITEM}){{0,30}})(?:\s*,?\s+or\s+|\s*\|\s*|/)({_ITEM})(?![\w+-])"
)
_WHETHER = re.compile(
    rf"{_GAP}({_ITEM})\s+(?:if|when|for|\()[^.?!\n]{{1,160}}?(?:,|\bor|\band|otherwise|else)"
    rf"(?:\s+(?:or|and|otherwise|else|return|answer|with))*\s+({_ITEM})(?=\s+(?:if|when|for|otherwise"
    r"|\()|\s*[.\n]|\s*$)",
)
_KNOWN = frozenset(("yes", "no", "true", "false", "0", "1", "y", "n", "unknown", "unsure"))
_MARKS = "\"'`*"

_NUMBER = re.compile(
    rf"{_GAP}(?P<kind>(?:integer|whole|floating[- ]?point|float|decimal|real|numeric(?:al)?|final|"
    r"numerical|similarity|relevance)?\s*(?:numbers?|integer|score|digits?|rating|float|percentage))"
    r"(?:\s+value)?\b"
    rf"(?:(?=\s+(?:from|between|in the range|on a scale|out of|that|as|representing)\b)|{_END})",
    re.IGNORECASE,
)
_BEHIND_ONLY = re.compile(
    r"[^.?!\n]{0,80}?\b(?:only|nothing else|no other|without any|no explanation)\b", re.IGNORECASE
)
_RANGE = re.compile(
    r"(?:from|between|scale of|range of|range|\()\s*(-?\d+(?:\.\d+)?)\s*(?:to|and|-|\u2013)\s*"
    r"(-?\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
_PARTIAL = re.compile(r"float|decimal|real|percentage|similarity", re.IGNORECASE)
_MOST = 10  # of a number without a range that is a score

_LISTS: dict[Wrapping, str] = {
    "commas": r"(?:list\s+of\s+)?comma[- ]separated(?:\s+(?:list|values|items|words))?\b",
    "numbers": r"numbered\s+list\b",
    "points": r"(?:markdown|bullet(?:ed)?(?:[- ]point)?)\s+list\b",
    "items": r"(?:every|each)\s+\w+\s+(?:on|in)\s+(?:a|its)\s+(?:separate|own|new)\s+line\b",
}
_LIST = {kind: re.compile(_GAP + words, re.IGNORECASE) for kind, words in _LISTS.items()}
_XML = re.compile(r"\s*\bxml\b(?:\s+(?:file|document|format))?", re.IGNORECASE)
_AS = re.compile(r"\b(?:as|in|only|just)(?:\s+(?:an?|valid))*\s*\Z", re.IGNORECASE)
_TAGS = re.compile(r"\btags:\s*`*\s*\[([^\[\]\n]{1,1000})\]")
_TAG = re.compile(r"[A-Za-z_][\w.-]{0,63}")
_JSON = re.compile(
    rf"{_GAP}json\b(?:\s+(?:object|format|map))?"
    rf"(?:{_END}|(?=\s+(?:with|containing|having)\b))",
    re.IGNORECASE,
)


class BareForm(NamedTuple):
    """What a bare value is like.

    Attributes:
        schema: what it is, as JSON.
        wrapping: how it is told.
        end: where the words for it end.
    """

    schema: Schema
    wrapping: Wrapping
    end: int


def form_at(text: str, at: int, *, is_strict: bool) -> BareForm | None:
    """Return the form that is named in a place of a text; None where none is.

    Args:
        text: what asks.
        at: the place.
        is_strict: whether "only", "strictly" or the like stands before it.
    """
    return (
        _of_several(text, at)
        or _pattern(text, at)
        or _list(text, at)
        or _either(text, at, is_strict=is_strict)
        or _number(text, at, is_strict=is_strict)
        or _object(text, at)
    )


def _of_several(text: str, at: int) -> BareForm | None:
    """Read "one of [a, b]", "one of these:" with a line each."""
    asked = _OF.match(text, at)
    if asked is None:
        return None
    forms = (_BRACKETED,) if asked["mark"][-1] in "[(" else (_BRACKETED, _LINES, _LINE)
    for form in forms:
        listed = form.match(text, asked.end())
        choices = _choices(listed[1], is_lines=form is _LINES) if listed else []
        if listed and len(choices) > 1:
            one: Schema = {"enum": choices}
            if asked["many"]:
                return BareForm(
                    {"type": "array", "items": one, "minItems": 1}, "items", listed.end(1)
                )
            return BareForm(one, "bare", listed.end(1))
    return None


def _choices(listed: str, *, is_lines: bool) -> list[str]:
    """Return the values in a list; none where one of them is more than a few words."""
    parts = listed.splitlines() if is_lines else _PARTS.split(" ".join(listed.split()))
    bare = (_NOTE.sub("", _BULLET.sub("", one)).strip(" \t\r.\"'`*") for one in parts)
    found = [*dict.fromkeys(filter(None, bare))][:_MOST_CHOICES]
    is_short = all(_CHOICE.fullmatch(one) and len(one.split()) <= _MOST_WORDS for one in found)
    return found if is_short else []


def _either(text: str, at: int, *, is_strict: bool) -> BareForm | None:
    """Read "yes or no", "A, B or C", "YES if it is, and NO otherwise"."""
    match = _EITHER.match(text, at) or _WHETHER.match(text, at)
    if match is None:
        return None
    items = [one.strip() for one in re.findall(_ITEM, match[1])] + [match[2]]
    values = [*dict.fromkeys(one.strip(_MARKS) for one in items)]
    is_sure = (
        all(one[0] in _MARKS for one in items)
        or all(one.lower() in _KNOWN for one in values)
        or all(one.isupper() and len(one) > 1 for one in values)
        or (is_strict and re.match(_END, text[match.end() : match.end() + 40]) is not None)
    )
    return BareForm({"enum": values}, "bare", match.end()) if is_sure and len(values) > 1 else None


def _number(text: str, at: int, *, is_strict: bool) -> BareForm | None:
    match = _NUMBER.match(text, at)
    if match is None or not (is_strict or _is_all(text, match.end())):
        return None
    ranges = [*_RANGE.finditer(text)]
    is_whole = _PARTIAL.search(match["kind"]) is None and not any("." in one[0] for one in ranges)
    schema: Schema = {"type": "integer" if is_whole else "number"}
    if ranges:
        near = min(ranges, key=lambda one: abs(one.start() - match.end()))
        low, high = sorted(map(int if is_whole else float, near.groups()))
        schema |= {"minimum": low, "maximum": high}
    elif re.search("score|rating|digit", match["kind"], re.IGNORECASE):
        schema |= {"minimum": 0, "maximum": 9 if "digit" in match["kind"].lower() else _MOST}
    return BareForm(schema, "bare", match.end())


def _is_all(text: str, end: int) -> bool:
    """Return whether what follows in the sentence says that nothing else is wanted."""
    behind = text[end : end + 100].lower()
    is_said = "only" in behind or "nothing" in behind or "no " in behind or "without" in behind
    return is_said and _BEHIND_ONLY.match(text, end) is not None


def _pattern(text: str, at: int) -> BareForm | None:
    found = pattern_at(text, at)
    return None if found is None else BareForm(found.schema, "bare", found.end)


def _list(text: str, at: int) -> BareForm | None:
    for kind, form in _LIST.items():
        if match := form.match(text, at):
            return BareForm(_TEXTS, kind, match.end())
    return None


def _object(text: str, at: int) -> BareForm | None:
    if (match := _XML.match(text, at)) and _AS.search(text, max(0, at - 24), at):
        return _xml(text, match.end())
    match = _JSON.match(text, at)
    return None if match is None else BareForm(_ANY_OBJECT, "none", match.end())


def _xml(text: str, end: int) -> BareForm:
    """Return elements, each in the one before it, as a text lists them."""
    listed = _TAGS.search(text, end)
    tags = _TAG.findall(listed[1]) if listed else []
    schema: Schema = {"type": "string"}
    for tag in reversed(tags or ["output", "answer"]):
        schema = of_keys({tag: schema})
    return BareForm(schema, "xml", end)
