"""The objects that answers are made of, in the order of each surface [gemini-2026]."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from sanic_mock.dialects.gemini.ids import call_id, signature
from sanic_mock.dialects.gemini.models import GeminiTraits
from sanic_mock.dialects.gemini.probabilities import average, mean
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.engine.body import Body, plain_text
from sanic_mock.engine.reply import Choice, Reply, ToolCall

Json = dict[str, Any]

FINISHES: Mapping[str, str] = {
    "stop": "STOP",
    "length": "MAX_TOKENS",
    "content_filter": "SAFETY",
    "tool_calls": "STOP",
    "function_call": "STOP",
}
_CALLED = "Model generated function call(s)."
_CATEGORIES = ("HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT")
_FIRED = "DANGEROUS_CONTENT"


def candidate(
    model: GeminiTraits,
    parts: Sequence[Json],
    *,
    is_vertex: bool,
    finish: str = "",
    index: int = 0,
    further: Json | None = None,
) -> Json:
    """Return one candidate of a whole answer, or of a chunk.

    Args:
        model: how it answers.
        parts: what it says.
        is_vertex: of which surface.
        finish: why it ends; "" where it goes on.
        index: which of several it is.
        further: what is told of it besides.
    """
    told: Json = {"parts": list(parts)} if parts else {}
    role = {"role": "model"}
    found: Json = {"content": role | told if is_vertex else told | role}
    if finish:
        found["finishReason"] = finish
    if (model.is_indexed and not is_vertex) or index:
        found["index"] = index
    return found | (further or {})


def further_of(
    model: GeminiTraits, one: Choice, finish: str, digest: bytes, *, is_vertex: bool
) -> Json:
    """Return what is told of a candidate that ends, beside why."""
    if finish == "SAFETY":
        return {"safetyRatings": ratings(is_vertex=is_vertex)}
    if one.calls:
        is_told = model.is_indexed and not is_vertex
        return {"finishMessage": _CALLED} if is_told else {}
    if one.logprobs:
        return {"avgLogprobs": mean(one.logprobs)}
    if is_vertex or not model.is_indexed:
        return {"avgLogprobs": average(digest)} if one.body.tokens else {}
    return {}


def ratings(*, is_vertex: bool) -> list[Json]:
    """Return what the filters say of what one of them has blocked."""
    return [_rating(name, is_vertex=is_vertex) for name in _CATEGORIES]


def _rating(name: str, *, is_vertex: bool) -> Json:
    is_fired = name == _FIRED
    found: Json = {
        "category": f"HARM_CATEGORY_{name}",
        "probability": "HIGH" if is_fired else "NEGLIGIBLE",
    }
    if is_vertex:
        found |= {
            "probabilityScore": 0.96484375 if is_fired else 0.05126953125,
            "severity": "HARM_SEVERITY_HIGH" if is_fired else "HARM_SEVERITY_NEGLIGIBLE",
            "severityScore": 0.8359375 if is_fired else 0.04443359375,
        }
    return found | ({"blocked": True} if is_fired else {})


def blocked(reason: str, *, is_vertex: bool) -> Json:
    """Return what is told of a prompt that is not answered."""
    found: Json = {"blockReason": reason}
    if is_vertex:
        found["blockReasonMessage"] = "The prompt is blocked due to dangerous content."
    return found | {"safetyRatings": ratings(is_vertex=is_vertex)}


def call_part(model: GeminiTraits, call: ToolCall, reply: Reply, place: int, number: int) -> Json:
    """Return a call; the first one bears what stands for the thought behind it."""
    called: Json = {"name": call.name, "args": arguments(call)}
    if model.names_calls:
        called["id"] = call_id(reply.digest, place, call.named(number))
    found: Json = {"functionCall": called}
    if not number and model.thinks:
        found["thoughtSignature"] = signature(reply.digest).decode()
    return found


def signed(model: GeminiTraits, digest: bytes) -> Json:
    """Return the member of a part that stands for the thought behind it, where a model has that."""
    return {"thoughtSignature": signature(digest).decode()} if model.names_calls else {}


def arguments(call: ToolCall) -> Any:
    """Return a call's arguments; what is no object stands in one."""
    text = plain_text(call.arguments)
    try:
        found = msgspec.json.decode(text)
    except UNREADABLE:
        return {"input": text} if call.is_custom else {}
    return found if isinstance(found, dict) else {"input": found}


def text_part(body: Body, **further: Any) -> Json:
    """Return a text."""
    return {"text": plain_text(body), **further}


def is_one_text(reply: Reply) -> bool:
    """Return whether an answer is one text, and not an empty one."""
    is_said = reply.finish_reason in ("stop", "length") and reply.body.tokens > 0
    return is_said and not reply.choices
