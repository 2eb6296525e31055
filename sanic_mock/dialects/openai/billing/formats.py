"""What the schema of an answer bills: its JSON, under the format's name [billed-2026]."""

from __future__ import annotations

import json
from typing import Any

from sanic_mock.dialects.bounded_cache import BoundedCache
from sanic_mock.dialects.openai.billing.counting import Count
from sanic_mock.dialects.openai.schemas import decoded

KEPT_SCHEMAS = 512
KEPT_BYTES = 1 << 20

# What a model is not shown of a schema: what is held to while it writes, defaults, and the
# name of its language [cassettes-2026].
_HIDDEN = frozenset(
    (
        *("$schema", "required", "additionalProperties", "default"),
        *("format", "pattern", "multipleOf"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
        *("minLength", "maxLength", "minItems", "maxItems", "uniqueItems"),
    )
)
# Where the keys are names, and not the words of schemas.
_NAMED = frozenset(("properties", "$defs", "definitions"))


def format_tokens(name: str, description: str | None, schema: bytes, count: Count) -> int:
    """Return how many tokens the schema of a text is told in; no message is counted.

    Args:
        name: of the schema.
        description: what it is for.
        schema: its JSON.
        count: counts tokens.
    """
    key = name, description, schema, count
    tokens = _kept.get(key)
    if tokens is None:
        tokens = count(_format_text(name, description, schema))
        _kept.keep(key, tokens, len(schema) + len(description or ""))
    return tokens


_kept: BoundedCache[int] = BoundedCache(KEPT_SCHEMAS, KEPT_BYTES)


def _format_text(name: str, description: str | None, schema: bytes) -> str:
    try:
        told = json.dumps(_shown(decoded(schema)), separators=(",", ":"))  # in ASCII, as billed
    except RecursionError:
        told = schema.decode()
    comment = f"// {description}\n" if description else ""
    return f"# Response Formats\n\n## {name}\n\n{comment}{told}"


def _shown(schema: Any) -> Any:
    """Return a schema without what the model is not shown."""
    if isinstance(schema, list):
        return [_shown(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: _shown(one) for name, one in value.items()}
        if key in _NAMED and isinstance(value, dict)
        else _shown(value)
        for key, value in schema.items()
        if key not in _HIDDEN
    }
