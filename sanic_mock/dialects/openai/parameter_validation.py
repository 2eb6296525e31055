"""Checks of parameters of several endpoints, in OpenAI's words [adapter-2026] [issues-2026]."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.openai import errors, size_errors
from sanic_mock.dialects.openai.validation import each, first, got, optional, typed, unknown
from sanic_mock.errors import Problem

_MOST_STOPS = 4  # [openapi-2026] StopConfiguration
# [openapi-2026] Metadata.
MOST_PAIRS = 16
LONGEST_NAME = 64
LONGEST_VALUE = 512


def check_stream_options(param: str, value: Any) -> Problem | None:
    """Check how an answer is to be streamed."""
    if problem := typed(dict)(param, value):
        return problem
    boolean, known = optional(typed(bool)), ("include_usage", "include_obfuscation")
    if (name := unknown(value, known)) is not None:
        return errors.unknown_parameter(f"{param}.{name}")
    return first(boolean(f"{param}.{one}", value.get(one)) for one in known)


def check_stop(param: str, value: Any) -> Problem | None:
    """Check before which texts an answer is to end."""
    if isinstance(value, str):
        return None
    if not isinstance(value, list):
        return errors.wrong_type(param, "one of a string or array of strings", got(value))
    return each("strings", typed(str), most=_MOST_STOPS)(param, value)


def check_metadata(param: str, value: Any) -> Problem | None:
    """Check their number, the length of their names, and the type and length of their values."""
    if not isinstance(value, dict):
        return errors.wrong_type(param, "a metadata object", got(value))
    if len(value) > MOST_PAIRS:
        return size_errors.too_many_properties(param, MOST_PAIRS, len(value))
    return first(_pair(param, name, one) for name, one in value.items())


def _pair(param: str, name: str, value: Any) -> Problem | None:
    path = f"{param}.{name}"
    if len(name) > LONGEST_NAME:
        return size_errors.property_name_too_long(param, name, LONGEST_NAME)
    if not isinstance(value, str):
        return errors.wrong_type(path, "a string", got(value))
    if len(value) > LONGEST_VALUE:
        return size_errors.too_long(path, LONGEST_VALUE, len(value))
    return None
