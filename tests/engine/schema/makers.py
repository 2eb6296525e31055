"""Schemas for the tests: strategies for hypothesis, and the judge."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

Schema = Any

NAMES = st.sampled_from(
    ["city", "email", "date", "id", "count", "is_open", "x", "y", "tags", "price", "query", "a b"]
)
PATTERNS = st.sampled_from(
    [
        r"^[A-Z]{2}-\d{3}$",
        r"^(red|green|blue)$",
        r"^\w+@\w+\.com$",
        r"[0-9a-f]{8}",
        r"^#?([a-f0-9]{6}|[a-f0-9]{3})$",
        r"^\+?\d{1,3}( \d{2,4}){2}$",
        r"^[^\s@]+$",
        r"abc",
    ]
)
FORMATS = st.sampled_from(
    ["date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"]
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-9, 9), st.sampled_from(["a", "b c", "Paris", ""])
)


def errors(value: Any, schema: Schema) -> list[str]:
    """Return what is wrong with a value; formats count."""
    checker = Draft202012Validator.FORMAT_CHECKER
    validator = validator_for(schema, default=Draft202012Validator)
    found = validator(schema, format_checker=checker).iter_errors(value)
    try:
        return [f"{error.json_path}: {error.message}"[:300] for error in found]
    except RecursionError:  # jsonschema follows a circle of references without end
        return []


def depth(value: Any) -> int:
    """Return how many arrays and objects a value nests."""
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


def size(value: Any) -> int:
    """Return the bytes of a value's JSON."""
    return len(json.dumps(value))


@st.composite
def strings(draw: st.DrawFn) -> Schema:
    """Draw a schema of strings; pattern, format and lengths do not get into each other's way."""
    least = draw(st.integers(0, 12))
    return {
        "type": "string",
        **draw(
            st.sampled_from(
                [
                    {},
                    {"minLength": least},
                    {"maxLength": least},
                    {"minLength": least, "maxLength": least + draw(st.integers(0, 5))},
                    {"pattern": draw(PATTERNS)},
                    {"format": draw(FORMATS)},
                ]
            )
        ),
    }


@st.composite
def numbers(draw: st.DrawFn, *, may_be_multiples: bool = True) -> Schema:
    """Draw a schema of numbers for which there is one."""
    low = draw(st.integers(-1000, 1000))
    high = low + draw(st.integers(2, 500))
    spans: list[dict[str, Any]] = [
        {},
        {"minimum": low},
        {"maximum": low},
        {"exclusiveMinimum": low, "exclusiveMaximum": high},
        {"minimum": low, "maximum": high},
        {"minimum": low, "maximum": low},
        {"minimum": low + 0.5, "maximum": high + 0.25},
    ]
    if may_be_multiples:
        step = draw(st.sampled_from([3, 5, 0.5]))
        spans += [
            {"multipleOf": draw(st.sampled_from([1, 2, 7, 0.5, 0.25, 0.1, 1.5]))},
            {"minimum": low, "maximum": low + 50, "multipleOf": step},
        ]
    return {"type": draw(st.sampled_from(["integer", "number"])), **draw(st.sampled_from(spans))}


TYPED = (
    strings(),
    st.just({"type": "boolean"}),
    st.just({"type": "null"}),
    st.just({"type": ["string", "null"]}),
)
STRICT_SIMPLE: st.SearchStrategy[Schema] = st.one_of(*TYPED, numbers(may_be_multiples=False))
SIMPLE: st.SearchStrategy[Schema] = st.one_of(
    *TYPED,
    numbers(),
    st.builds(lambda values: {"enum": values}, st.lists(SCALARS, min_size=1, max_size=4)),
    st.builds(lambda value: {"const": value}, SCALARS),
)


