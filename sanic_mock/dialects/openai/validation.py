"""Checks of a request's values, told in OpenAI's words: what a slow, explaining reading is made of.

A check is asked for a parameter's path and its value, and returns the problem or None. They run
only after a typed reading has refused, so they may be slow.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from sanic_mock.dialects.openai import errors, size_errors
from sanic_mock.errors import Problem

Check = Callable[[str, Any], Problem | None]

_ARTICLES: Mapping[type, str] = {
    bool: "a boolean",
    int: "an integer",
    float: "a decimal",
    str: "a string",
    list: "an array",
    dict: "an object",
    type(None): "null",
}

# What was sent is named otherwise than what is wanted (a decimal seed [adapter-2026]).
_DECIMAL_SENT = "a decimal number"

# The same by msgspec's names; it says array and object where Python says list and dict.
_BY_NAME = {kind.__name__: named for kind, named in _ARTICLES.items()} | {
    "array": _ARTICLES[list],
    "object": _ARTICLES[dict],
    "null": _ARTICLES[type(None)],
}

_REFUSED = re.compile(r"(?P<what>.*?)(?: - at `\$\.?(?P<path>[^`]*)`)?", re.S)
_MISSING = re.compile(r"Object missing required field `(.*)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.S)
_EXPECTED = re.compile(r"Expected `(.*)`, got `(.*)`")


def read_object(body: bytes) -> dict[str, Any]:
    """Return a body's JSON object.

    Raises:
        Problem: it is not JSON, or no object.
    """
    try:
        asked = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise errors.not_json() from None
    if not isinstance(asked, dict):
        raise errors.not_json()
    return asked


def first_error(
    asked: Mapping[str, Any], checks: Mapping[str, Check], path: str = ""
) -> Problem | None:
    """Return the first problem, in the order of the checks, with what was asked.

    Args:
        asked: an object.
        checks: of its members, by their names.
        path: where the object is; "" for the body itself.
    """
    before = path and f"{path}."
    for name, check in checks.items():
        if name in asked and (problem := check(before + name, asked[name])):
            return problem
    return None


def translated(refused: str) -> Problem:
    """Put a sentence of msgspec's into OpenAI's words, with the path."""
    found = _REFUSED.fullmatch(refused)
    path = (found["path"] or "") if found else ""
    what = found["what"] if found else refused
    if missing := _MISSING.fullmatch(what):
        return errors.missing(f"{path}.{missing[1]}" if path else missing[1])
    if other := _UNKNOWN.fullmatch(what):
        return errors.unknown_parameter(f"{path}.{other[1]}" if path else other[1])
    if wrong := _EXPECTED.fullmatch(what):
        sent = _DECIMAL_SENT if wrong[2] == float.__name__ else _named(wrong[2])
        return errors.wrong_type(path, _named(wrong[1]), sent)
    if not path:
        return errors.not_json()
    return errors.invalid_value(path, what)


def got(value: Any) -> str:
    """Name the type of a JSON value that was sent, with its article."""
    return _DECIMAL_SENT if isinstance(value, float) else _ARTICLES[type(value)]


def typed(*types: type) -> Check:
    """Check that a value has one of some JSON types; an integer is a decimal too."""
    wanted = " or ".join(_ARTICLES[kind] for kind in types)
    prefix = "one of " if len(types) > 1 else ""

    def check(param: str, value: Any) -> Problem | None:
        fits = type(value) in types or (type(value) is int and float in types)
        return None if fits else errors.wrong_type(param, prefix + wanted, got(value))

    return check


def lacking(path: str, value: Any, *names: str, want: str = "an object") -> Problem | None:
    """Return that a value is no object, or the first of some members that it has not.

    Args:
        path: where it is.
        value: what was sent.
        names: of the members.
        want: what it was to be.
    """
    if not isinstance(value, dict):
        return errors.wrong_type(path, want, got(value))
    absent = next((name for name in names if name not in value), None)
    return None if absent is None else errors.missing(f"{path}.{absent}")


def optional(check: Check) -> Check:
    """Let null pass."""
    return lambda param, value: None if value is None else check(param, value)


def ranged(kind: type, low: float | None = None, high: float | None = None) -> Check:
    """Check a number's type and that low <= value <= high."""
    is_typed = typed(kind)
    name = "integer" if kind is int else "decimal"

    def check(param: str, value: Any) -> Problem | None:
        if problem := is_typed(param, value):
            return problem
        if low is not None and value < low:
            return errors.out_of_range(param, value, low, above=False, kind=name)
        if high is not None and value > high:
            return errors.out_of_range(param, value, high, above=True, kind=name)
        return None

    return check


def short(most: int) -> Check:
    """Check a string's type and length."""

    def check(param: str, value: Any) -> Problem | None:
        if problem := typed(str)(param, value):
            return problem
        return size_errors.too_long(param, most, len(value)) if len(value) > most else None

    return check


def sized_string(longest: int, pattern: str = "") -> Check:
    """Check a string's type, that it has a letter, how many at most, and perhaps its form."""
    form = re.compile(pattern.replace("$", r"\Z"))  # here $ would allow a newline behind it

    def check(param: str, value: Any) -> Problem | None:
        if not isinstance(value, str):
            return errors.wrong_type(param, _ARTICLES[str], got(value))
        if not value:
            return size_errors.empty_string(param)
        if len(value) > longest:
            return size_errors.too_long(param, longest, len(value))
        return None if form.search(value) else size_errors.bad_pattern(param, pattern)

    return check


# Names of tools, of calls and of formats.
name_string: Check = sized_string(64, "^[a-zA-Z0-9_-]+$")


def one_of(*allowed: str) -> Check:
    """Check that a value is one of some strings."""

    def check(param: str, value: Any) -> Problem | None:
        if not isinstance(value, str):
            return errors.wrong_type(param, "a string", got(value))
        return None if value in allowed else errors.bad_choice(param, value, allowed)

    return check


def each(items: str, check: Check, *, least: int = 0, most: int | None = None) -> Check:
    """Check an array's type, its length and its items.

    Args:
        items: the items' type in the plural, as in "an array of objects".
        check: of one item, asked for its path.
        least: fewest items; 1 refuses an empty array.
        most: most items; None is any number.
    """

    def check_all(param: str, value: Any) -> Problem | None:
        if not isinstance(value, list):
            return errors.wrong_type(param, f"an array of {items}", got(value))
        if len(value) < least:
            return size_errors.empty_array(param)
        if most is not None and len(value) > most:
            return size_errors.array_too_long(param, most, len(value))
        return first(check(f"{param}[{place}]", one) for place, one in enumerate(value))

    return check_all


def first(problems: Iterable[Problem | None]) -> Problem | None:
    """Return the first problem of some checks."""
    return next(filter(None, problems), None)


def unknown(asked: Iterable[str], known: Collection[str]) -> str | None:
    """Return the first name that is not known."""
    return next((name for name in asked if name not in known), None)


def _named(types: str) -> str:
    """Name msgspec's types with their articles: `str | null` is "a string or null"."""
    return " or ".join(_BY_NAME.get(one, one) for one in types.split(" | "))


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
