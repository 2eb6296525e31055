"""Schemas of older drafts and of other dialects, as far as they can be understood.

For lenient servers: what of a schema means nothing is left out where it stands, and the rest is
used.
"""

from __future__ import annotations

from typing import Any

from sanic_mock.engine.schema.keywords import is_right
from sanic_mock.engine.schema.merge import KEYWORDS
from sanic_mock.engine.schema.refs import LISTS, MAPS, ONE, resolve
from sanic_mock.engine.schema.types import TYPES

_BOUNDS = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))
_OBJECT = {"type": "object"}
_OLD_NAMES = {"dict": "object", "list": "array", "str": "string", "int": "integer",
              "float": "number", "bool": "boolean", "none": "null"}  # fmt: skip


def loosened(schema: Any) -> Any:
    """Return a decoded schema as draft 2020-12 has it; what is none as it is.

    One that says nothing of its values is an object's, as arguments are one, and answers in JSON.
    """
    if not isinstance(schema, dict):
        return dict(_OBJECT) if schema is True else schema
    try:
        found = _loosened(schema, schema)
    except RecursionError:
        return schema
    return found if KEYWORDS.intersection(found) else found | _OBJECT


def _loosened(schema: Any, root: Any) -> Any:
    """Return one schema; what is none is that of anything."""
    if not isinstance(schema, dict):
        return schema if isinstance(schema, bool) else True
    found = _with_tuple(_with_bounds(_with_type(schema)))
    found = {name: _inside(name, one, root) for name, one in found.items()}
    return {name: one for name, one in found.items() if _is_used(name, one, root)}


def _inside(name: str, value: Any, root: Any) -> Any:
    if name in ONE:
        return _loosened(value, root)
    if name in LISTS and isinstance(value, list):
        return [_loosened(one, root) for one in value]
    if name in MAPS and isinstance(value, dict):
        return {key: _loosened(one, root) for key, one in value.items()}
    if name == "required" and isinstance(value, list):
        return [one for one in value if isinstance(one, str)]
    return value


def _is_used(name: str, value: Any, root: Any) -> bool:
    if not is_right(name, value):
        return False
    return name != "$ref" or _leads_somewhere(value, root)


def _leads_somewhere(pointer: str, root: Any) -> bool:
    try:
        return isinstance(resolve(root, pointer), dict | bool)
    except KeyError:
        return False


def _with_type(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with types that there are; `nullable` is OpenAPI 3.0's."""
    said = schema.get("type")
    named = [said] if isinstance(said, str) else said
    if not isinstance(named, list):
        return {name: one for name, one in schema.items() if name != "type"}
    kinds = [_type_name(one) for one in named if _type_name(one) in TYPES]
    if schema.get("nullable") is True and kinds and "null" not in kinds:
        kinds.append("null")
    found = schema | {"type": kinds[0] if len(kinds) == 1 else kinds}
    return found if kinds else {name: one for name, one in found.items() if name != "type"}


def _type_name(name: Any) -> str:
    lowered = name.lower() if isinstance(name, str) else ""
    return _OLD_NAMES.get(lowered, lowered)


def _with_bounds(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema whose exclusive bounds are numbers; in draft 4 they are flags."""
    found = dict(schema)
    for exclusive, inclusive in _BOUNDS:
        flag = found.get(exclusive)
        if isinstance(flag, bool):
            del found[exclusive]
            if flag and inclusive in found:
                found[exclusive] = found.pop(inclusive)
    return found


def _with_tuple(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema whose tuple is `prefixItems`; before 2020-12 it is a list of `items`."""
    if not isinstance(schema.get("items"), list):
        return schema
    found = schema | {"prefixItems": schema["items"]}
    del found["items"]
    if "additionalItems" in found:
        found["items"] = found.pop("additionalItems")
    elif "minItems" not in found and "maxItems" not in found:
        found["minItems"] = found["maxItems"] = len(found["prefixItems"])
    return found
