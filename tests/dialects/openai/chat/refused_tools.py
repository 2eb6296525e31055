"""Tools and response formats that OpenAI refuses, with its words [issues-2026]."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dialects.openai.chat.tools import ANSWERED, CALLED, MADE, PLACE, function
from tests.dialects.openai.errors import missing, wrong
from tests.requests import HELLO

Json = dict[str, Any]
Row = tuple[Json, str, str | None, str | None]

OPEN = {"type": "object", "properties": {"x": {"type": "string"}}}
CLOSED = {**OPEN, "additionalProperties": False}
NOT_CLOSED = "In context=(), 'additionalProperties' is required to be supplied and to be false."
NOT_REQUIRED = (
    "In context=(), 'required' is required to be supplied and to be an array including every key "
    "in properties. Missing 'x'."
)
STRAY = (
    "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with "
    "'tool_calls'."
)
UNANSWERED = (
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
    "'tool_call_id'. The following tool_call_ids did not have response messages: "
)
NEEDS_LOGPROBS = "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled."
NEEDS_TOOLS = (
    "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified."
)


def formatted(**inner: Any) -> Json:
    """Return a request for JSON of a schema."""
    return {"response_format": {"type": "json_schema", "json_schema": inner}}


def named(name: str) -> Json:
    """Return the choice of a function."""
    return {"type": "function", "function": {"name": name}}


def empty(param: str) -> tuple[str, str, str]:
    """Return message, param and code of an array without elements."""
    text = f"Invalid '{param}': empty array. Expected an array with minimum length 1, but got "
    return text + "an empty array instead.", param, "empty_array"


def bad_function(why: str) -> tuple[str, str, str]:
    """Return message, param and code of a function's schema."""
    where = "tools[0].function.parameters"
    return f"Invalid schema for function 'f': {why}", where, "invalid_function_parameters"


def bad_format(why: str) -> tuple[str, str, None]:
    """Return message, param and code of a response format's schema."""
    return f"Invalid schema for response_format 'f': {why}", "response_format", None


def unknown(name: str) -> tuple[str, str, None]:
    """Return message, param and code of a tool that is not there."""
    return (
        f"Invalid value for 'tool_choice': no function named '{name}' was specified in the 'tools' "
        "parameter.",
        "tool_choice",
        None,
    )


def unsupported(name: str, value: str, default: str) -> tuple[str, str, str]:
    """Return message, param and code of a value that reasoning models do not take."""
    return (
        f"Unsupported value: '{name}' does not support {value} with this model. Only the default "
        f"({default}) value is supported.",
        name,
        "unsupported_value",
    )


