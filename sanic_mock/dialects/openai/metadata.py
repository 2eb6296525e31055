"""Pairs of texts that clients attach to what is kept [adapter-2026] [issues-2026]."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.openai import errors, validation
from sanic_mock.errors import Problem

# [openapi-2026] Metadata.
MOST_PAIRS = 16
LONGEST_NAME = 64
LONGEST_VALUE = 512


def check(param: str, value: Any) -> Problem | None:
    """Check their number, the length of their names, and the type and length of their values."""
    if not isinstance(value, dict):
        return errors.wrong_type(param, "a metadata object", validation.got(value))
    if len(value) > MOST_PAIRS:
        return _too_many_pairs(param, len(value))
    return validation.first(_pair(param, name, one) for name, one in value.items())


def _pair(param: str, name: str, value: Any) -> Problem | None:
    path = f"{param}.{name}"
    if len(name) > LONGEST_NAME:
        return _name_too_long(param, name)
    if not isinstance(value, str):
        return errors.wrong_type(path, "a string", validation.got(value))
    if len(value) > LONGEST_VALUE:
        return errors.too_long(path, LONGEST_VALUE, len(value))
    return None


def _too_many_pairs(param: str, pairs: int) -> Problem:
    return Problem(
        400,
        f"Invalid '{param}': too many properties. Expected an object with at most {MOST_PAIRS} "
        f"properties, but got an object with {pairs} properties instead.",
        param=param,
        code="object_above_max_properties",
    )


def _name_too_long(param: str, name: str) -> Problem:
    return Problem(
        400,
        f"Invalid property name in '{param}': '{name[:3]}...{name[-3:]}' is too long. Expected a "
        f"string with maximum length {LONGEST_NAME}, but got a string with length {len(name)} "
        "instead.",
        param=f"{param}.{name}",
        code="property_name_above_max_length",
    )
