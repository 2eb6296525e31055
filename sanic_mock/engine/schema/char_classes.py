"""The characters that one place of a regular expression may have, by its parse tree."""

from __future__ import annotations

import string
from typing import Any

LIKELY = string.ascii_letters + string.digits
_PRINTABLE = list(map(chr, range(32, 127)))
# Where none of those is left: of two bytes in UTF-8, of three, and of four.
_RARE = "é中😀"
_CATEGORIES = {
    "CATEGORY_DIGIT": string.digits,
    "CATEGORY_SPACE": " ",
    "CATEGORY_WORD": LIKELY + "_",
}


def in_class(items: Any, *, folds: bool) -> str:
    """Return some characters of a class; of a negated one likely ones, and none where none is left.

    Args:
        items: of the class, as Python's parser has them.
        folds: whether case is ignored.
    """
    if not _is_negated(items):
        return "".join(map(_members, items)) or "a"
    excluded = _either_case("".join(map(_members, items[1:])), folds=folds)
    left = "".join(char for char in _PRINTABLE if char not in excluded)
    if left:
        return "".join(char for char in left if char in LIKELY) or left
    return "".join(char for char in _RARE if not any(_has(item, char) for item in items[1:]))


def may_be_empty(items: Any) -> bool:
    """Return whether a class may leave no character, with case or without."""
    return _is_negated(items) and not in_class(items, folds=True)


def _is_negated(items: Any) -> bool:
    return str(items[0][0]) == "NEGATE"


def all_but(code: int, *, folds: bool) -> str:
    """Return likely characters but for one; see `in_class`."""
    excluded = _either_case(chr(code), folds=folds)
    return "".join(char for char in LIKELY if char not in excluded)


def _either_case(chars: str, *, folds: bool) -> frozenset[str]:
    return frozenset(chars + chars.swapcase() if folds else chars)


def _members(item: tuple[Any, Any]) -> str:
    op, argument = str(item[0]), item[1]
    if op == "LITERAL":
        return chr(argument)
    if op == "RANGE":
        first, last = argument
        return "".join(map(chr, range(first, min(last, first + 255) + 1)))
    return _category(str(argument))


def _category(name: str) -> str:
    if name in _CATEGORIES:
        return _CATEGORIES[name]
    other = _CATEGORIES[name.replace("NOT_", "")]
    return "".join(char for char in _PRINTABLE if char not in other)


def _has(item: tuple[Any, Any], char: str) -> bool:
    """Return whether one of the rare is of an item; é and 中 are of words, all are not digits."""
    op, argument = str(item[0]), item[1]
    if op == "LITERAL":
        return bool(argument == ord(char))
    if op == "RANGE":
        return bool(argument[0] <= ord(char) <= argument[1])
    name = str(argument)
    return ("WORD" in name and char.isalnum()) != ("NOT_" in name)
