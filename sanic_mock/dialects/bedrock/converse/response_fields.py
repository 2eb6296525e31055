"""Places of a model's own answer that Converse tells where a request asks for them.

A whole answer's places are those of its InvokeModel body, a stream's those of the event that ends
its message: Anthropic's `/stop_sequence` is `/delta/stop_sequence` there [vercel-2026]. Where there
is no such place, nothing is told of it [boto-2026].
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from sanic_mock.dialects.bedrock import errors
from sanic_mock.dialects.bedrock.converse.blocks import stop_reason
from sanic_mock.dialects.bedrock.models import anthropic_name, family_of
from sanic_mock.dialects.bedrock.usage import BilledTokens
from sanic_mock.engine.choice_timing import first_choice
from sanic_mock.engine.reply import Reply

Json = dict[str, Any]
_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)+")  # RFC 6901
_encode = msgspec.json.Encoder(order="sorted").encode


def check(paths: Iterable[str]) -> None:
    """Check that places are JSON pointers; raises Problem."""
    for path in paths:
        if not _is_pointer(path):
            raise errors.bad_pointer(path)


def _is_pointer(path: str) -> bool:
    return _POINTER.fullmatch(path) is not None


def additional_fields(
    paths: Iterable[str], model: str, reply: Reply, billed: BilledTokens, *, is_stream: bool
) -> bytes:
    """Return the member `additionalModelResponseFields` with its comma; nothing for none."""
    own, told = _own_answer(model, reply, billed, is_stream=is_stream), Json()
    for path in filter(_is_pointer, paths):
        names = [one.replace("~1", "/").replace("~0", "~") for one in path.split("/")[1:]]
        _copy(own, told, names)
    return b'"additionalModelResponseFields":%b,' % _encode(told) if told else b""


def _copy(own: Any, told: Json, names: list[str]) -> None:
    """Copy what stands at a place, and the objects that it is in."""
    name, *further = names
    if not isinstance(own, dict) or name not in own:
        return
    if not further:
        told[name] = own[name]
        return
    inner = told.get(name, {})
    _copy(own[name], inner, further)
    if inner:
        told[name] = inner


def _own_answer(model: str, reply: Reply, billed: BilledTokens, *, is_stream: bool) -> Json:
    """Return what of a model's own answer has places."""
    reason = stop_reason(reply).decode()
    match family_of(model).shape:
        case "anthropic":
            ended = {"stop_reason": reason, "stop_sequence": first_choice(reply).stop or None}
            return _claudes_event(ended, billed) if is_stream else _claudes(ended, model, billed)
        case "nova":
            return {"messageStop": {"stopReason": reason}} if is_stream else {"stopReason": reason}
    return {}


def _claudes_event(ended: Json, billed: BilledTokens) -> Json:
    """Return the event in which Claude tells why a stream ended."""
    usage = {"output_tokens": billed.completion}
    return {"type": "message_delta", "delta": ended, "usage": usage}


def _claudes(ended: Json, model: str, billed: BilledTokens) -> Json:
    """Return Claude's own answer, but what it says."""
    usage = {
        "input_tokens": billed.fresh,
        "cache_creation_input_tokens": billed.written,
        "cache_read_input_tokens": billed.read,
        "output_tokens": billed.completion,
    }
    own = {"type": "message", "role": "assistant", "model": anthropic_name(model)}
    return {**own, **ended, "usage": usage}
