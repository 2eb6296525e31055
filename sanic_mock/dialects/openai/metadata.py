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
        return errors.too_many_properties(param, MOST_PAIRS, len(value))
    return validation.first(_pair(param, name, one) for name, one in value.items())


def _pair(param: str, name: str, value: Any) -> Problem | None:
    path = f"{param}.{name}"
    if len(name) > LONGEST_NAME:
        return errors.property_name_too_long(param, name, LONGEST_NAME)
    if not isinstance(value, str):
        return errors.wrong_type(path, "a string", validation.got(value))
    if len(value) > LONGEST_VALUE:
        return errors.too_long(path, LONGEST_VALUE, len(value))
    return None
