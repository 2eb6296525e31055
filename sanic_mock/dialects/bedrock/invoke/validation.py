"""What is wrong with an InvokeModel's body, in the words of the service's own reader of schemas.

Quoted: required keys that are missing, counts, and patterns (boto3#3993, langchain-aws#62
[issues-2026]); of bounds and types by analogy with that reader's other sentences.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec

from sanic_mock.dialects.bedrock import errors
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.errors import Problem

_PLACE = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
_MISSING = re.compile(r"Object missing required field `(?P<name>\w+)`")
_TYPE = re.compile(r"Expected `(?P<wanted>\w+)(?: \| null)?`, got `(?P<given>\w+)`")
_KINDS: Mapping[str, str] = {
    "str": "String",
    "int": "Integer",
    "float": "Number",
    "bool": "Boolean",
    "array": "JSONArray",
    "object": "JSONObject",
    "null": "Null",
}
_BOUNDS = (
    (r"Expected `(?:int|float)` >= (?P<bound>\S+)", "{value} is not greater or equal to {bound}"),
    (r"Expected `(?:int|float)` <= (?P<bound>\S+)", "{value} is not less or equal to {bound}"),
    (
        r"Expected `array` of length >= (?P<bound>\d+)",
        "expected minimum item count: {bound}, found: {count}",
    ),
    (
        r"Expected `array` of length <= (?P<bound>\d+)",
        "expected maximum item count: {bound}, found: {count}",
    ),
    (r"Invalid enum value (?P<bound>\S+)", "{value} is not a valid enum value"),
)


def of_model(problem: Problem) -> Problem:
    """Return what is wrong with a request, as Bedrock tells of what a model says of it."""
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR or problem.kind == errors.VALIDATION:
        return problem
    return errors.by_model(problem.message)


def explain(reason: str, body: bytes) -> Problem:
    """Word why a body could not be read.

    Args:
        reason: how its reader says that.
        body: the body.
    """
    place = _PLACE.search(reason)
    steps = _STEP.findall(place["path"]) if place is not None else []
    keys = [int(number) if number else name for number, name in steps]
    pointer = "/".join(("#", *map(str, keys)))
    if missing := _MISSING.match(reason):
        return errors.malformed(f"{pointer}: required key [{missing['name']}] not found")
    if place is None:
        return errors.malformed()
    return errors.malformed(f"{pointer}: {_words(reason, _value(body, keys))}")


def _words(reason: str, value: Any) -> str:
    if found := _TYPE.match(reason):
        wanted, given = (_KINDS.get(found[name], found[name]) for name in ("wanted", "given"))
        return f"expected type: {wanted}, found: {given}"
    count = len(value) if isinstance(value, list) else 0
    for pattern, words in _BOUNDS:
        if found := re.match(pattern, reason):
            return words.format(bound=found["bound"], value=value, count=count)
    return reason.partition(" - at")[0]


def _value(body: bytes, keys: list[int | str]) -> Any:
    """Return what stands at a place of a body, which has it; None where that has no bounds."""
    try:
        value: Any = msgspec.json.decode(body)
    except UNREADABLE:  # a number elsewhere that is too large for any type
        return None
    for key in keys:
        value = value[key]
    return value
