"""Refuses a schema as OpenAI refuses it, in its own words.

Sources of the sentences: error bodies that users filed [issues-2026], each named beside its rule,
and developers.openai.com/api/docs/guides/structured-outputs#supported-schemas ("the guide"
[guides-2026]). The order of checks (parents first; additionalProperties before required) is
inferred from the same reports.

`minLength` and `maxLength` are let through: the guide refuses them for fine-tuned models only,
while coder/mux#1220 saw them refused (2025-12).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sanic_mock.dialects.openai.schemas.limits import LEVELS, count_levels, level_error, limit_error
from sanic_mock.engine.schema.keywords import keyword_errors
from sanic_mock.engine.schema.refs import (
    ANY_DEPTH,
    DEEPEST,
    DanglingReferenceError,
    Path,
    Place,
    SchemaError,
    shown,
    walk,
)
from sanic_mock.engine.schema.types import TYPES

# The guide, and cyanheads/git-mcp-server#47: "'uri' is not a valid format."
FORMATS = frozenset(
    ("date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid")
)
# `default` is taken (77 answers recorded by crewAI and openllmetry); Azure refuses it.
# The guide: allOf, not, dependent*, if/then/else. In reports: oneOf, propertyNames,
# uniqueItems, minProperties (can1357/oh-my-pi#920, makenotion/notion-mcp-server#102 and others).
FORBIDDEN = frozenset((
    "allOf", "oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas",
    "patternProperties", "propertyNames", "minProperties", "maxProperties",
    "unevaluatedProperties", "unevaluatedItems", "uniqueItems", "contains", "minContains",
    "maxContains", "prefixItems", "additionalItems", "$dynamicRef",
))  # fmt: skip
# nspady/google-calendar-mcp#39; allOf has the ordinary sentence (makenotion/notion-mcp-server#102).
TOP_LEVEL = ("oneOf", "anyOf", "enum", "not")
_TOP = "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top"
_DEFINITIONS = "reference can only point to definitions defined at the top level of the schema."
_CLOSED = "'additionalProperties' is required to be supplied and to be false."
_REQUIRED = "'required' is required to be supplied and to be an array including every key in"
_UNTYPED = "schema must have a 'type' key."


def validate_plain(schema: Any) -> SchemaError | None:
    """Return what OpenAI would refuse in a schema that is not strict, or None."""
    try:
        return (
            _top_error(schema)
            or _keyword_error(schema, walk(schema))
            or next(_plain_errors(walk(schema)), None)
        )
    except SchemaError as error:  # it is nested too deeply
        return error


def validate_function(schema: Any) -> SchemaError | None:
    """Return what OpenAI would refuse in a function's schema that is not strict, or None.

    It must have properties, at the top alone (langchain-mcp-adapters#137, copilot-api#131).
    """
    is_empty = isinstance(schema, dict) and "properties" not in schema
    error = _top_error(schema)
    if error is None and is_empty:
        error = in_context((), "object schema missing properties.")
    return error or validate_plain(schema)


def validate_strict(schema: Any) -> SchemaError | None:
    """Return what OpenAI would refuse in a schema with `strict: true`, or None."""
    top = _top_error(schema)
    if top:
        return top
    levels = count_levels(schema)
    if levels > DEEPEST:
        return level_error(levels)
    places = list(walk(schema, ANY_DEPTH))
    return (
        _keyword_error(schema, places)
        or next(_strict_errors(places), None)
        or (level_error(levels) if levels > LEVELS else None)
        or limit_error(places)
    )


def in_context(path: Path, message: str) -> SchemaError:
    """Return an error with OpenAI's words for a place."""
    return SchemaError(f"In context={path!r}, {message}", path)


def _top_error(schema: Any) -> SchemaError | None:
    if not isinstance(schema, dict):
        return SchemaError(f"{shown(schema)} is not of type 'object'.")
    kind = schema.get("type")
    if kind != "object":  # podly_pure_podcasts#89
        got = kind if kind in TYPES else shown(kind)
        return SchemaError(
            f"schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{got}\"'."
        )
    for key in TOP_LEVEL:
        if key in schema:
            return SchemaError(f"{_TOP} level. Found '{key}'.")
    return None


def _keyword_error(schema: Any, places: Iterable[Place]) -> SchemaError | None:
    error = next(keyword_errors(schema, places), None)
    if isinstance(error, DanglingReferenceError):
        return in_context(error.path, _DEFINITIONS)
    return error


def _plain_errors(places: Iterable[Place]) -> Iterator[SchemaError]:
    for path, node in places:
        kinds = _typed(path, node) if isinstance(node, dict) else ()
        for where, kind in kinds:
            if kind == "array":
                yield from _array_errors(where, node)


def _array_errors(path: Path, node: dict[str, Any]) -> Iterator[SchemaError]:
    if "items" not in node:  # sigoden/aichat#1049
        yield in_context(path, "array schema missing items.")


def _typed(path: Path, node: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """Yield each type with its path; of a list each has its own: campfirein/byterover-cli#42."""
    if isinstance(node.get("type"), list):
        yield from (((*path, "type", str(at)), kind) for at, kind in enumerate(node["type"]))
    elif "type" in node:
        yield path, node["type"]


def _strict_errors(places: Iterable[Place]) -> Iterator[SchemaError]:
    for path, node in places:
        if isinstance(node, bool):
            # additionalProperties: false is a rule of its parent, not a schema of its own
            if path[-1:] != ("additionalProperties",):
                yield in_context(path, _UNTYPED)
        elif "$ref" in node:
            yield from _reference_errors(path, node)
        else:
            yield from _forbidden_errors(path, node)
            for where, kind in _typed(path, node):
                yield from _RULES.get(kind, _no_errors)(where, node)


def _reference_errors(path: Path, node: dict[str, Any]) -> Iterator[SchemaError]:
    beside = ", ".join(repr(key) for key in node if key != "$ref")
    if beside:  # this sentence has no "In ": observed so with Azure and OpenAI
        yield SchemaError(f"context={path!r}, $ref cannot have keywords {{{beside}}}.", path)
    parts = node["$ref"].split("/")
    is_top = len(parts) == 3 and parts[1] in ("$defs", "definitions")
    if node["$ref"] != "#" and not is_top:
        yield in_context(path, _DEFINITIONS)


def _forbidden_errors(path: Path, node: dict[str, Any]) -> Iterator[SchemaError]:
    for key in node:
        if key in FORBIDDEN:
            yield in_context(path, f"'{key}' is not permitted.")
    if "type" not in node and "anyOf" not in node:
        yield in_context(path, _UNTYPED)


def _no_errors(path: Path, node: dict[str, Any]) -> Iterator[SchemaError]:
    return iter(())


def _object_errors(path: Path, node: dict[str, Any]) -> Iterator[SchemaError]:
    if node.get("additionalProperties") is not False:
        yield in_context(path, _CLOSED)
    names, required = node.get("properties", {}), node.get("required", [])
    missing = [name for name in names if name not in required]
    extra = [name for name in required if name not in names]
    if missing:
        yield in_context(path, f"{_REQUIRED} properties. Missing '{missing[0]}'.")
    if extra:  # akitaonrails/ai-memory#628
        yield in_context(path, f"{_REQUIRED} properties. Extra required key '{extra[0]}' supplied.")


def _format_errors(path: Path, node: dict[str, Any]) -> Iterator[SchemaError]:
    if node.get("format", "date") not in FORMATS:
        yield in_context(path, f"'{node['format']}' is not a valid format.")


_RULES = {"object": _object_errors, "array": _array_errors, "string": _format_errors}
