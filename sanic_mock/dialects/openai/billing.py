"""What OpenAI bills for functions, schemas of texts and reasoning [otel-2026] [pydantic-2026]."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from sanic_mock.dialects.openai.schemas import decoded
from sanic_mock.dialects.openai.schemas.bounded_cache import BoundedCache

Count = Callable[[str], int]

KEPT_SCHEMAS = 512
KEPT_BYTES = 1 << 20
# Reasoning tokens that an effort costs on average, where the profile says nothing of them: the
# order of what was billed [pydantic-2026].
MEAN_THOUGHT = {"low": 64, "medium": 192, "high": 640, "xhigh": 1600, "max": 3200}
# What the model does not read of a schema.
_UNREAD = ("required", "additionalProperties")


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


def schema_tokens(name: str, description: str | None, schema: bytes, count: Count) -> int:
    """Return how many tokens the schema of a text is told in; the message around it is not counted.

    Exact, with that message, which responses bill 2 tokens less, for six of six requests:
    gpt-4o with and without a description, gpt-5-mini, and gpt-5.2 with a schema that is not strict
    [pydantic-2026].

    Args:
        name: of the schema.
        description: what it is for.
        schema: its JSON.
        count: counts tokens.
    """
    key = name, description, schema, count
    tokens = _kept.get(key)
    if tokens is None:
        tokens = _schema_tokens(*key)
        _kept.keep(key, tokens, len(schema) + len(description or ""))
    return tokens


def _schema_tokens(name: str, description: str | None, schema: bytes, count: Count) -> int:
    try:
        told = msgspec.json.encode(_without_unread(decoded(schema))).decode()
    except RecursionError:
        told = schema.decode()
    comment = f"// {description}\n" if description else ""
    return count(f"# Response Formats\n\n## {name}\n\n{comment}{told}")


_kept: BoundedCache[int] = BoundedCache(KEPT_SCHEMAS, KEPT_BYTES)


def _without_unread(schema: Any) -> Any:
    """Return a schema without what the model does not read."""
    if not schema or not isinstance(schema, dict | list):
        return schema
    if isinstance(schema, list):
        return [_without_unread(one) for one in schema]
    return {
        key: {name: _without_unread(one) for name, one in value.items()}
        if key == "properties" and isinstance(value, dict)
        else _without_unread(value)
        for key, value in schema.items()
        if key not in _UNREAD
    }
