"""Schemas in the form that strict ones have, where a request does not say whether one is.

"Function calling" [guides-2026]: nothing but what is named, and all of that required; with whole
answers that repeat what became of it [replay-2026].
"""

from __future__ import annotations

from typing import Any

from sanic_mock.engine.schema.refs import LISTS, MAPS, ONE

_DIALECT = "$schema"


def answer_form(schema: Any) -> Any:
    """Return a decoded schema of an answer as it is told again, without the name of its language.

    That of a function keeps it, since July 2026 ([cassettes-2026], 18 answers and 76 functions).
    """
    if not isinstance(schema, dict):
        return schema
    return {name: one for name, one in schema.items() if name != _DIALECT}


def strict_form(schema: Any) -> Any:
    """Return a decoded schema whose objects are closed and complete; members keep their order.

    Raises:
        RecursionError: it is nested deeply.
    """
    if not isinstance(schema, dict):
        return schema
    found = {name: _inside(name, one) for name, one in schema.items()}
    properties = found.get("properties")
    if isinstance(properties, dict):
        required = found.get("required")
        required = required if isinstance(required, list) else []
        found.setdefault("additionalProperties", False)
        if any(name not in required for name in properties):
            found["required"] = list(properties)
    return found


def _inside(name: str, value: Any) -> Any:
    if name in ONE:
        return strict_form(value)
    if name in LISTS and isinstance(value, list):
        return [strict_form(one) for one in value]
    if name in MAPS and isinstance(value, dict):
        return {key: strict_form(one) for key, one in value.items()}
    return value
