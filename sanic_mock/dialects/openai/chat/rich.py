"""Answers that are more than one text: several choices, probabilities, calls of tools.

They are rendered by a JSON encoder, in the key order of recorded traffic, and are slower than
plain text; the paths of plain text do not know them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

import msgspec

from sanic_mock.dialects.openai.ids import call_id, random_part, time_prefix
from sanic_mock.dialects.openai.models import Traits
from sanic_mock.engine.ask import Call, Choice, Logprob, Reply
from sanic_mock.engine.content import Body
from sanic_mock.engine.logprobs import unescaped

Json = dict[str, Any]

compact = msgspec.json.Encoder().encode


def usage(reply: Reply) -> Json:
    """Return the usage of all choices together; each call bills its name and its arguments."""
    shown = sum(_tokens(choice) for choice in reply.choices)
    completion = shown + reply.reasoning_tokens
    return {
        "prompt_tokens": reply.prompt_tokens,
        "completion_tokens": completion,
        "total_tokens": reply.prompt_tokens + completion,
        "prompt_tokens_details": {"cached_tokens": reply.cached_tokens, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": reply.reasoning_tokens,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def whole(created_s: int, model: Traits, reply: Reply) -> bytes:
    """Return a whole answer's JSON."""
    content = {
        "id": "chatcmpl-" + (time_prefix(created_s) + random_part(reply.digest)).decode(),
        "object": "chat.completion",
        "created": created_s,
        "model": model.answers_as,
        "choices": [_choice(place, one, model, reply) for place, one in enumerate(reply.choices)],
        "usage": usage(reply),
        "service_tier": "default",
        "system_fingerprint": json.loads(model.fingerprint),
    }
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def steps(model: Traits, reply: Reply) -> tuple[list[Json], list[list[Json]], list[Json]]:
    """Return a stream's choices: its opening, what each step adds, and its closing.

    Several answers are interleaved, a piece of each in a step; each has its own first chunk, and
    the last chunks come in the order of their index (recorded traffic).
    """
    numbered = list(enumerate(reply.choices))
    opening = [_opening(place, one, model, reply) for place, one in numbered]
    rows = zip_longest(*(_deltas(place, one, model, reply) for place, one in numbered))
    closing = [_event(place, {}, None, model, one.finish_reason) for place, one in numbered]
    return (
        opening,
        [[event for events in row if events for event in events] for row in rows],
        closing,
    )


def _tokens(choice: Choice) -> int:
    # name and arguments, and about seven that frame a call: recorded bills of one small call
    return choice.body.tokens + sum(one.arguments.tokens + 7 for one in choice.calls)


def _choice(place: int, one: Choice, model: Traits, reply: Reply) -> Json:
    message: Json = {"role": "assistant", "content": _content(one)}
    if one.is_deprecated:
        message["function_call"] = _called(one.calls[0], text(one.calls[0].arguments))["function"]
    elif one.calls:
        message["tool_calls"] = [
            {"id": call_id(reply.digest, place, number), **_called(call, text(call.arguments))}
            for number, call in enumerate(one.calls)
        ]
    choice: Json = {"index": place, "message": message | {"refusal": None, "annotations": []}}
    if model.has_logprobs_key:
        choice["logprobs"] = None if one.logprobs is None else _logprobs(one.logprobs)
    return choice | {"finish_reason": one.finish_reason}


def text(body: Body) -> str:
    """Return a body's text as it was before it was escaped."""
    return "".join(map(unescaped, body.pieces))


def _content(one: Choice) -> str | None:
    return None if one.calls else text(one.body)


def _called(call: Call, arguments: str) -> Json:
    if call.is_custom:
        return {"type": "custom", "custom": {"name": call.name, "input": arguments}}
    return {"type": "function", "function": {"name": call.name, "arguments": arguments}}


def _logprobs(entries: Sequence[Logprob]) -> Json:
    return {"content": [_entry(one) for one in entries], "refusal": None}


def _entry(one: Logprob) -> Json:
    top = [_known(text, logprob) for text, logprob in one.top]
    return _known(one.token, one.logprob) | {"top_logprobs": top}


def _known(text: str, logprob: float) -> Json:
    return {"token": text, "logprob": logprob, "bytes": list(text.encode())}


def _opening(place: int, one: Choice, model: Traits, reply: Reply) -> Json:
    """Return a choice's first chunk: one call comes with it, several follow it."""
    first: Json = {"role": "assistant", "content": None if one.calls else ""}
    if one.is_deprecated:
        first["function_call"] = _called(one.calls[0], "")["function"]
    elif len(one.calls) == 1:
        first["tool_calls"] = [_header(place, 0, one.calls[0], reply)]
    if len(one.calls) < 2:
        first["refusal"] = None
    return _event(place, first, None if one.logprobs is None else (), model)


def _deltas(place: int, one: Choice, model: Traits, reply: Reply) -> Iterator[list[Json]]:
    """Yield the chunks of each step; a call's header comes with its first fragment."""
    for number, piece in enumerate(one.body.pieces):
        told = None if one.logprobs is None else one.logprobs[number : number + 1]
        yield [_event(place, {"content": unescaped(piece)}, told, model)]
    for number, call in enumerate(one.calls):
        headers = [_header(place, number, call, reply)] if len(one.calls) > 1 else []
        for piece in call.arguments.pieces or (b"",):
            if one.is_deprecated:
                delta: Json = {"function_call": {"arguments": unescaped(piece)}}
                yield [_event(place, delta, None, model)]
                continue
            fragments = [*headers, _fragment(number, call, unescaped(piece))]
            yield [_event(place, {"tool_calls": [part]}, None, model) for part in fragments]
            headers = []


def _header(place: int, number: int, call: Call, reply: Reply) -> Json:
    return {"index": number, "id": call_id(reply.digest, place, number), **_called(call, "")}


def _fragment(number: int, call: Call, piece: str) -> Json:
    if call.is_custom:
        return {"index": number, "custom": {"input": piece}}
    return {"index": number, "function": {"arguments": piece}}


def _event(
    place: int,
    delta: Json,
    told: Sequence[Logprob] | None,
    model: Traits,
    finish_reason: str | None = None,
) -> Json:
    event: Json = {"index": place, "delta": delta}
    if model.has_logprobs_key:
        event["logprobs"] = None if told is None else _logprobs(told)
    return event | {"finish_reason": finish_reason}
