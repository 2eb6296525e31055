"""What OpenAI bills for the functions that a request offers (recorded traffic)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Count = Callable[[str], int]


def function_tokens(name: str, description: str | None, parameters: Any, count: Count) -> int:
    """Return what one function adds to a prompt's bill.

    7 + tokens(name:description, without a final full stop); 3 if it has properties; per property
    3 + tokens(key:type:description), and for an enum 3 less, then 3 + tokens(value) for each value.

    Args:
        name: of the function.
        description: what it is for.
        parameters: its schema, whatever a client sent; None for none.
        count: counts tokens.
    """
    total = 7 + count(name + _described(description))
    properties = parameters.get("properties") if isinstance(parameters, dict) else None
    if not isinstance(properties, dict) or not properties:
        return total
    return total + 3 + sum(_property_tokens(key, one, count) for key, one in properties.items())


def _property_tokens(key: str, schema: Any, count: Count) -> int:
    about = schema if isinstance(schema, dict) else {}
    total = 3 + count(f"{key}:{about.get('type', '')}{_described(about.get('description'))}")
    values = about.get("enum")
    if isinstance(values, list):
        total += sum(3 + count(str(value)) for value in values) - 3
    return total


def _described(description: object) -> str:
    return f":{str(description).removesuffix('.')}" if description else ""
