"""Refuses a schema as OpenAI refuses it, in its own words.

Sources of the sentences: error bodies that users filed, each named beside its rule, and the guide
developers.openai.com/api/docs/guides/structured-outputs#supported-schemas ("the guide"). The order
of checks (parents first; additionalProperties before required) is inferred from the same reports.

`minLength` and `maxLength` are let through: the guide refuses them for fine-tuned models only,
while coder/mux#1220 saw them refused (2025-12).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sanic_mock.engine.schema.limits import LEVELS, level_fault, limit_fault
from sanic_mock.engine.schema.patterns import is_pattern
from sanic_mock.engine.schema.refs import (
    ANY_DEPTH,
    DEEPEST,
    Path,
    Place,
    SchemaFault,
    here,
    resolve,
    shown,
    walk,
)

TYPES = ("string", "number", "integer", "boolean", "object", "array", "null")
# The guide, and cyanheads/git-mcp-server#47: "'uri' is not a valid format."
FORMATS = frozenset(
    ("date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid")
)
# The guide: allOf, not, dependent*, if/then/else. Seen refused: oneOf, default, propertyNames,
# uniqueItems, minProperties (can1357/oh-my-pi#920, makenotion/notion-mcp-server#102 and others).
FORBIDDEN = frozenset((
    "allOf", "oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas",
    "default", "patternProperties", "propertyNames", "minProperties", "maxProperties",
    "unevaluatedProperties", "unevaluatedItems", "uniqueItems", "contains", "minContains",
    "maxContains", "prefixItems", "additionalItems", "$dynamicRef",
))  # fmt: skip
# nspady/google-calendar-mcp#39; allOf has the ordinary sentence (makenotion/notion-mcp-server#102).
TOP_LEVEL = ("oneOf", "anyOf", "enum", "not")
_TOP = "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top"
_DEFINITIONS = "reference can only point to definitions defined at the top level of the schema."
_CLOSED = "'additionalProperties' is required to be supplied and to be false."
_REQUIRED = "'required' is required to be supplied and to be an array including every key in"

# What a keyword's value must be, by JSON's names; else jsonschema's words, as OpenAI sends them.
_SHAPES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("properties", "$defs", "definitions", "patternProperties"), ("object",)),
    **dict.fromkeys(("dependentSchemas", "dependentRequired"), ("object",)),
    **dict.fromkeys(("enum", "required", "anyOf", "allOf", "oneOf", "prefixItems"), ("array",)),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), ("integer",)),
    **dict.fromkeys(("minProperties", "maxProperties", "minContains"), ("integer",)),
    **dict.fromkeys(("minimum", "maximum", "multipleOf"), ("number",)),
    **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), ("number",)),
    **dict.fromkeys(("$ref", "pattern", "format"), ("string",)),
    "uniqueItems": ("boolean",),
    "maxContains": ("integer",),
}


def is_of(value: Any, kind: str) -> bool:
    """Return whether a decoded JSON value is of a JSON Schema type; 1.0 is an integer."""
    if kind == "integer":
        return is_of(value, "number") and (isinstance(value, int) or value.is_integer())
    if kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind == "null":
        return value is None
    return isinstance(value, _CLASSES[kind])


_CLASSES = {"string": str, "boolean": bool, "object": dict, "array": list}


def check_plain(schema: Any) -> SchemaFault | None:
    """Return what OpenAI would refuse in a schema that is not strict, or None."""
    return _top_fault(schema) or check_shape(schema) or _first(_plain_faults(walk(schema)))


def check_strict(schema: Any) -> SchemaFault | None:
    """Return what OpenAI would refuse in a schema with `strict: true`, or None."""
    top = _top_fault(schema)
    if top:
        return top
    places = list(walk(schema, ANY_DEPTH))
    return (
        level_fault(places, DEEPEST)
        or _first(_shape_faults(schema, places))
        or _first(_strict_faults(places))
        or level_fault(places, LEVELS)
        or limit_fault(places)
    )


def check_shape(schema: Any) -> SchemaFault | None:
    """Return the first keyword whose value is not what JSON Schema allows, or None."""
    try:
        return _first(_shape_faults(schema, walk(schema)))
    except SchemaFault as fault:
        return fault


def _first(faults: Iterator[SchemaFault]) -> SchemaFault | None:
    return next(faults, None)


def _top_fault(schema: Any) -> SchemaFault | None:
    if not isinstance(schema, dict):
        return SchemaFault(f"{shown(schema)} is not of type 'object'.")
    kind = schema.get("type")
    if kind != "object":  # podly_pure_podcasts#89
        got = kind if kind in TYPES else shown(kind)
        return SchemaFault(
            f"schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{got}\"'."
        )
    for key in TOP_LEVEL:
        if key in schema:
            return SchemaFault(f"{_TOP} level. Found '{key}'.")
    return None


def _shape_faults(schema: Any, places: Iterable[Place]) -> Iterator[SchemaFault]:
    for path, node in places:
        if isinstance(node, bool):
            continue
        if not isinstance(node, dict):
            yield SchemaFault(f"{shown(node)} is not of type 'object', 'boolean'.", path)
            return
        yield from _keyword_faults(path, node)
        if "$ref" in node and not _is_there(schema, node["$ref"]):
            yield here(path, _DEFINITIONS)


def _keyword_faults(path: Path, node: dict[str, Any]) -> Iterator[SchemaFault]:
    for key, value in node.items():
        kinds = _SHAPES.get(key)
        if kinds and not any(is_of(value, kind) for kind in kinds):
            yield SchemaFault(f"{shown(value)} is not of type '{kinds[0]}'.", path)
        elif kinds == ("integer",) and value < 0:
            yield SchemaFault(f"{shown(value)} is less than the minimum of 0.", path)
        elif kinds == ("number",) and not abs(value) < 1e300:
            yield SchemaFault(f"{shown(value)} is not a finite number.", path)
    if not all(isinstance(name, str) for name in node.get("required", ())):
        yield SchemaFault(f"{shown(node['required'])} is not of type 'string'.", path)
    if node.get("multipleOf", 1) <= 0:
        yield SchemaFault(
            f"{node['multipleOf']!r} is less than or equal to the minimum of 0.", path
        )
    if any(kind not in TYPES for kind in types_of(node)):
        yield SchemaFault(
            f"{shown(node['type'])} is not valid under any of the given schemas.", path
        )
    for key in ("anyOf", "allOf", "oneOf", "enum"):
        if node.get(key, 1) == []:
            yield SchemaFault("[] should be non-empty.", path)
    for pattern in (node.get("pattern", ""), *node.get("patternProperties", ())):
        if not is_pattern(pattern):
            yield SchemaFault(f"{pattern!r} is not a 'regex'.", path)


def types_of(node: dict[str, Any]) -> list[Any]:
    """Return the types a schema names, as a list; empty where it names none."""
    kinds = node.get("type", [])
    return kinds if isinstance(kinds, list) else [kinds]


def _is_there(schema: Any, pointer: str) -> bool:
    try:
        return isinstance(resolve(schema, pointer), (dict, bool))
    except KeyError:
        return False


def _plain_faults(places: Iterable[Place]) -> Iterator[SchemaFault]:
    for path, node in places:
        kinds = _typed(path, node) if isinstance(node, dict) else ()
        for where, kind in kinds:
            if kind == "array":
                yield from _array_faults(where, node)


def _array_faults(path: Path, node: dict[str, Any]) -> Iterator[SchemaFault]:
    if "items" not in node:  # sigoden/aichat#1049
        yield here(path, "array schema missing items.")


def _typed(path: Path, node: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """Yield each type with its path; of a list each has its own: campfirein/byterover-cli#42."""
    if isinstance(node.get("type"), list):
        yield from (((*path, "type", str(at)), kind) for at, kind in enumerate(node["type"]))
    elif "type" in node:
        yield path, node["type"]


