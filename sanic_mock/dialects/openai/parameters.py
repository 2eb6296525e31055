"""Parameters that several endpoints take: their types, and their checks in OpenAI's words."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.validation import each, first, got, optional, typed, unknown
from sanic_mock.errors import Problem

Penalty = Annotated[float, Meta(ge=-2, le=2)]

_MOST_STOPS = 4  # [openapi-2026] StopConfiguration


class StreamOptions(Struct, gc=False, forbid_unknown_fields=True):
    """Options of a streamed answer."""

    include_usage: bool | None = None
    include_obfuscation: bool | None = None


class LooseStreamOptions(StreamOptions, gc=False, forbid_unknown_fields=False):
    """The same beside others that only other servers know, such as `continuous_usage_stats`."""


def stream_options(param: str, value: Any) -> Problem | None:
    """Check how an answer is to be streamed."""
    if problem := typed(dict)(param, value):
        return problem
    boolean, known = optional(typed(bool)), ("include_usage", "include_obfuscation")
    if (name := unknown(value, known)) is not None:
        return errors.unknown_parameter(f"{param}.{name}")
    return first(boolean(f"{param}.{one}", value.get(one)) for one in known)


def stop(param: str, value: Any) -> Problem | None:
    """Check before which texts an answer is to end."""
    if isinstance(value, str):
        return None
    if not isinstance(value, list):
        return errors.wrong_type(param, "one of a string or array of strings", got(value))
    return each("strings", typed(str), most=_MOST_STOPS)(param, value)
