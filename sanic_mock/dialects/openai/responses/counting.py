"""Operations that read a request as a response would, and do not answer it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.openai import errors, pages
from sanic_mock.dialects.openai.http import limited_fields
from sanic_mock.dialects.openai.responses.ask import ResponsesAsk
from sanic_mock.dialects.openai.responses.conversation_operations import error, no_key
from sanic_mock.dialects.openai.responses.dialect import ANY_MODEL, Responses
from sanic_mock.dialects.openai.responses.items import complete_items
from sanic_mock.dialects.openai.responses.sealed import sealed
from sanic_mock.dialects.openai.responses.usage import usage
from sanic_mock.dialects.openai.wire import wire_of
from sanic_mock.dialects.operation import Call, Operation, State
from sanic_mock.engine.ask import Ask

# [openapi-2026] TokenCountsBody.
COUNTED = (
    "model",
    "input",
    "previous_response_id",
    "conversation",
    "tools",
    "text",
    "reasoning",
    "truncation",
    "instructions",
    "tool_choice",
    "parallel_tool_calls",
    "personality",
)
# [openapi-2026] CompactResponseMethodPublicBody.
COMPACTED = (
    "model",
    "input",
    "previous_response_id",
    "instructions",
    "prompt_cache_key",
    "prompt_cache_retention",
    "service_tier",
    "image",
    "prompt_cache_options",
)
# What a model is told that it shall do: the same in two recordings [replay-2026].
_COMPACTING_TOKENS = 93
# What is kept of a text when it is made shorter, one token of so many.
_SHORTER = 8


def input_tokens(state: State, call: Call) -> Whole:
    """Count a request's input as a response to it would bill it; the model may be left out."""
    asked = pages.read_body(call, COUNTED, errors.unknown_parameter)
    asked.pop("personality", None)  # a style, which counts nothing
    if asked.get("model") is None:
        asked["model"] = ANY_MODEL
    if asked.get("input") is None and not call.is_strict:
        asked["input"] = ""
    told = {"object": "response.input_tokens", "input_tokens": _size(state, call, asked)}
    return pages.answer(told, call)


def compact(state: State, call: Call) -> Whole:
    """Return what an input is made shorter to: what the user said, and an item of all else."""
    asked = pages.read_body(call, COMPACTED, errors.unknown_parameter)
    if "model" not in asked:
        raise errors.missing("model")
    ask = _read(state, call, asked)
    names = wire_of(state.settings).naming(call.digest, int(call.now_s))
    said = [one for one in (*ask.past.items, *ask.given) if one.get("role") == "user"]
    rest = {"type": "compaction", "encrypted_content": sealed(names, 0)}
    tokens = _billed(state, ask, _COMPACTING_TOKENS)
    told = {
        "id": names.id("resp"),
        "object": "response.compaction",
        "created_at": int(call.now_s),
        "output": complete_items([*said, rest], names, 1),
        "usage": msgspec.Raw(usage(tokens, 1 + tokens // _SHORTER)),
    }
    return pages.answer(told, call, route=limited_fields)


OPERATIONS = (
    Operation("POST", "/responses/input_tokens", input_tokens, error, no_key),
    Operation("POST", "/responses/compact", compact, error, no_key),
)


def _size(state: State, call: Call, asked: dict[str, Any]) -> int:
    return _billed(state, _read(state, call, asked))


def _read(state: State, call: Call, asked: dict[str, Any]) -> ResponsesAsk:
    """Read a request as the endpoint of responses does; raises Problem as it does."""
    counted = replace(state, settings=replace(state.settings, prompt_tokens="counted"))
    endpoint = Responses(counted)
    body = msgspec.json.encode(asked)
    return (endpoint if call.is_strict else endpoint.lenient()).parse(body)


def _billed(state: State, ask: Ask, more: int = 0) -> int:
    """Return what a prompt is billed, and more; where that is left to chance, what it has."""
    settings = state.settings
    is_fixed = settings.prompt_tokens == "fixed"
    return settings.fixed_prompt_tokens if is_fixed else ask.prompt_tokens + more
