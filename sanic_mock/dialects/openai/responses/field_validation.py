"""Checks of a request's parameters, in OpenAI's order and words [adapter-2026]."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.parameter_validation import check_metadata
from sanic_mock.dialects.openai.responses import input_validation
from sanic_mock.dialects.openai.responses.request import (
    LEAST_OUTPUT_TOKENS,
    Effort,
    Included,
    Retention,
    Summary,
    Tier,
    Truncation,
    Verbosity,
)
from sanic_mock.dialects.openai.validation import (
    Check,
    each,
    got,
    lacking,
    name_string,
    one_of,
    optional,
    ranged,
    short,
    typed,
    unknown,
)
from sanic_mock.errors import Problem

_LONG = 12
_FORMATS = ("json_object", "text", "json_schema")
_LONGEST_NAME = 64


def _choice(literal: Any) -> Check:
    """Check a string of a list; a value of another type is told the whole list."""
    allowed: tuple[str, ...] = get_args(literal)
    check_value = one_of(*allowed)

    def check(param: str, value: Any) -> Problem | None:
        if isinstance(value, str):
            return check_value(param, value)
        return errors.wrong_type(param, f"one of {_either(allowed)}", got(value))

    return check


def _either(names: Iterable[str]) -> str:
    *others, last = (f"'{name}'" for name in names)
    return f"{', '.join(others)}{',' if len(others) > 1 else ''} or {last}"


def _object(checks: Mapping[str, Check]) -> Check:
    def check(param: str, value: Any) -> Problem | None:
        if not isinstance(value, dict):
            return errors.wrong_type(param, "an object", got(value))
        if (other := unknown(value, checks)) is not None:
            return errors.unknown_parameter(f"{param}.{other}")
        for name, one in checks.items():
            if value.get(name) is not None and (problem := one(f"{param}.{name}", value[name])):
                return problem
        return None

    return check


def _effort(param: str, value: Any) -> Problem | None:
    allowed: tuple[str, ...] = get_args(Effort)
    if isinstance(value, str):
        return one_of(*allowed)(param, value)
    wanted = f"one of one of {_either(allowed)} or integer"
    if type(value) is int:
        wanted = "one of 'minimal', 'low', 'medium', or 'high'"
    return errors.wrong_type(param, wanted, got(value))


def _include(param: str, value: Any) -> Problem | None:
    names: tuple[str, ...] = get_args(Included)
    if isinstance(value, list):
        return each("strings", one_of(*names))(param, value)
    wanted = f"an array of one of {_either(map(_shortened, names))}"
    return errors.wrong_type(param, wanted, got(value))


def _shortened(name: str) -> str:
    """Return a long name as OpenAI prints it in a list."""
    return name if len(name) <= _LONG else f"{name[:3]}...{name[-3:]}"


def _format(param: str, value: Any) -> Problem | None:
    if problem := lacking(param, value, "type"):
        return problem
    if problem := one_of(*_FORMATS)(f"{param}.type", value["type"]):
        return problem
    if value["type"] == "json_schema":
        for name in ("name", "schema"):
            if name not in value:
                return errors.missing(f"{param}.{name}")
    return _object(_FORMAT)(param, value)


def _tools(param: str, value: Any) -> Problem | None:
    if not isinstance(value, list):
        return errors.wrong_type(param, "an array of tools", got(value))
    return each("tools", typed(dict))(param, value)


def _tool_choice(param: str, value: Any) -> Problem | None:
    if isinstance(value, str | dict):
        return None
    wanted = "one of an object or 'none', 'auto', or 'required'"
    return errors.wrong_type(param, wanted, got(value))


def _conversation(param: str, value: Any) -> Problem | None:
    if isinstance(value, str):
        return None
    if problem := lacking(param, value, "id", want="one of a string or object"):
        return problem
    return _object({"id": _TEXT})(param, value)


def _prompt(param: str, value: Any) -> Problem | None:
    if isinstance(value, dict) and "id" not in value:
        return errors.missing(f"{param}.id")
    return _object({"id": _TEXT, "version": _TEXT, "variables": typed(dict)})(param, value)


def _moderation(param: str, value: Any) -> Problem | None:
    if isinstance(value, dict) and "model" not in value:
        return errors.missing(f"{param}.model")
    one = _object({"mode": _TEXT})
    policy = _object({"input": one, "output": one})
    return _object({"model": _TEXT, "policy": policy})(param, value)


def model(param: str, value: Any) -> Problem | None:
    if value is None:
        return errors.wrong_type(param, "a string", "an object")
    return _TEXT(param, value)


_TEXT = typed(str)
_FLAG = typed(bool)
_FORMAT: Mapping[str, Check] = {
    "type": _TEXT,
    "name": name_string,
    "description": _TEXT,
    "schema": typed(dict),
    "strict": _FLAG,
}
_FIELDS: Mapping[str, Check] = {
    "previous_response_id": _TEXT,
    "conversation": _conversation,
    "prompt": _prompt,
    "moderation": _moderation,
    "include": _include,
    "tools": _tools,
    "tool_choice": _tool_choice,
    "metadata": check_metadata,
    "text": _object({"format": _format, "verbosity": _choice(Verbosity)}),
    "temperature": ranged(float, 0, 2),
    "top_p": ranged(float, 0, 1),
    "presence_penalty": ranged(float, -2, 2),
    "frequency_penalty": ranged(float, -2, 2),
    "parallel_tool_calls": _FLAG,
    "stream": _FLAG,
    "stream_options": _object({"include_obfuscation": _FLAG}),
    "background": _FLAG,
    "max_output_tokens": ranged(int, LEAST_OUTPUT_TOKENS),
    "max_tool_calls": ranged(int, 1),
    "reasoning": _object(
        {"effort": _effort, "summary": _choice(Summary), "context": _TEXT, "mode": _TEXT}
    ),
    "user": _TEXT,
    "safety_identifier": short(_LONGEST_NAME),
    "prompt_cache_options": _object({"mode": _TEXT, "ttl": _TEXT}),
    "prompt_cache_key": short(_LONGEST_NAME),
    "prompt_cache_retention": _choice(Retention),
    "truncation": _choice(Truncation),
    "instructions": _TEXT,
    "store": _FLAG,
    "service_tier": _choice(Tier),
    "top_logprobs": ranged(int, 0, 20),
    "context_management": each(
        "objects", _object({"type": _TEXT, "compact_threshold": typed(int)})
    ),
    "access_programs": _object({"cyber": one_of("standard", "daybreak_blue", "daybreak_red")}),
    "background_options": _object(
        {"completion_window": one_of("soonest", "2h", "8h"), "continuation_id": _TEXT}
    ),
    "image": _object({"context_compression": one_of("auto", "enabled", "disabled")}),
    "client_metadata": typed(dict),
}
# In the order in which OpenAI looks at them.
CHECKS: Mapping[str, Check] = {
    "model": model,
    "input": input_validation.input_items,
    **{name: optional(check) for name, check in _FIELDS.items()},
}
