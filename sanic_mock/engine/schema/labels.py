"""Values that stand beside a parameter's name in a prompt: "size 42", "repo: api", "2 guests".

They are that parameter's, so that no other is given them. What may only be how the sentence goes on
("the message to Bob", "a city map") is no value. A name is looked for as a text, which is soon
done; expressions are tried at the places where it stands, and at no more than a few.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal

from sanic_mock.engine.schema.names import LONGEST_NAME, tokens_of

# What may stand beside a name: a number; what has a digit or a mark in it, too; else only a text
# in quotes or behind a sign; several of these, where the value is a list. A value that is told by
# its form alone has no label.
Label = Literal["", "number", "code", "text", "list"]
Words = tuple[str, ...]
# A word that a text has where it has the name, the key, its label, how the name is written.
Sought = tuple[str, str, Label, tuple[Words, ...]]

MOST = 4  # places of one name that are looked at
LONGEST_LIST = 16  # items
LETTERS = 2_048  # letters of a prompt that are looked at, its last
KEPT = 64  # prompts that are kept in small letters, as their hints are
_BETWEEN = (" ", "_", "-", "\n")  # words of one name
_BEFORE = 32  # letters before a name that may be its number

# Values: a number, a quoted text, a word without blanks, and what goes on to the next comma or
# sentence, unless it says what the value is to be ("a string").
_DIGITS = r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d{1,18})(?:\.\d{1,12})?"
_NUMBER = rf"(?P<number>{_DIGITS})(?![\w]|[.,]\d)"
_OPEN, _CLOSE = "\"'`\u201c\u201e«「『\u2018", "\"'`\u201d»」』\u201c\u2019"
_QUOTED = f"[{_OPEN}](?P<quoted>[^\\n]{{1,200}}?)[{_CLOSE}](?!\\w)"
_TOKEN = r"(?P<token>[\w#][\w./:@#-]{0,80})"
_DESCRIBED = (
    r"(?!(?:an?|the|one|any|optional|required|str(?:ing)?|int(?:eger)?|float|number|bool(?:ean)?|"
    r"list|array|object|dict|null|date)\b)"
)
_REST = r"(?P<rest>[^\s,;\"'`{}\[\]()<>|][^\n,;{}\[\]()<>|]{0,80}?)"
_END = r"(?=\s{0,4}(?:[,;\n]|\.(?:\s|\Z)|\s(?:and|with)\s|\Z))"
# What may be between name and value.
_SIGN = r"""["'`*]?\s*[:=]\s*"""
_JOINT = r"(?:\s*#\s*|\s+(?:(?:is|named|called|number|no\.?|id)\s+)?#?)"
_TO_NUMBER = rf"(?:{_SIGN}|\s*#\s*|\s+(?:(?:is|are|of|to|as|at|by|number|no\.?)\s+)?)[$€£¥]?"
_OWN = rf"{_SIGN}(?:{_QUOTED}|{_DESCRIBED}{_REST}{_END})"
_BEHIND = {
    label: re.compile(form, re.IGNORECASE)
    for label, form in {
        "number": f"s?{_TO_NUMBER}{_NUMBER}",
        "code": f"{_OWN}|{_JOINT}(?:{_QUOTED.replace('quoted', 'called')}|{_TOKEN})",
        "text": f"{_OWN}|{_JOINT}{_QUOTED.replace('quoted', 'called')}",
    }.items()
}
_COUNT = re.compile(_DIGITS)  # before a name
_ITEM_JOINT = re.compile(r"\s{0,4},\s{0,4}(?:and\s{1,4})?|\s{1,4}and\s{1,4}")
_WORD = rf"(?!(?:and|or)\b)(?:[{_OPEN}][^\n{_CLOSE}]{{1,60}}[{_CLOSE}]|[\w#][\w./#-]{{0,60}})"
_BARE_LIST = re.compile(
    rf"\s+(?P<items>{_WORD}(?:(?:{_ITEM_JOINT.pattern}){_WORD}){{1,{LONGEST_LIST}}})"
)
_SIGNED_LIST = re.compile(rf"{_SIGN}{_DESCRIBED}(?P<rest>[^\s{{\[(][^\n.;{{}}\[\]()]{{0,200}})")
_NAME_END = re.compile(r"s?(?!\w)")
# Words of names that a prompt leaves out: "customer 5" for customer_id, "3 results" for
# max_results.
_OF_CODES = frozenset(("id", "number", "num", "no", "code", "key", "ref"))
_OF_NUMBERS = _OF_CODES | {"max", "min", "maximum", "minimum", "count", "total", "limit"}
# Names that a bare word behind them is the value of, as hardly another word goes with them.
_HOLDERS = frozenset(("branch", "repo", "repository", "channel", "symbol", "ticker", "bucket"))
_OF_HOLDERS = frozenset(("id", "list", "name", "names", "url"))
# Names that capitalised words behind them are the value of.
_TITLED = frozenset(("city", "company", "country", "headline", "subject", "title", "topic"))
_BARE_NAME = re.compile(r"\s+(?P<bare>[A-Z][\w'-]*(?: [A-Z][\w'-]*){0,4})")
_MARKED = re.compile(r"\d|\w[-_/.#]\w")
_WORD_END = re.compile(r"\s{0,4}(?:[.,;!?]|\s(?:and|in|on|to|for|from|with)\s|\Z)")


def sought(labels: Iterable[tuple[str, Label]]) -> Sequence[Sought]:
    """Return how keys with labels are looked for, once for each first word of their names."""
    found = ((key, label, written(key, label)) for key, label in labels)
    return [
        (first, key, label, words)
        for key, label, words in found
        for first in dict.fromkeys(one[0] for one in words)
    ]


def labelled(words: Sequence[Words], label: Label, text: str, lower: str) -> tuple[str, ...]:
    """Return what stands beside a parameter's name, in the prompt's order.

    Args:
        words: how the name is written, see `written`.
        label: what may stand there.
        text: the prompt.
        lower: the same in small letters.
    """
    if label == "list":
        places = (place for one in words for place in _places(one, lower))
        return next(filter(None, (_items(text, end) for _, end in places)), ())
    found: dict[int, str] = {}
    for one in words:
        for start, end in _places(one, lower):
            if start not in found and (value := _value(label, text, start, end)):
                found[start] = value
    return tuple(found[place] for place in sorted(found))


def _places(words: Words, lower: str) -> Iterator[tuple[int, int]]:
    """Yield where some words stand in a text beside each other, and where they end."""
    at = lower.find(words[0])
    for _ in range(MOST):
        if at < 0:
            return
        is_inside = at and (lower[at - 1].isalnum() or lower[at - 1] in "_-")
        if not is_inside and (end := _end(words, lower, at)):
            yield at, end
        at = lower.find(words[0], at + 1)


def _end(words: Words, lower: str, at: int) -> int:
    """Return where words that may stand in a place end; 0 where others do."""
    for number, word in enumerate(words):
        if number and lower[at : at + 1] in _BETWEEN:
            at += 1
        if not lower.startswith(word, at):
            return 0
        at += len(word)
    return at


def _value(label: Label, text: str, start: int, end: int) -> str:
    """Return the value beside a name that stands somewhere; "" for none."""
    if match := _BEHIND[label].match(text, end):
        kind = match.lastgroup or ""
        value = match[kind].rstrip(".:?!")
        is_value = kind != "token" or _is_value(text[start:end], match, value)
        return value if is_value else ""
    if label == "text" and text[start:end] in _TITLED and (bare := _BARE_NAME.match(text, end)):
        return bare["bare"]
    if label == "number" and _NAME_END.match(text, end):
        before = text[max(0, start - _BEFORE) : start].split()
        return before[-1] if before and _COUNT.fullmatch(before[-1]) else ""
    return ""


def _items(text: str, end: int) -> tuple[str, ...]:
    """Return the items of a list behind a name: several words, or what stands behind a sign."""
    if match := _SIGNED_LIST.match(text, end):
        found = _ITEM_JOINT.split(match["rest"])
    elif match := _BARE_LIST.match(text, end):
        found = _ITEM_JOINT.split(match["items"])
    else:
        return ()
    return tuple(item for one in found if (item := one.strip(f" .{_OPEN}{_CLOSE}")))[:LONGEST_LIST]


def _is_value(name: str, match: re.Match[str], value: str) -> bool:
    """Return whether a word without a sign before it is a value, and no part of a sentence."""
    if "@" in value or "://" in value:  # which tell themselves what they are
        return False
    if _MARKED.search(value):
        return True
    is_held = name.lower() in _HOLDERS and value.lower() not in _OF_HOLDERS
    return is_held and _WORD_END.match(match.string, match.end()) is not None


def written(name: str, label: Label) -> tuple[Words, ...]:
    """Return how prompts write a name: its words, and those of them that are not left out."""
    words = tokens_of(name[:LONGEST_NAME])
    if not words or not label:
        return ()
    both = dict.fromkeys((words, _core(words, label)))
    if label != "number":
        return tuple(both)
    return tuple(dict.fromkeys((*one[:-1], one[-1].removesuffix("s") or one[-1]) for one in both))


def _core(words: Words, label: Label) -> Words:
    """Return the words of a name without those that prompts leave out."""
    skipped = {"number": _OF_NUMBERS, "code": _OF_CODES}.get(label, frozenset())
    core = list(words)
    while len(core) > 1 and core[-1] in skipped:
        core.pop()
    while label == "number" and len(core) > 1 and core[0] in skipped:
        core.pop(0)
    return tuple(core)


@lru_cache(KEPT)
def lowered(text: str) -> str:
    """Return a text in small letters, each in its place; "" where some have more than one."""
    lower = text.lower()
    return lower if len(lower) == len(text) else ""
