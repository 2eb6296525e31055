"""A completion as it is shown once it is stored: all that it was asked, and less of its bill.

407 of 407 completions in lists [dotnet-2026]; the order of members is theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanic_mock.dialects.ids import request_id
from sanic_mock.dialects.openai.chat.request import ChatRequest, raw_value
from sanic_mock.dialects.openai.chat.tools import FunctionSpec, ResponseFormatSpec, ToolSpec
from sanic_mock.engine.reply import Reply

Json = dict[str, Any]

_SEED_BYTES = 8
# What a message has of these where there is something in it, by analogy.
_SELDOM = ("refusal", "annotations", "audio")


def stored_form(completion: Mapping[str, Any], request: ChatRequest, reply: Reply) -> Json:
    """Return what is shown of a completion.

    Args:
        completion: as it was answered.
        request: what asked for it.
        reply: what it says.
    """
    return {
        "object": completion["object"],
        "id": completion["id"],
        "model": completion["model"],
        "created": completion["created"],
        "request_id": f"req_{request_id(reply.digest).decode()}",
        "tool_choice": raw_value(request.tool_choice),
        "usage": _usage(completion["usage"]),
        "seed": _drawn(reply.digest) if request.seed is None else request.seed,
        "top_p": _or(request.top_p, 1.0),
        "temperature": _or(request.temperature, 1.0),
        "presence_penalty": _or(request.presence_penalty, 0.0),
        "frequency_penalty": _or(request.frequency_penalty, 0.0),
        "system_fingerprint": completion["system_fingerprint"],
        "input_user": request.user,
        "service_tier": completion.get("service_tier"),
        "tools": None if request.tools is None else [_tool(one) for one in request.tools],
        "metadata": _pairs(raw_value(request.metadata)),
        "choices": [_choice(one) for one in completion["choices"]],
        "response_format": _format(request.response_format),
    }


def _or(value: float | None, usual: float) -> float:
    return usual if value is None else float(value)


def _drawn(digest: bytes) -> int:
    """Return the seed that was drawn where none was asked for: of 64 bits, with a sign."""
    return int.from_bytes(digest[:_SEED_BYTES], "big", signed=True)


def _pairs(metadata: Any) -> Json:
    """Return metadata; a lenient server has taken whatever it was sent as such."""
    return metadata if isinstance(metadata, dict) else {}


def _usage(usage: Mapping[str, Any]) -> Json:
    return {name: usage[name] for name in ("total_tokens", "completion_tokens", "prompt_tokens")}


def _choice(choice: Mapping[str, Any]) -> Json:
    said = choice["message"]
    message = {
        "content": said["content"],
        "role": said["role"],
        "tool_calls": _calls(said.get("tool_calls")),
        "function_call": said.get("function_call"),
    }
    seldom = {name: said[name] for name in _SELDOM if said.get(name)}
    return {
        "index": choice["index"],
        "message": message | seldom,
        "finish_reason": choice["finish_reason"],
        "logprobs": choice.get("logprobs"),
    }


def _calls(calls: list[Json] | None) -> list[Json] | None:
    """Return the calls of a message, their ids behind them."""
    if calls is None:
        return None
    return [{name: one[name] for name in sorted(one, key="id".__eq__)} for one in calls]


def _tool(tool: ToolSpec) -> Json:
    function = tool.function
    if function is None:
        return _without_nulls({"type": tool.type, "custom": tool.custom})
    return {"type": tool.type, "function": _function(function)}


def _function(function: FunctionSpec) -> Json:
    return _without_nulls(
        {
            "parameters": raw_value(function.parameters),
            "description": function.description,
            "name": function.name,
            "strict": function.strict,
        }
    )


def _format(wanted: ResponseFormatSpec | None) -> Json | None:
    """Return the format that was asked for; the order of a schema's members is by analogy."""
    if wanted is None:
        return None
    spec = wanted.json_schema
    if spec is None:
        return {"type": wanted.type}
    schema = raw_value(spec.schema), spec.description, spec.name, spec.strict
    named = zip(("schema", "description", "name", "strict"), schema, strict=True)
    return {"type": wanted.type, "json_schema": _without_nulls(dict(named))}


def _without_nulls(members: Json) -> Json:
    return {name: one for name, one in members.items() if one is not None}
