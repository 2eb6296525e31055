"""Why OpenAI would refuse a chat request: the first fault, in its words (recorded traffic).

Called only after the typed reading refused, so it may be slow, but it must find a fault.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.chat_request import ChatRequest, PlainRequest
from sanic_mock.errors import Problem

_MOST_STOPS = 4  # openai-openapi, StopConfiguration
ROLES = ("system", "assistant", "user", "function", "tool", "developer")

Check = Callable[[str, Any], Problem | None]

_ARTICLES: Mapping[type, str] = {
    bool: "a boolean",
    int: "an integer",
    float: "a decimal",
    str: "a string",
    list: "an array",
    dict: "an object",
    type(None): "null",
}

# The same by msgspec's names; it says array and object where Python says list and dict.
_BY_NAME = {kind.__name__: named for kind, named in _ARTICLES.items()} | {
    "array": _ARTICLES[list],
    "object": _ARTICLES[dict],
    "null": _ARTICLES[type(None)],
}


def explain(body: bytes, refused: str) -> Problem:
    """Return the problem with a body that the typed reading refused.

    Args:
        body: the request's body.
        refused: what the typed reading said, for faults that are not looked for here.
    """
    try:
        asked = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return errors.not_json()
    if not isinstance(asked, dict):
        return errors.not_json()
    return _first_fault(asked) or _translated(refused)


_REFUSED = re.compile(r"(?P<what>.*?)(?: - at `\$\.?(?P<path>[^`]*)`)?", re.S)
_MISSING = re.compile(r"Object missing required field `(.*)`")
_EXPECTED = re.compile(r"Expected `(.*)`, got `(.*)`")


def _translated(refused: str) -> Problem:
    """Put msgspec's sentence into OpenAI's words, with the path."""
    found = _REFUSED.fullmatch(refused)
    path = (found["path"] or "") if found else ""
    what = found["what"] if found else refused
    if missing := _MISSING.fullmatch(what):
        return errors.missing(f"{path}.{missing[1]}" if path else missing[1])
    if wrong := _EXPECTED.fullmatch(what):
        return errors.wrong_type(path, _named(wrong[1]), _named(wrong[2]))
    if not path:
        return errors.not_json()
    return errors.invalid_value(path, what)


def _named(types: str) -> str:
    """Name msgspec's types with their articles: `str | null` is "a string or null"."""
    return " or ".join(_BY_NAME.get(one, one) for one in types.split(" | "))


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


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _first_fault(asked: dict[str, Any]) -> Problem | None:
    for name in asked:
        if name not in ChatRequest.__struct_fields__:
            return errors.unrecognized(name)
    if asked.get("model") is None:
        return errors.no_model()
    if "messages" not in asked:
        return errors.missing("messages")
    for name, check in _CHECKS.items():
        if name in asked and (fault := check(name, asked[name])):
            return fault
    return None


def _typed(*types: type) -> Check:
    wanted = " or ".join(_ARTICLES[kind] for kind in types)
    prefix = "one of " if len(types) > 1 else ""

    def check(param: str, value: Any) -> Problem | None:
        fits = type(value) in types or (type(value) is int and float in types)
        return None if fits else errors.wrong_type(param, prefix + wanted, got(value))

    return check


def _optional(check: Check) -> Check:
    return lambda param, value: None if value is None else check(param, value)


def _ranged(kind: type, low: float | None = None, high: float | None = None) -> Check:
    typed = _typed(kind)
    name = "integer" if kind is int else "decimal"

    def check(param: str, value: Any) -> Problem | None:
        if fault := typed(param, value):
            return fault
        if low is not None and value < low:
            return errors.out_of_range(param, value, low, above=False, kind=name)
        if high is not None and value > high:
            return errors.out_of_range(param, value, high, above=True, kind=name)
        return None

    return check


def got(value: Any) -> str:
    """Name a JSON value's type with its article."""
    return _ARTICLES[type(value)]


def _messages(param: str, value: Any) -> Problem | None:
    if not isinstance(value, list):
        return errors.wrong_type(param, "an array of objects", got(value))
    if not value:
        return errors.empty_array(param)
    faults = (_message(f"{param}[{place}]", one) for place, one in enumerate(value))
    return next(filter(None, faults), None)


def _message(path: str, value: Any) -> Problem | None:
    if not isinstance(value, dict):
        return errors.wrong_type(path, "an object", got(value))
    if "role" not in value:
        return errors.missing(f"{path}.role")
    return (
        _role(f"{path}.role", value["role"])
        or _content(f"{path}.content", value.get("content"))
        or _optional(_typed(str))(f"{path}.name", value.get("name"))
    )


def _role(path: str, value: Any) -> Problem | None:
    if not isinstance(value, str):
        return errors.wrong_type(path, "a string", got(value))
    return None if value in ROLES else errors.bad_choice(path, value, ROLES)


def _content(path: str, value: Any) -> Problem | None:
    if value is None or isinstance(value, str):
        return None
    if not isinstance(value, list):
        return errors.wrong_type(path, "one of a string or array of objects", got(value))
    faults = (_part(f"{path}[{place}]", one) for place, one in enumerate(value))
    return next(filter(None, faults), None)


def _part(path: str, value: Any) -> Problem | None:
    if not isinstance(value, dict):
        return errors.wrong_type(path, "an object", got(value))
    if "type" not in value:
        return errors.missing(f"{path}.type")
    return _typed(str)(f"{path}.type", value["type"]) or _optional(_typed(str))(
        f"{path}.text", value.get("text")
    )


def _stream_options(param: str, value: Any) -> Problem | None:
    if fault := _typed(dict)(param, value):
        return fault
    boolean = _optional(_typed(bool))
    return boolean(f"{param}.include_usage", value.get("include_usage")) or boolean(
        f"{param}.include_obfuscation", value.get("include_obfuscation")
    )


def _stop(param: str, value: Any) -> Problem | None:
    if isinstance(value, str):
        return None
    if not isinstance(value, list):
        return errors.wrong_type(param, "one of a string or array of strings", got(value))
    if len(value) > _MOST_STOPS:
        return errors.array_too_long(param, _MOST_STOPS, len(value))
    faults = (_typed(str)(f"{param}[{place}]", one) for place, one in enumerate(value))
    return next(filter(None, faults), None)


def _tools(param: str, value: Any) -> Problem | None:
    if not isinstance(value, list):
        return errors.wrong_type(param, "an array of objects", got(value))
    if not value:
        return errors.empty_array(param)
    faults = (_tool(f"{param}[{place}]", one) for place, one in enumerate(value))
    return next(filter(None, faults), None)


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
    "tools": _optional(_tools),
    "response_format": _optional(_format),
    "model": _typed(str),
    "messages": _messages,
    "stream": _optional(_typed(bool)),
    "stream_options": _optional(_stream_options),
    "max_tokens": _optional(_ranged(int, 1)),
    "max_completion_tokens": _optional(_ranged(int, 1)),
    "temperature": _optional(_ranged(float, 0, 2)),
    "top_p": _optional(_ranged(float, 0, 1)),
    "n": _optional(_ranged(int, 1, 128)),
    "frequency_penalty": _optional(_ranged(float, -2, 2)),
    "presence_penalty": _optional(_ranged(float, -2, 2)),
    "stop": _optional(_stop),
    "seed": _optional(_ranged(int, -(2**63), 2**63 - 1)),
    "logprobs": _optional(_typed(bool)),
    "top_logprobs": _optional(_ranged(int, 0, 20)),
    "store": _optional(_typed(bool)),
    "parallel_tool_calls": _optional(_typed(bool)),
    **{
        name: _optional(_typed(str))
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
