"""Why OpenAI would refuse a request of the Responses API: the first fault, in its words.

Called only after the typed reading refused, so it may be slow. Sentences and their order: probes
of August 2026.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

import msgspec

from sanic_mock.dialects.openai import errors, metadata
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
from sanic_mock.dialects.openai.responses import item_faults, sentences
from sanic_mock.dialects.openai.responses.request import (
    LEAST_OUTPUT_TOKENS,
    PARAMETERS,
    Effort,
    Included,
    LooseRequest,
    Request,
    Retention,
    Summary,
    Tier,
    Truncation,
    Verbosity,
)
from sanic_mock.dialects.openai.schemas import decoded
from sanic_mock.errors import Problem

_NEAR = 2
_LONG = 12
# What chat completions call otherwise.
_MOVED = {
    "messages": "input",
    "response_format": "text.format",
    "reasoning_effort": "reasoning.effort",
    "max_completion_tokens": "max_output_tokens",
}
_PASTS = ("previous_response_id", "conversation", "prompt")
_FORMATS = ("json_object", "text", "json_schema")
_LONGEST_NAME = 64


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


def forgiven(body: bytes) -> Request:
    """Return what can be used of a body that the typed reading refused.

    Raises:
        Problem: the model or the input is not to be understood.
    """
    asked = decoded(body)
    if not isinstance(asked, dict):
        raise errors.not_json()
    if fault := absent(asked):
        raise fault
    for name, check in _NEEDED.items():
        if name in asked and (fault := check(name, asked[name])):
            raise fault
    kept = {name: one for name, one in asked.items() if name in PARAMETERS and _is_taken(name, one)}
    try:
        return msgspec.convert(kept, LooseRequest)
    except msgspec.ValidationError as refused:
        raise translated(str(refused)) from None


def _is_taken(name: str, value: Any) -> bool:
    if name in _NEEDED or (name == "max_output_tokens" and type(value) is int and value > 0):
        return True
    return value is not None and CHECKS[name](name, value) is None


def _first_fault(asked: dict[str, Any]) -> Problem | None:
    if fault := absent(asked):
        return fault
    if (name := unknown(asked, PARAMETERS)) is not None:
        return _unknown(name, asked)
    return first_fault(asked, CHECKS)


def absent(asked: Mapping[str, Any]) -> Problem | None:
    """Return what is missing; a prompt may bring model and input, a past the input."""
    if "model" not in asked and not asked.get("prompt"):
        return errors.missing("model")
    if "input" not in asked and not any(asked.get(name) for name in _PASTS):
        moved = next((name for name in asked if name in _MOVED), None)
        return sentences.moved(moved, _MOVED[moved]) if moved else errors.missing("input")
    return None


def _unknown(name: str, asked: Iterable[str]) -> Problem:
    if name in _MOVED:
        return sentences.moved(name, _MOVED[name])
    others = (one for one in PARAMETERS if one not in asked and abs(len(one) - len(name)) <= _NEAR)
    near = sorted((_distance(name, one), one) for one in others)
    return sentences.unknown(name, [one for distance, one in near if distance <= _NEAR])


def _distance(one: str, other: str) -> int:
    """Return how many letters are to be put in, taken out or changed."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        before, row[0] = row[0], place
        for column, wanted in enumerate(other, 1):
            change = before + (letter != wanted)
            before = row[column]
            row[column] = min(change, row[column] + 1, row[column - 1] + 1)
    return row[-1]


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
            return sentences.unknown(f"{param}.{other}")
        for name, one in checks.items():
            if value.get(name) is not None and (fault := one(f"{param}.{name}", value[name])):
                return fault
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
    if not isinstance(value, dict):
        return errors.wrong_type(param, "an object", got(value))
    if "type" not in value:
        return errors.missing(f"{param}.type")
    if fault := one_of(*_FORMATS)(f"{param}.type", value["type"]):
        return fault
    if value["type"] == "json_schema":
        for name in ("name", "schema"):
            if name not in value:
                return errors.missing(f"{param}.{name}")
    return _object(_FORMAT)(param, value)


def _name(param: str, value: Any) -> Problem | None:
    if not isinstance(value, str):
        return errors.wrong_type(param, "a string", got(value))
    return errors.too_long(param, _LONGEST_NAME, len(value)) if len(value) > _LONGEST_NAME else None


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
    if not isinstance(value, dict):
        return errors.wrong_type(param, "one of a string or object", got(value))
    if "id" not in value:
        return errors.missing(f"{param}.id")
    return _object({"id": _TEXT})(param, value)


def _prompt(param: str, value: Any) -> Problem | None:
    if isinstance(value, dict) and "id" not in value:
        return errors.missing(f"{param}.id")
    return _object({"id": _TEXT, "version": _TEXT, "variables": typed(dict)})(param, value)


def _model(param: str, value: Any) -> Problem | None:
    if value is None:
        return errors.wrong_type(param, "a string", "an object")
    return _TEXT(param, value)


_TEXT = typed(str)
_FLAG = typed(bool)
_FORMAT: Mapping[str, Check] = {
    "type": _TEXT,
    "name": _name,
    "description": _TEXT,
    "schema": typed(dict),
    "strict": _FLAG,
}
_FIELDS: Mapping[str, Check] = {
    "previous_response_id": _TEXT,
    "conversation": _conversation,
    "prompt": _prompt,
    "moderation": typed(dict),
    "include": _include,
    "tools": _tools,
    "tool_choice": _tool_choice,
    "metadata": metadata.check,
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
    "safety_identifier": _name,
    "prompt_cache_options": typed(dict),
    "prompt_cache_key": _TEXT,
    "prompt_cache_retention": _choice(Retention),
    "truncation": _choice(Truncation),
    "instructions": _TEXT,
    "store": _FLAG,
    "service_tier": _choice(Tier),
    "top_logprobs": ranged(int, 0, 20),
    "context_management": each("objects", typed(dict)),
}
# In the order in which OpenAI looks at them.
CHECKS: Mapping[str, Check] = {
    "model": _model,
    "input": item_faults.input_items,
    **{name: optional(check) for name, check in _FIELDS.items()},
}
# What an answer depends on, so that it is refused to who is refused little, too.
_NEEDED: Mapping[str, Check] = {"model": _model, "input": item_faults.input_type}
