"""Answers that are more than one text: several choices, probabilities, calls of tools, sound.

They are rendered by a JSON encoder, in the key order of [otel-2026] and [sdk-2024], and are slower
than plain text; the paths of plain text do not know them.
"""

from __future__ import annotations

from typing import Any

import msgspec

from sanic_mock.dialects.ids import random_part, uuid
from sanic_mock.dialects.openai.chat import logprobs, voice
from sanic_mock.dialects.openai.chat.ask import ChatAsk
from sanic_mock.dialects.openai.chat.moderation import moderation
from sanic_mock.dialects.openai.chat.options import tier
from sanic_mock.dialects.openai.chat.request import ChatRequest
from sanic_mock.dialects.openai.chat.usage import of_completion, of_prompt
from sanic_mock.dialects.openai.ids import call_id, time_prefix
from sanic_mock.dialects.openai.models import Traits
from sanic_mock.engine.body import Body
from sanic_mock.engine.reply import Choice, Citation, Reply, ToolCall
from sanic_mock.engine.terms import Bill
from sanic_mock.engine.usage import cached_tokens, completion_tokens, thought_tokens

Json = dict[str, Any]

encode = msgspec.json.Encoder().encode


def content(created_s: int, model: Traits, ask: ChatAsk, reply: Reply) -> Json:
    """Return a whole answer, some of its values as JSON already.

    Args:
        created_s: unix seconds.
        model: how it answers.
        ask: what it answers.
        reply: what it says.
    """
    request = ask.request
    heard = voice.voice_of(request, created_s)
    completion: Json = {
        "id": f"chatcmpl-{_id(model, created_s, reply)}",
        "object": "chat.completion",
        "created": created_s,
        "model": model.answers_as,
        "choices": [
            _choice(place, one, model, reply, heard, ask.thought_member)
            for place, one in enumerate(reply.choices)
        ],
        "usage": usage(model, ask, reply),
        "service_tier": "default" if request is None else tier(request),
        "system_fingerprint": msgspec.Raw(model.fingerprint),
    }
    if model.family.is_search_preview:
        del completion["service_tier"]
    if request is not None:
        _add_requested(request, reply, completion)
    return completion


def printed(completion: Json) -> bytes:
    """Print a whole answer as OpenAI does: indented by two, with a newline at its end."""
    return msgspec.json.format(encode(completion), indent=2) + b"\n"


def usage(model: Traits, ask: ChatAsk, reply: Reply) -> Json:
    """Return the usage of all choices together."""
    prompt, completion, bill = reply.prompt_tokens, completion_tokens(reply), reply.bill or Bill()
    cached = cached_tokens(reply)
    said = sum(map(voice.tokens, reply.choices)) if voice.is_spoken(ask.request) else 0
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {
            "cached_tokens": cached,
            **of_prompt(model, prompt, cached, bill.audio),
        },
        "completion_tokens_details": {
            "reasoning_tokens": thought_tokens(reply),
            "audio_tokens": said,
            "accepted_prediction_tokens": bill.accepted,
            "rejected_prediction_tokens": bill.rejected,
            **of_completion(model, completion, said),
        },
    }


def header(place: int, number: int, call: ToolCall, reply: Reply) -> Json:
    """Return the beginning of a streamed call: who is called, and nothing of the arguments."""
    made = call_id(reply.digest, place, call.named(number))
    return {"index": number, "id": made, **called(call, msgspec.Raw(b'""'))}


def called(call: ToolCall, arguments: msgspec.Raw) -> Json:
    """Return a call; `arguments` is a JSON string."""
    if call.is_custom:
        return {"type": "custom", "custom": {"name": call.name, "input": arguments}}
    return {"type": "function", "function": {"name": call.name, "arguments": arguments}}


def cited(sources: tuple[Citation, ...]) -> list[Json]:
    """Return what a text names as its sources [pydantic-2026]."""
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "end_index": one.end,
                "start_index": one.start,
                "title": one.title,
                "url": one.url,
            },
        }
        for one in sources
    ]


def _id(model: Traits, created_s: int, reply: Reply) -> str:
    if model.family.is_search_preview:
        return uuid(reply.digest).decode()
    return (time_prefix(created_s) + random_part(reply.digest)).decode()


def _add_requested(request: ChatRequest, reply: Reply, completion: Json) -> None:
    """Add what only some requests ask for."""
    if request.moderation is not None:
        completion["moderation"] = moderation(request, request.moderation.model, reply)


def _choice(
    place: int,
    one: Choice,
    model: Traits,
    reply: Reply,
    heard: voice.Voice | None,
    thought_member: str,
) -> Json:
    message: Json = {"role": "assistant", "content": _text(one.body) if one.is_content else None}
    if one.thought is not None:
        message[thought_member] = _text(one.thought)
    if one.is_deprecated:
        call = one.calls[0]
        message["function_call"] = called(call, _text(call.arguments))["function"]
    elif one.calls:
        message["tool_calls"] = [
            {
                "id": call_id(reply.digest, place, call.named(number)),
                **called(call, _text(call.arguments)),
            }
            for number, call in enumerate(one.calls)
        ]
    message["refusal"] = _text(one.body) if one.is_refusal else None
    if heard is not None and not one.calls and not one.is_refusal:
        message |= {"content": None, "audio": voice.whole(place, one, reply, heard)}
    message["annotations"] = cited(one.sources)
    choice: Json = {"index": place, "message": message}
    if one.logprobs is not None:
        choice["logprobs"] = msgspec.Raw(logprobs.rendered(one.logprobs))
    elif model.has_logprobs_key:
        choice["logprobs"] = None
    return choice | {"finish_reason": one.finish_reason}


def _text(body: Body) -> msgspec.Raw:
    return msgspec.Raw(b'"%b"' % body.escaped)