def strict_objects(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    """Draw objects as the strict subset wants them."""
    return st.dictionaries(NAMES, inner, max_size=5).map(
        lambda properties: {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }
    )


def arrays(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    """Draw arrays with bounds."""
    return st.builds(
        lambda items, least, more: {
            "type": "array",
            "items": items,
            "minItems": least,
            "maxItems": least + more,
        },
        inner,
        st.integers(0, 3),
        st.integers(0, 3),
    )


def unions(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    """Draw a choice of schemas."""
    return st.builds(lambda some: {"anyOf": some}, st.lists(inner, min_size=1, max_size=3))


STRICT_INNER: st.SearchStrategy[Schema] = st.recursive(
    STRICT_SIMPLE,
    lambda inner: st.one_of(strict_objects(inner), arrays(inner), unions(inner)),
    max_leaves=12,
)
STRICT = strict_objects(STRICT_INNER)


@st.composite
def loose_objects(draw: st.DrawFn, inner: st.SearchStrategy[Schema]) -> Schema:
    """Draw objects with what only schemas that are not strict have."""
    properties = draw(st.dictionaries(NAMES, inner, max_size=4))
    names = sorted(properties)
    extra: list[dict[str, Any]] = [
        {},
        {"additionalProperties": draw(inner)},
        {"additionalProperties": False},
        {"minProperties": draw(st.integers(0, len(names) + 2))},
        {"maxProperties": len(names) + 1, "patternProperties": {"^x-[a-z]+$": draw(SIMPLE)}},
        {"patternProperties": {"^p_": draw(SIMPLE)}, "additionalProperties": False},
        {"dependentRequired": dict.fromkeys(names[:1], names)},
        {"propertyNames": {"maxLength": 40}},
    ]
    required = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        **draw(st.sampled_from(extra)),
    }


@st.composite
def loose_arrays(draw: st.DrawFn, inner: st.SearchStrategy[Schema]) -> Schema:
    """Draw arrays with what only schemas that are not strict have."""
    kinds: list[dict[str, Any]] = [
        {},
        {"items": draw(inner)},
        {"items": {"type": "integer"}, "uniqueItems": True, "minItems": draw(st.integers(0, 6))},
        {"prefixItems": [draw(inner), draw(SIMPLE)], "items": draw(st.booleans())},
        {"contains": draw(SIMPLE)},
        {"items": {"type": ["integer", "string"]}, "contains": {"const": 5}, "minContains": 2},
    ]
    return {"type": "array", **draw(st.sampled_from(kinds))}


def mixed(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    """Draw schemas combined of others, for which there usually is a value."""
    return st.one_of(
        st.builds(lambda one: {"allOf": [one, {}, {"title": "t"}]}, inner),
        st.builds(lambda one: {"oneOf": [one, {"const": "only"}]}, inner),
        st.builds(lambda one: {"allOf": [one], "not": {"const": "never"}}, inner),
        st.builds(
            lambda one, other: {
                "allOf": [
                    {"type": "object", "properties": {"l": one}, "required": ["l"]},
                    {"properties": {"r": other}, "required": ["r"]},
                ]
            },
            inner,
            inner,
        ),
        st.builds(
            lambda one, other: {
                "type": "object",
                "properties": {"kind": {"enum": ["a", "b"]}},
                "required": ["kind"],
                "if": {"properties": {"kind": {"const": "a"}}},
                "then": {"properties": {"v": one}, "required": ["v"]},
                "else": {"properties": {"w": other}},
            },
            inner,
            inner,
        ),
    )


LOOSE: st.SearchStrategy[Schema] = st.recursive(
    st.one_of(SIMPLE, st.just({}), st.just(True)),
    lambda inner: st.one_of(
        loose_objects(inner),
        loose_arrays(inner),
        strict_objects(inner),
        unions(inner),
        mixed(inner),
    ),
    max_leaves=12,
)

REFERENCES = st.sampled_from([f"d{n}" for n in range(5)]).map(
    lambda key: {"$ref": f"#/$defs/{key}"}
)
LINKED: st.SearchStrategy[Schema] = st.recursive(
    REFERENCES | STRICT_SIMPLE,
    lambda inner: st.one_of(
        strict_objects(inner),
        arrays(inner),
        unions(inner),
        st.builds(lambda one, text: {"allOf": [one], "title": text}, inner, st.just("t")),
        st.dictionaries(NAMES, inner, max_size=3).map(
            lambda properties: {"type": "object", "properties": properties}
        ),
    ),
    max_leaves=8,
)
# Five definitions that refer to each other as they like: in circles, without end, or not.
GRAPHS: st.SearchStrategy[Schema] = st.builds(
    lambda root, some: {**root, "$defs": {f"d{n}": one for n, one in enumerate(some)}},
    strict_objects(LINKED),
    st.lists(LINKED, min_size=5, max_size=5),
)