def _strict_faults(places: Iterable[Place]) -> Iterator[SchemaFault]:
    for path, node in places:
        if isinstance(node, bool):
            # additionalProperties: false is a rule of its parent, not a schema of its own
            if path[-1:] != ("additionalProperties",):
                yield here(path, "schema must have a 'type' key.")
        elif "$ref" in node:
            yield from _reference_faults(path, node)
        else:
            yield from _keyword_bans(path, node)
            for where, kind in _typed(path, node):
                yield from _RULES.get(kind, _no_faults)(where, node)


def _reference_faults(path: Path, node: dict[str, Any]) -> Iterator[SchemaFault]:
    beside = ", ".join(repr(key) for key in node if key != "$ref")
    if beside:  # this sentence has no "In ": observed so with Azure and OpenAI
        yield SchemaFault(f"context={path!r}, $ref cannot have keywords {{{beside}}}.", path)
    parts = node["$ref"].split("/")
    is_top = len(parts) == 3 and parts[1] in ("$defs", "definitions")
    if node["$ref"] != "#" and not is_top:
        yield here(path, _DEFINITIONS)


def _keyword_bans(path: Path, node: dict[str, Any]) -> Iterator[SchemaFault]:
    for key in node:
        if key in FORBIDDEN:
            yield here(path, f"'{key}' is not permitted.")
    if "type" not in node and "anyOf" not in node:
        yield here(path, "schema must have a 'type' key.")


def _no_faults(path: Path, node: dict[str, Any]) -> Iterator[SchemaFault]:
    return iter(())


def _object_faults(path: Path, node: dict[str, Any]) -> Iterator[SchemaFault]:
    if node.get("additionalProperties") is not False:
        yield here(path, _CLOSED)
    names, required = node.get("properties", {}), node.get("required", [])
    missing = [name for name in names if name not in required]
    extra = [name for name in required if name not in names]
    if missing:
        yield here(path, f"{_REQUIRED} properties. Missing '{missing[0]}'.")
    if extra:  # akitaonrails/ai-memory#628
        yield here(path, f"{_REQUIRED} properties. Extra required key '{extra[0]}' supplied.")


def _format_faults(path: Path, node: dict[str, Any]) -> Iterator[SchemaFault]:
    if node.get("format", "date") not in FORMATS:
        yield here(path, f"'{node['format']}' is not a valid format.")


_RULES = {"object": _object_faults, "array": _array_faults, "string": _format_faults}
