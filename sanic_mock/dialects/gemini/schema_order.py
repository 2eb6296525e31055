"""In which order a schema wants the members of its objects: `propertyOrdering` [google-2026]."""

from __future__ import annotations

from typing import Any

_NAME = "propertyOrdering"
ORDERING = _NAME.encode()


def ordered(schema: Any) -> Any:
    """Return a schema whose properties stand in the order that it names; others come behind."""
    if isinstance(schema, list):
        return [ordered(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: ordered(one) for name, one in schema.items()}
    names, properties = schema.get(_NAME), found.get("properties")
    if isinstance(names, list) and isinstance(properties, dict):
        known = (name for name in names if isinstance(name, str) and name in properties)
        first = {name: properties[name] for name in known}
        found["properties"] = first | properties
    return found
