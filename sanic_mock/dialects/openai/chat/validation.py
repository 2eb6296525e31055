"""Why OpenAI would refuse a chat request: the first error, in its words [adapter-2026].

Called only after the typed reading refused, so it may be slow, but it must find an error. Errors
come in OpenAI's order: an unknown parameter first, then one after another as `_CHECKS` has them
(by pairs of errors in one request [adapter-2026]).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.chat.field_validation import (
    audio,
    flags,
    kept_for,
    logit_bias,
    moderation,
    prediction,
    search,
)
from sanic_mock.dialects.openai.chat.message_validation import message
from sanic_mock.dialects.openai.chat.request import (
    LONGEST_KEY,
    MOST_MESSAGES,
    MOST_TOOLS,
    ChatRequest,
)
from sanic_mock.dialects.openai.parameter_validation import (
    check_metadata,
    check_stop,
    check_stream_options,
)
from sanic_mock.dialects.openai.validation import (
    Check,
    each,
    first_error,
    got,
    lacking,
    name_string,
    one_of,
    optional,
    ranged,
    read_object,
    short,
    translated,
    typed,
    unknown,
)
from sanic_mock.errors import Problem


def explain(body: bytes, refused: str) -> Problem:
    """Return the problem with a body that the typed reading refused.

    Args:
        body: the request's body.
        refused: what the typed reading reported, for errors that are not looked for here.

    Raises:
        Problem: it is no JSON object.
    """
    request = read_object(body)
    return _first_error(request) or translated(refused)


def _first_error(request: dict[str, Any]) -> Problem | None:
    if request.get("model") is None:
        return errors.no_model()
    if "messages" not in request:
        return errors.missing("messages")
    if (name := unknown(request, ChatRequest.__struct_fields__)) is not None:
        return errors.unrecognized(name)
    return first_error(request, _CHECKS)


def _tool(path: str, value: Any) -> Problem | None:
    if problem := lacking(path, value, "type"):
        return problem
    kind = value["type"]
    if kind not in ("function", "custom"):
        return errors.bad_choice(f"{path}.type", str(kind), ("function", "custom"))
    if kind not in value:
        return errors.missing(f"{path}.{kind}")
    return _function(f"{path}.{kind}", value[kind])


def _function(path: str, value: Any) -> Problem | None:
    if problem := lacking(path, value, "name"):
        return problem
    return name_string(f"{path}.name", value["name"])


def _functions(param: str, value: Any) -> Problem | None:
    if not isinstance(value, list):
        return errors.wrong_type(param, "an array of function definitions", got(value))
    return each("objects", _function, least=1, most=MOST_TOOLS)(param, value)


def _format(param: str, value: Any) -> Problem | None:
    if problem := lacking(param, value, "type"):
        return problem
    kind = value["type"]
    if kind not in _FORMATS:
        return errors.bad_choice(f"{param}.type", str(kind), _FORMATS)
    wanted = value.get("json_schema")
    if kind != "json_schema" or not isinstance(wanted, dict) or "name" not in wanted:
        return None
    return name_string(f"{param}.json_schema.name", wanted["name"])


_FORMATS = ("json_object", "json_schema", "text")

_CHECKS: Mapping[str, Check] = {
    "model": typed(str),
    "messages": each("objects", message, least=1, most=MOST_MESSAGES),
    "functions": optional(_functions),
    "tools": optional(each("objects", _tool, least=1, most=MOST_TOOLS)),
    "parallel_tool_calls": optional(typed(bool)),
    "max_tokens": optional(ranged(int, 1)),
    "max_completion_tokens": optional(ranged(int, 1)),
    "n": optional(ranged(int, 1, 128)),
    "stop": optional(check_stop),
    "temperature": optional(ranged(float, 0, 2)),
    "top_p": optional(ranged(float, 0, 1)),
    "presence_penalty": optional(ranged(float, -2, 2)),
    "frequency_penalty": optional(ranged(float, -2, 2)),
    "logprobs": optional(typed(bool)),
    "top_logprobs": optional(ranged(int, 0, 20)),
    "logit_bias": optional(logit_bias),
    "user": optional(typed(str)),
    "seed": optional(ranged(int, -(2**63), 2**63 - 1)),
    "safety_identifier": optional(short(LONGEST_KEY)),
    "prompt_cache_options": optional(typed(dict)),
    "prompt_cache_key": optional(short(LONGEST_KEY)),
    "prompt_cache_retention": optional(kept_for),
    "service_tier": optional(flags("auto", "default", "fast", "flex", "priority", "scale")),
    "stream": optional(typed(bool)),
    "stream_options": optional(check_stream_options),
    "store": optional(typed(bool)),
    "metadata": optional(check_metadata),
    "response_format": optional(_format),
    "modalities": optional(each("strings", one_of("text", "audio"), least=1)),
    "audio": optional(audio),
    "prediction": optional(prediction),
    "web_search_options": optional(search),
    "moderation": optional(moderation),
    "reasoning_effort": optional(typed(str)),
    "verbosity": optional(flags("low", "medium", "high")),
}