NO_MAX_TOKENS = (
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
    "'max_completion_tokens' instead.",
    "max_tokens",
    "unsupported_parameter",
)
F = function(name="f", parameters=OPEN)
ROWS: dict[str, Row] = {
    "string as tool": (
        {"tools": ["f"]},
        *wrong("tools[0]", "expected an object", "a string"),
    ),
    "no tools": ({"tools": []}, *empty("tools")),
    "no functions": ({"functions": []}, *empty("functions")),
    "tool without type": ({"tools": [{"function": {"name": "f"}}]}, *missing("tools[0].type")),
    "function without function": (
        {"tools": [{"type": "function"}]},
        *missing("tools[0].function"),
    ),
    "the second without function": (
        {"tools": [F, {"type": "function"}]},
        *missing("tools[1].function"),
    ),
    "custom without custom": ({"tools": [{"type": "custom"}]}, *missing("tools[0].custom")),
    "function without name": ({"tools": [function()]}, *missing("tools[0].function.name")),
    "number as name": (
        {"tools": [function(name=5)]},
        *wrong("tools[0].function.name", "expected a string", "an integer"),
    ),
    "strict function, open": (
        {"tools": [function(name="f", strict=True, parameters=OPEN)]},
        *bad_function(NOT_CLOSED),
    ),
    "strict function, without parameters": (
        {"tools": [function(name="f", strict=True)]},
        *bad_function(NOT_CLOSED),
    ),
    "strict function, optional": (
        {"tools": [function(name="f", strict=True, parameters=CLOSED)]},
        *bad_function(NOT_REQUIRED),
    ),
    "array as parameters": (
        {"tools": [function(name="f", parameters={"type": "array"})]},
        *bad_function("schema must be a JSON Schema of 'type: \"object\"', got 'type: \"array\"'."),
    ),
    "number as parameters": (
        {"tools": [function(name="f", parameters=5)]},
        *bad_function("5 is not of type 'object'."),
    ),
    "no schema at all": (
        {"response_format": {"type": "json_schema"}},
        *missing("response_format.json_schema"),
    ),
    "format without name": (
        formatted(schema=PLACE),
        *missing("response_format.json_schema.name"),
    ),
    "strict format, open": (
        formatted(name="f", strict=True, schema=OPEN),
        *bad_format(NOT_CLOSED),
    ),
    "strict format, optional": (
        formatted(name="f", strict=True, schema=CLOSED),
        *bad_format(NOT_REQUIRED),
    ),
    "array as format": (
        formatted(name="f", schema={"type": "array", "items": {}}),
        *bad_format("schema must be a JSON Schema of 'type: \"object\"', got 'type: \"array\"'."),
    ),
    "json_object without the word": (
        {"response_format": {"type": "json_object"}},
        "'messages' must contain the word 'json' in some form, to use 'response_format' of type "
        "'json_object'.",
        "messages",
        None,
    ),
    "tool_choice alone": ({"tool_choice": "auto"}, NEEDS_TOOLS, "tool_choice", None),
    "unknown tool_choice": (
        {"tools": [F], "tool_choice": "always"},
        "Invalid value: 'always'. Supported values are: 'none', 'auto', and 'required'.",
        "tool_choice",
        "invalid_value",
    ),
    "unknown tool": ({"tools": [F], "tool_choice": named("g")}, *unknown("g")),
    "unknown custom tool": (
        {"tools": [F], "tool_choice": {"type": "custom", "custom": {"name": "g"}}},
        *unknown("g"),
    ),
    "unknown allowed tool": (
        {
            "tools": [F],
            "tool_choice": {
                "type": "allowed_tools",
                "allowed_tools": {"mode": "auto", "tools": [named("g")]},
            },
        },
        *unknown("g"),
    ),
    "choice without a name": (
        {"tools": [F], "tool_choice": {"type": "function", "function": {}}},
        *missing("tool_choice.function.name"),
    ),
    "choice without a function": (
        {"tools": [F], "tool_choice": {"type": "function"}},
        *missing("tool_choice.function"),
    ),
    "string as chosen function": (
        {"tools": [F], "tool_choice": {"type": "function", "function": "f"}},
        *wrong("tool_choice.function", "expected an object", "a string"),
    ),
    "allowed tools without them": (
        {"tools": [F], "tool_choice": {"type": "allowed_tools"}},
        *missing("tool_choice.allowed_tools"),
    ),
    "unanswered call, then a user": (
        {"messages": [*HELLO, CALLED, *HELLO]},
        UNANSWERED + "call_a",
        "messages.[2].role",
        None,
    ),
    "unanswered call at the end": (
        {"messages": [*HELLO, CALLED]},
        UNANSWERED + "call_a",
        "messages.[2].role",
        None,
    ),
    "one of two calls unanswered": (
        {
            "messages": [
                *HELLO,
                {**CALLED, "tool_calls": [MADE, {**MADE, "id": "call_b"}]},
                ANSWERED,
                *HELLO,
            ]
        },
        UNANSWERED + "call_b",
        "messages.[3].role",
        None,
    ),
    "result of no call": ({"messages": [*HELLO, ANSWERED]}, STRAY, "messages.[1].role", None),
    "result first": ({"messages": [ANSWERED]}, STRAY, "messages.[0].role", None),
    "result of another call": (
        {"messages": [*HELLO, CALLED, {**ANSWERED, "tool_call_id": "call_c"}]},
        STRAY,
        "messages.[2].role",
        None,
    ),
    "the same result twice": (
        {"messages": [*HELLO, CALLED, ANSWERED, ANSWERED]},
        STRAY,
        "messages.[3].role",
        None,
    ),
    "top_logprobs alone": ({"top_logprobs": 2}, NEEDS_LOGPROBS, "top_logprobs", None),
    "top_logprobs without": (
        {"logprobs": False, "top_logprobs": 2},
        NEEDS_LOGPROBS,
        "top_logprobs",
        None,
    ),
    "five stops": (
        {"stop": list("abcde")},
        "Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array "
        "with length 5 instead.",
        "stop",
        "array_above_max_length",
    ),
    **{
        f"{model} with {name}": ({"model": model, name: value}, *refusal)
        for model in ("o3", "o4-mini", "gpt-5", "gpt-5-mini")
        for name, value, refusal in (
            ("max_tokens", 3, NO_MAX_TOKENS),
            ("temperature", 0.5, unsupported("temperature", "0.5", "1")),
            ("top_p", 0.1, unsupported("top_p", "0.1", "1")),
            ("presence_penalty", 1, unsupported("presence_penalty", "1", "0")),
        )
    },
}
# What only the reading of tools and formats finds.
PATTERN = (
    "Invalid 'tools[0].function.name': string does not match pattern. Expected a string that "
    "matches the pattern '^[a-zA-Z0-9_-]+$'."
)
SHAPES: dict[str, Row] = {
    "number as tools": (
        {"tools": 5},
        *wrong("tools", "expected an array of objects", "an integer"),
    ),
    "space in a name": (
        {"tools": [function(name="a b")]},
        PATTERN,
        "tools[0].function.name",
        "invalid_value",
    ),
    "long name": (
        {"tools": [function(name="f" * 65)]},
        "Invalid 'tools[0].function.name': string too long. Expected a string with maximum length "
        "64, but got a string with length 65 instead.",
        "tools[0].function.name",
        "string_above_max_length",
    ),
    "unknown type of tool": (
        {"tools": [{"type": "web"}]},
        "Invalid value: 'web'. Supported values are: 'function' and 'custom'.",
        "tools[0].type",
        "invalid_value",
    ),
    "unknown format": (
        {"response_format": {"type": "xml"}},
        "Invalid value: 'xml'. Supported values are: 'json_object', 'json_schema', and 'text'.",
        "response_format.type",
        "invalid_value",
    ),
}
REFUSED = [pytest.param(row, id=name) for name, row in (ROWS | SHAPES).items()]
