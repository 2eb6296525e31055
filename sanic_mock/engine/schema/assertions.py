"""What a keyword says of a value by itself: bounds, lengths, multiples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sanic_mock.engine.schema.types import is_of


def is_multiple(value: Any, step: Any) -> bool:
    # in binary, as jsonschema and ajv divide: 0.3 is no multiple of 0.1
    if isinstance(value, int) and isinstance(step, int):
        return bool(value % step == 0)
    quotient = value / step
    return bool(abs(quotient) < 2**53 and quotient == int(quotient))


def _on(kind: str, test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """Make an assertion that holds for values of one type, and lets the others pass."""
    return lambda value, wanted: not is_of(value, kind) or test(value, wanted)


# A keyword to what holds of (value, what the keyword says).
ASSERTIONS: dict[str, Callable[[Any, Any], bool]] = {
    "minLength": _on("string", lambda value, wanted: len(value) >= wanted),
    "maxLength": _on("string", lambda value, wanted: len(value) <= wanted),
    "minimum": _on("number", lambda value, wanted: value >= wanted),
    "maximum": _on("number", lambda value, wanted: value <= wanted),
    "exclusiveMinimum": _on("number", lambda value, wanted: value > wanted),
    "exclusiveMaximum": _on("number", lambda value, wanted: value < wanted),
    "multipleOf": _on("number", is_multiple),
    "minItems": _on("array", lambda value, wanted: len(value) >= wanted),
    "maxItems": _on("array", lambda value, wanted: len(value) <= wanted),
    "minProperties": _on("object", lambda value, wanted: len(value) >= wanted),
    "maxProperties": _on("object", lambda value, wanted: len(value) <= wanted),
}
