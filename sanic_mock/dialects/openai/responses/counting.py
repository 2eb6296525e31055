"""Operations that read a request as a response would, and do not answer it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.openai import errors, ids, pages
from sanic_mock.dialects.openai.responses import sentences
from sanic_mock.dialects.openai.responses.answer import Asked
from sanic_mock.dialects.openai.responses.conversation_operations import error, no_key
from sanic_mock.dialects.openai.responses.dialect import ANY_MODEL, Responses
from sanic_mock.dialects.openai.responses.items import listed
from sanic_mock.dialects.operation import Call, Operation, State
from sanic_mock.engine.ask import Ask

# openai-openapi, TokenCountsBody.
_COUNTED = (
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
)
# openai-openapi, CompactResponseMethodPublicBody.
_COMPACTED = (
    "model",
    "input",
    "previous_response_id",
    "instructions",
    "prompt_cache_key",
    "prompt_cache_retention",
    "service_tier",
)
# What is kept of a text when it is made shorter, one token of so many.
_SHORTER = 8


def input_tokens(state: State, call: Call) -> Whole:
    """Count a request's input as a response to it would bill it; the model may be left out."""
    asked = pages.read_body(call, _COUNTED, sentences.unknown)
    if asked.get("model") is None:
        asked["model"] = ANY_MODEL
    if asked.get("input") is None and not call.is_strict:
        asked["input"] = ""
    told = {"object": "response.input_tokens", "input_tokens": _size(state, call, asked)}
    return pages.answer(told, call)


def compact(state: State, call: Call) -> Whole:
    """Return what an input is made shorter to: what the user said, and an item of all else."""
    asked = pages.read_body(call, _COMPACTED, sentences.unknown)
    if "model" not in asked:
        raise errors.missing("model")
    ask = _read(state, call, asked)
    assert isinstance(ask.asked, Asked)
    root, now_s = ids.root(call.digest), int(call.now_s)
    said = [one for one in (*ask.asked.past.items, *ask.asked.given) if one.get("role") == "user"]
    rest = {"type": "compaction", "encrypted_content": _encrypted(call.digest, root, now_s)}
    tokens = _billed(state, ask)
    told = {
        "id": ids.rooted("resp", root, now_s, call.digest),
        "object": "response.compaction",
        "created_at": now_s,
        "output": listed([*said, rest], root, now_s, call.digest, 1),
        "usage": _usage(tokens, 1 + tokens // _SHORTER),
    }
    return pages.answer(told, call)


OPERATIONS = (
    Operation("POST", "/responses/input_tokens", input_tokens, error, no_key),
    Operation("POST", "/responses/compact", compact, error, no_key),
)


def _size(state: State, call: Call, asked: dict[str, Any]) -> int:
    return _billed(state, _read(state, call, asked))


def _read(state: State, call: Call, asked: dict[str, Any]) -> Ask:
    """Read a request as the endpoint of responses does; raises Problem as it does."""
    counted = state._replace(settings=replace(state.settings, prompt_tokens="counted"))
    endpoint = Responses(counted)
    body = msgspec.json.encode(asked)
    return (endpoint if call.is_strict else endpoint.lenient()).parse(body)


def _billed(state: State, ask: Ask) -> int:
    """Return what a prompt is billed; where that is left to chance, what it has."""
    settings = state.settings
    is_fixed = settings.prompt_tokens == "fixed"
    return settings.fixed_prompt_tokens if is_fixed else ask.prompt_tokens


def _encrypted(digest: bytes, root: str, now_s: int) -> str:
    """Return what looks like a token of Fernet, as what is encrypted does (recorded traffic)."""
    drawn = (ids.rooted("x", root, now_s, digest, number)[2:] for number in range(90, 94))
    return f"gAAAAAB{'_'.join(drawn)}=="


def _usage(taken: int, made: int) -> dict[str, Any]:
    return {
        "input_tokens": taken,
        "input_tokens_details": {"cache_write_tokens": 0, "cached_tokens": 0},
        "output_tokens": made,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": taken + made,
    }
