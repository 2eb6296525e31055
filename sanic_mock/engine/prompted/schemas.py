"""JSON schemas that stand in a prompt, found by trying each place where JSON may begin."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sanic_mock.engine.prompted.sketches import NotAnObjectError, sketched
from sanic_mock.engine.prompted.types import Schema

MOST_TRIES = 64
_DEEPEST_HELD = 3
_NEAR = 60  # characters
_LONGEST_PRINTED = 16_384
_decoder = json.JSONDecoder()
_KINDS = ("string", "number", "integer", "boolean", "object", "array", "null")
# What JSON is written as elsewhere: printed by Python, and as a template wants it (llama-index).
_PRINTED = (("'", '"'), ("True", "true"), ("False", "false"), ("None", "null"))
_DOUBLED = (("{{", "{"), ("}}", "}"))
_EMPTY = re.compile(
    r"""\{(?:\s*["']?[\w$.-]{1,80}["']?\s*:\s*(?:\[\s*\]|\{\s*\}|null|""|''),?)+\s*\}"""
)
_HOLDERS = ("schema", "json_schema", "output_schema", "parameters", "schema_")


class Described(NamedTuple):
    """What stands in a text.

    Attributes:
        schema: what a value is to be like.
        is_schema: whether it is a JSON schema, and no example.
        start: where it begins.
        end: where it ends.
    """

    schema: Schema
    is_schema: bool
    start: int
    end: int


def last_described(text: str) -> Described | None:
    """Return the last schema in a text; else the last sketch behind a word of JSON, or the last."""
    every = list(_candidates(text))
    schemas = [one for one in every if one.is_schema]
    if schemas:
        return schemas[-1]
    found = [one for one in every if is_announced(text, one)] or every
    return _fuller(text, found[-1], every) if found else None


def _fuller(text: str, found: Described, every: Sequence[Described]) -> Described:
    """Return the last example with the keys of one, unless that has values of its own.

    One without is for where there is nothing to tell of: "If none was found, return {"facts": []}".
    """
    if not _is_empty(text, found):
        return found
    keys = found.schema.get("properties", {}).keys()
    told = (one for one in reversed(every) if one.schema.get("properties", {}).keys() == keys)
    return next((one for one in told if not _is_empty(text, one)), found)


def _is_empty(text: str, found: Described) -> bool:
    """Return whether an example is an object of which no member has a value."""
    return _EMPTY.fullmatch(text, found.start, found.end) is not None


def is_announced(text: str, found: Described) -> bool:
    """Return whether JSON is spoken of shortly before a place."""
    return "json" in text[max(0, found.start - _NEAR) : found.start].lower()


def _candidates(text: str) -> Iterator[Described]:
    at = tries = 0
    while tries < MOST_TRIES and (at := _next(text, at)) >= 0:
        tries += 1
        found = _schema(text, at) or _sketch(text, at)
        if found is None:
            at += 1
            continue
        yield found
        at = found.end


def _next(text: str, at: int) -> int:
    """Return the next place where an object begins, or an array of objects; -1 for none."""
    brace = text.find("{", at)
    if brace < 0:
        return -1
    before = text[at:brace].rstrip()
    return at + len(before) - 1 if before.endswith("[") and not before.endswith("[[") else brace


def _schema(text: str, at: int) -> Described | None:
    try:
        value, end = _decoder.raw_decode(text, at)
    except (ValueError, RecursionError):
        return _respelled_schema(text, at)
    schema = schema_in(value)
    return None if schema is None else Described(schema, True, at, end)


def _respelled_schema(text: str, at: int) -> Described | None:
    """Return a schema as Python prints it, or with the doubled braces of a template."""
    near = text[at : at + _LONGEST_PRINTED]
    found = _respelled(near, at, _PRINTED) if "'properties'" in near else None
    if found is None and near.startswith("{{"):
        found = _respelled(near, at, _DOUBLED)
    return found


def _respelled(near: str, at: int, spellings: Sequence[tuple[str, str]]) -> Described | None:
    """Return the schema that a text begins with once JSON's spelling stands for another."""
    once = near
    for other, own in spellings:
        once = once.replace(other, own)
    try:
        value, end = _decoder.raw_decode(once)
    except (ValueError, RecursionError):
        return None
    schema = schema_in(value)
    longer = sum(once.count(own, 0, end) * (len(other) - len(own)) for other, own in spellings)
    return None if schema is None else Described(schema, True, at, at + end + longer)


def _sketch(text: str, at: int) -> Described | None:
    try:
        schema, end = sketched(text, at)
    except (NotAnObjectError, RecursionError):
        return None
    return Described(schema, False, at, end)


def schema_in(value: Any) -> Schema | None:
    """Return the JSON schema that a value is, or holds under a name of its own."""
    for _ in range(_DEEPEST_HELD):
        if not isinstance(value, dict):
            return None
        if _is_schema(value):
            return value
        (value,) = value.values() if len(value) == 1 else [_held(value)]
    return None


def _held(value: dict[str, Any]) -> Any:
    return next((value[name] for name in _HOLDERS if name in value), None)


def _is_schema(value: dict[str, Any]) -> bool:
    properties = value.get("properties")
    if isinstance(properties, dict) and properties:
        return all(isinstance(one, (dict, bool)) for one in properties.values())
    if isinstance(value.get("$ref"), str) and ("$defs" in value or "definitions" in value):
        return True
    if value.get("type") == "array":
        return isinstance(value.get("items"), dict)
    branches = value.get("anyOf") or value.get("oneOf")
    if isinstance(branches, list):
        return all(isinstance(one, dict) for one in branches)
    is_typed = value.get("type") in _KINDS
    return is_typed and ("enum" in value or "title" in value or "description" in value)
