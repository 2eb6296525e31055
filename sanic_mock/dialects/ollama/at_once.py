"""Plain chats in one go: the steps of the general way, without the values between them.

What is answered is what `OllamaEndpoint.parse`, the engine, and `OllamaEndpoint.whole` or
`OllamaEndpoint.events` answer, byte for byte; a property test holds them equal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta, Struct

from sanic_mock.dialects.html_escapes import html_escaped
from sanic_mock.dialects.http_fields import date_field
from sanic_mock.dialects.ollama.ask import OllamaAsk
from sanic_mock.dialects.ollama.listing import JSON, NDJSON
from sanic_mock.dialects.ollama.shapes import OllamaShapes
from sanic_mock.dialects.prompted import may_ask
from sanic_mock.dialects.rendering import MOST_AT_ONCE
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.dialects.vendor import AtOnce, Counted, ShortWay
from sanic_mock.engine.draws import first_integer

KNOWN_MODELS = 256


class PlainOllamaMessage(Struct, forbid_unknown_fields=True, gc=False):
    """A text."""

    content: Annotated[str, Meta(min_length=1)]
    role: Literal["user", "system"] = "user"


class PlainOllamaChat(Struct, forbid_unknown_fields=True, gc=False):
    """A chat of texts, of which nothing but an answer is wanted; see `request` for all others."""

    model: Annotated[str, Meta(min_length=1)]
    messages: Annotated[list[PlainOllamaMessage], Meta(min_length=1)]
    stream: bool | None = None


_decode = msgspec.json.Decoder(PlainOllamaChat).decode


class OllamaSteps(NamedTuple):
    """The steps of the general way, and what they share with the short one.

    Attributes:
        parse: makes an Ask of a body.
        check: raises where a model does not answer, or is asked for more than its name.
        tokens: counts a text.
        per_message: tokens that a message bills beside its text.
        shapes: what all answers share.
        own: the model that all answers name; "" or None for the one that was asked for.
    """

    parse: Callable[[bytes], OllamaAsk]
    check: Callable[[str], None]
    tokens: Callable[[str], int]
    per_message: int
    shapes: OllamaShapes
    own: str | None


class _AnsweringNames(dict[str, str]):
    """Models that answer to the names under which they do."""

    def __init__(self, steps: OllamaSteps) -> None:
        super().__init__()
        self._check, self._own = steps.check, steps.own

    def __missing__(self, model: str) -> str:
        self._check(model)
        if len(self) >= KNOWN_MODELS:
            self.clear()
        self[model] = made = self._own or model
        return made


def compile_at_once(steps: OllamaSteps, wanted: ShortWay) -> AtOnce:
    """Return what answers a body with its chance at a unix second, or makes an Ask of it.

    It raises what `OllamaEndpoint.parse` raises, and `let_in`.

    Args:
        steps: the general way.
        wanted: what is wanted of it.
    """
    bodies, framing, let_in, is_counted, _, times = wanted
    parse, _, count, per_message, shapes, _ = steps
    choices, models = len(bodies), _AnsweringNames(steps)
    second, opening, streaming = -1, b"", b""
    size, _, after = framing.events.partition(b"%b")

    def turn(now_s: int) -> None:
        nonlocal second, opening, streaming
        second, date = now_s, framing.opening + date_field(now_s)
        opening, streaming = date + JSON + framing.length, date + NDJSON + size

    def answer(
        body: bytes, digest: bytes, now_s: int, key: str = ""
    ) -> bytes | Counted | OllamaAsk:
        try:
            request = _decode(body)
        except UNREADABLE:
            return parse(body)
        text, tokens = bodies[first_integer(digest) % choices], 0
        for message in request.messages:
            if may_ask(message.content):
                return parse(body)
            tokens += count(message.content) + per_message
        is_whole = request.stream is False
        if len(text.pieces) > MOST_AT_ONCE or not (is_whole or times is None):
            return parse(body)
        model = models[request.model]
        if now_s != second:
            turn(now_s)
        if let_in is not None:
            let_in(key, model, tokens, 0, text.tokens)
        prefix = shapes.start(model, digest, now_s)
        if times is None:
            end = shapes.at_once(tokens, text.tokens)
        else:
            told = times(digest, tokens, len(text.pieces))
            end = shapes.in_time(tokens, text.tokens, *told)
        if is_whole:
            content = shapes.text(prefix, html_escaped(text.escaped), end)
            response = b"".join((opening % len(content), content))
        else:
            content = shapes.lines(prefix, text.pieces, end)
            response = b"".join((streaming % len(content), content, after))
        return (response, model, tokens, text.tokens, 0, len(content)) if is_counted else response

    return answer
