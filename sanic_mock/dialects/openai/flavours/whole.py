"""A chat completion in one piece, in a service's layout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from sanic_mock.dialects.html_escapes import html_escaped
from sanic_mock.dialects.openai.chat import logprobs
from sanic_mock.dialects.openai.flavours.bills import usage
from sanic_mock.dialects.openai.flavours.flavour import THOUGHT, Flavour
from sanic_mock.dialects.openai.flavours.ids import groq_request, seed
from sanic_mock.dialects.openai.flavours.layout import ABSENT, Layout, filled
from sanic_mock.engine.body import Body
from sanic_mock.engine.draws import first_integer
from sanic_mock.engine.reply import Choice, Reply

encode = msgspec.json.Encoder().encode


class WholeLayout:
    """What all whole answers of a service share.

    Args:
        flavour: the service.
        thought_member: where messages show the reasoning; "" for nowhere.
    """

    def __init__(self, flavour: Flavour, thought_member: str) -> None:
        self._flavour = flavour
        self._message = named_thought(flavour.message, thought_member)

    def answer(self, reply: Reply, model: str, now_s: int) -> bytes:
        """Return an answer to a model's name at a unix second."""
        flavour = self._flavour
        values = origin(flavour, reply, model, now_s)
        values["choices"] = [
            self._choice(place, one, reply) for place, one in enumerate(choices_of(reply))
        ]
        values["usage"] = usage(flavour, reply)
        told = encode(filled(flavour.whole, values))
        if flavour.escapes_html:
            told = html_escaped(told)
        return waited(flavour, reply.digest) + told + flavour.end

    def plain_choice(self, content: str) -> dict[str, Any]:
        """Return the choice of an answer that is one text, whose content is given."""
        flavour = self._flavour
        said = {"content": content, "thought": flavour.no_thought, "tool_calls": flavour.no_calls}
        values = {
            "index": 0,
            "message": filled(self._message, said),
            "logprobs": None,
            "finish_reason": "stop",
            "native_finish_reason": flavour.native_finish.get("stop", "stop"),
        }
        return filled(flavour.choice, values)

    def _choice(self, place: int, one: Choice, reply: Reply) -> dict[str, Any]:
        told = None if one.logprobs is None else msgspec.Raw(logprobs.rendered(one.logprobs))
        values = {
            "index": place,
            "message": filled(self._message, self._said(place, one, reply)),
            "logprobs": told,
            "finish_reason": one.finish_reason,
            "native_finish_reason": native_finish(self._flavour, one),
        }
        return filled(self._flavour.choice, values)

    def _said(self, place: int, one: Choice, reply: Reply) -> dict[str, Any]:
        flavour = self._flavour
        made = [called(flavour, place, number, one, reply) for number in range(len(one.calls))]
        content = flavour.no_text if made else text(one.body)
        if flavour.thought_parts and one.thought is not None:
            content = _parts(one.thought, None if made else one.body)
        if flavour.thought_tags and one.thought is not None:
            content = _tagged(flavour, one.thought, None if made else one.body)
        return {
            "content": content,
            "thought": flavour.no_thought if one.thought is None else text(one.thought),
            "tool_calls": made or flavour.no_calls,
        }


def choices_of(reply: Reply) -> Sequence[Choice]:
    """Return what was answered: one text, or all there is."""
    return reply.choices or (Choice(reply.body, reply.finish_reason),)


def origin(flavour: Flavour, reply: Reply, model: str, now_s: int) -> dict[str, Any]:
    """Return what tells an answer from all others."""
    return {
        "id": flavour.id(reply.digest, now_s).decode(),
        "created": now_s,
        "model": flavour.aliases.get(model, model),
        "x_groq": x_groq(reply) if flavour.chunks.tells_groq else ABSENT,
    }


def x_groq(reply: Reply) -> dict[str, Any]:
    """Return what Groq calls a request, and the seed that it was answered with."""
    return {"id": groq_request(reply.digest).decode(), "seed": seed(reply.digest)}


def called(
    flavour: Flavour,
    place: int,
    number: int,
    one: Choice,
    reply: Reply,
    layout: Layout | None = None,
) -> dict[str, Any]:
    """Return a call, or with a layout of its own the beginning of one, without arguments."""
    call = one.calls[number]
    values = {
        "call_index": number + call.shift,
        "call_id": flavour.call_id(reply.digest, place, call.named(number)),
        "function": {
            "name": call.name,
            "arguments": text(call.arguments) if layout is None else "",
        },
    }
    return filled(layout or flavour.call, values)


def named_thought(message: Layout, member: str) -> Layout:
    """Return a message's layout with the thought in a member of that name; "" drops it."""
    return {
        member if name == THOUGHT else name: one
        for name, one in message.items()
        if member or name != THOUGHT
    }


def native_finish(flavour: Flavour, one: Choice) -> str:
    """Return why a choice ended, in the words of who answers behind a service."""
    return flavour.native_finish.get(one.finish_reason, one.finish_reason)


def text(body: Body) -> msgspec.Raw:
    """Return a text as JSON."""
    return msgspec.Raw(b'"%b"' % body.escaped)


def waited(flavour: Flavour, digest: bytes) -> bytes:
    """Return the white space that came while the answer was awaited: none for few."""
    space, most = flavour.white_space
    return space * (first_integer(digest) % most) if most else b""


def _tagged(flavour: Flavour, thought: Body, said: Body | None) -> msgspec.Raw:
    told = b"".join(tagged(flavour, thought.pieces))
    return msgspec.Raw(b'"%b%b"' % (told, b"" if said is None else said.escaped))


def tagged(flavour: Flavour, pieces: Sequence[bytes]) -> Sequence[bytes]:
    """Return the pieces of a thought with what stands around it, if anything does."""
    if not flavour.thought_tags or not pieces:
        return pieces
    before, after = flavour.thought_tags
    first, *further = pieces
    *between, last = before + first, *further
    return [*between, last + after]


def _parts(thought: Body, said: Body | None) -> list[dict[str, Any]]:
    thinking = {"type": "text", "text": text(thought)}
    parts: list[dict[str, Any]] = [{"type": "thinking", "thinking": [thinking], "closed": True}]
    return parts if said is None else [*parts, {"type": "text", "text": text(said)}]
