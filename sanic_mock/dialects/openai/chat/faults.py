"""Why OpenAI would refuse a chat request: the first fault, in its words (recorded traffic).

Called only after the typed reading refused, so it may be slow, but it must find a fault.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.chat.request import ChatRequest, PlainRequest
from sanic_mock.dialects.openai.checks import (
    Check,
    each,
    first_fault,
    got,
    one_of,
    optional,
    ranged,
    read_object,
    translated,
    typed,
    unknown,
)
from sanic_mock.errors import Problem

_MOST_STOPS = 4  # openai-openapi, StopConfiguration
ROLES = ("system", "assistant", "user", "function", "tool", "developer")


def explain(body: bytes, refused: str) -> Problem:
    """Return the problem with a body that the typed reading refused.

    Args:
        body: the request's body.
        refused: what the typed reading said, for faults that are not looked for here.
    """
    try:
        asked = read_object(body)
    except Problem as problem:
        return problem
    return _first_fault(asked) or translated(refused)


def refuse_sampling(asked: PlainRequest) -> None:
    """Refuse what reasoning models do not take (recorded traffic).

    Raises:
        Problem: naming the first parameter that they do not take.
    """
    if asked.max_tokens is not None:
        raise errors.unsupported_parameter("max_tokens", "max_completion_tokens")
    for name, default in _FIXED_SAMPLING.items():
        value = getattr(asked, name)
        if value is not None and value != default:
            raise errors.unsupported_value(name, value, default)


_FIXED_SAMPLING = {
    "temperature": 1,
    "top_p": 1,
    "presence_penalty": 0,
    "frequency_penalty": 0,
}


def _first_fault(asked: dict[str, Any]) -> Problem | None:
    if (name := unknown(asked, ChatRequest.__struct_fields__)) is not None:
        return errors.unrecognized(name)
    if asked.get("model") is None:
        return errors.no_model()
    if "messages" not in asked:
        return errors.missing("messages")
    return first_fault(asked, _CHECKS)


def _message(path: str, value: Any) -> Problem | None:
    if not isinstance(value, dict):
        return errors.wrong_type(path, "an object", got(value))
    if "role" not in value:
        return errors.missing(f"{path}.role")
    return (
        one_of(*ROLES)(f"{path}.role", value["role"])
        or _content(f"{path}.content", value.get("content"))
        or optional(typed(str))(f"{path}.name", value.get("name"))
    )


def _content(path: str, value: Any) -> Problem | None:
    if value is None or isinstance(value, str):
        return None
    if not isinstance(value, list):
        return errors.wrong_type(path, "one of a string or array of objects", got(value))
    return each("objects", _part)(path, value)


def _part(path: str, value: Any) -> Problem | None:
    if not isinstance(value, dict):
        return errors.wrong_type(path, "an object", got(value))
    if "type" not in value:
        return errors.missing(f"{path}.type")
    return typed(str)(f"{path}.type", value["type"]) or optional(typed(str))(
        f"{path}.text", value.get("text")
    )


def _stream_options(param: str, value: Any) -> Problem | None:
    if fault := typed(dict)(param, value):
        return fault
    boolean = optional(typed(bool))
    return boolean(f"{param}.include_usage", value.get("include_usage")) or boolean(
        f"{param}.include_obfuscation", value.get("include_obfuscation")
    )


def _stop(param: str, value: Any) -> Problem | None:
    if isinstance(value, str):
        return None
    if not isinstance(value, list):
        return errors.wrong_type(param, "one of a string or array of strings", got(value))
    return each("strings", typed(str), most=_MOST_STOPS)(param, value)


def _tool(path: str, value: Any) -> Problem | None:
    if not isinstance(value, dict):
        return errors.wrong_type(path, "an object", got(value))
    if "type" not in value:
        return errors.missing(f"{path}.type")
    kind = value["type"]
    if kind not in ("function", "custom"):
        return errors.bad_choice(f"{path}.type", str(kind), ("function", "custom"))
    inner = value.get(kind)
    if not isinstance(inner, dict) or "name" not in inner:
        return None
    return _tool_name(f"{path}.{kind}.name", inner["name"])


def _tool_name(path: str, name: Any) -> Problem | None:
    if not isinstance(name, str):
        return errors.wrong_type(path, "a string", got(name))
    if len(name) > _LONGEST_NAME:
        return errors.too_long(path, _LONGEST_NAME, len(name))
    return None if re.fullmatch(_NAME, name) else errors.bad_pattern(path, f"^{_NAME}$")


def _format(param: str, value: Any) -> Problem | None:
    if not isinstance(value, dict):
        return errors.wrong_type(param, "an object", got(value))
    kind = value.get("type")
    if kind in _FORMATS or kind is None:
        return None
    return errors.bad_choice(f"{param}.type", str(kind), _FORMATS)


_LONGEST_NAME = 64
_NAME = "[a-zA-Z0-9_-]+"
_FORMATS = ("json_object", "json_schema", "text")

_CHECKS: Mapping[str, Check] = {
    "tools": optional(each("objects", _tool, least=1)),
    "response_format": optional(_format),
    "model": typed(str),
    "messages": each("objects", _message, least=1),
    "stream": optional(typed(bool)),
    "stream_options": optional(_stream_options),
    "max_tokens": optional(ranged(int, 1)),
    "max_completion_tokens": optional(ranged(int, 1)),
    "temperature": optional(ranged(float, 0, 2)),
    "top_p": optional(ranged(float, 0, 1)),
    "n": optional(ranged(int, 1, 128)),
    "frequency_penalty": optional(ranged(float, -2, 2)),
    "presence_penalty": optional(ranged(float, -2, 2)),
    "stop": optional(_stop),
    "seed": optional(ranged(int, -(2**63), 2**63 - 1)),
    "logprobs": optional(typed(bool)),
    "top_logprobs": optional(ranged(int, 0, 20)),
    "store": optional(typed(bool)),
    "parallel_tool_calls": optional(typed(bool)),
    **{
        name: optional(typed(str))
        for name in (
            "user",
            "service_tier",
            "reasoning_effort",
            "verbosity",
            "safety_identifier",
            "prompt_cache_key",
            "prompt_cache_retention",
        )
    },
}
