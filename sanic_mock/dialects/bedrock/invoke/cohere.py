"""Cohere's bodies [bedrock-2026], of models that go on with a text and of those that converse.

Events of a stream are by analogy with Cohere's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from sanic_mock.dialects.bedrock.invoke import metrics
from sanic_mock.dialects.bedrock.invoke.chunks import ChunkEvents
from sanic_mock.dialects.bedrock.invoke.texts import Count, PromptAsk, TextInvocation, text_of
from sanic_mock.dialects.bedrock.usage import billed_of
from sanic_mock.dialects.ids import uuid
from sanic_mock.engine.draws import more
from sanic_mock.engine.reply import FinishReason, Reply

# What comes before the id of each answer of Command R, the same in all recordings.
_RESPONSE = b"379ed018/"
_REASONS: Mapping[FinishReason, bytes] = {"length": b"MAX_TOKENS", "content_filter": b"ERROR_TOXIC"}
_encode = msgspec.json.Encoder().encode


class CommandRequest(Struct):
    """What Command goes on with."""

    prompt: str
    max_tokens: Count | None = None
    stop_sequences: list[str] | None = None


class CommandMessage(Struct):
    """What was said earlier."""

    role: str
    message: str


class CommandChatRequest(Struct):
    """What Command R answers."""

    message: str
    max_tokens: Count | None = None
    stop_sequences: list[str] | None = None
    chat_history: list[CommandMessage] | None = None


_decode = msgspec.json.Decoder(CommandRequest).decode
_decode_chat = msgspec.json.Decoder(CommandChatRequest).decode


class CommandInvocation(TextInvocation):
    """InvokeModel of Cohere's Command."""

    def decode(self, body: bytes) -> CommandRequest:
        """See TextInvocation."""
        return _decode(body)

    def prompt(self, request: CommandRequest) -> str:
        """See TextInvocation."""
        return request.prompt

    def limits(self, request: CommandRequest) -> tuple[int | None, Sequence[str]]:
        """See TextInvocation."""
        return request.max_tokens, request.stop_sequences or ()

    def json(self, ask: PromptAsk, reply: Reply) -> bytes:
        """See TextInvocation."""
        told = _another_id(reply), text_of(reply), _reason(reply)
        generation = b'{"id":"%b","text":"%b","finish_reason":"%b"}' % told
        prompt = _encode(ask.asked)
        return b'{"id":"%b","generations":[%b],"prompt":%b}' % (
            uuid(reply.digest),
            generation,
            prompt,
        )

    def renderer(self, ask: PromptAsk, reply: Reply) -> ChunkEvents:
        """See TextInvocation."""

        def json_of(number: int, tokens: int, piece: bytes) -> tuple[bytes, ...]:
            return (b'{"index":0,"is_finished":false,"text":"%b"}' % piece,)

        last = b'{"finish_reason":"%b","index":0,"is_finished":true,%b}' % (
            _reason(reply),
            metrics.member(reply, billed_of(reply)),
        )
        return ChunkEvents((), json_of, (last,), reply.digest)


class CommandChatInvocation(TextInvocation):
    """InvokeModel of Cohere's Command R."""

    def decode(self, body: bytes) -> CommandChatRequest:
        """See TextInvocation."""
        return _decode_chat(body)

    def prompt(self, request: CommandChatRequest) -> str:
        """See TextInvocation."""
        return request.message

    def limits(self, request: CommandChatRequest) -> tuple[int | None, Sequence[str]]:
        """See TextInvocation."""
        return request.max_tokens, request.stop_sequences or ()

    def json(self, ask: PromptAsk, reply: Reply) -> bytes:
        """See TextInvocation."""
        text, asked = text_of(reply), _encode(ask.asked)
        turns = b'{"role":"USER","message":%b},{"role":"CHATBOT","message":"%b"}' % (asked, text)
        layout = (
            b'{"response_id":"%b%b","text":"%b","generation_id":"%b","chat_history":[%b],'
            b'"finish_reason":"%b"}'
        )
        ids = _RESPONSE, uuid(reply.digest), text, _another_id(reply)
        return layout % (*ids, turns, _reason(reply))

    def renderer(self, ask: PromptAsk, reply: Reply) -> ChunkEvents:
        """See TextInvocation."""
        start = b'{"is_finished":false,"event_type":"stream-start","generation_id":"%b"}'

        def json_of(number: int, tokens: int, piece: bytes) -> tuple[bytes, ...]:
            layout = b'{"is_finished":false,"event_type":"text-generation","text":"%b"}'
            return (layout % piece,)

        last = (
            b'{"is_finished":true,"event_type":"stream-end","response":%b,"finish_reason":"%b",%b}'
        ) % (self.json(ask, reply), _reason(reply), metrics.member(reply, billed_of(reply)))
        return ChunkEvents((start % _another_id(reply),), json_of, (last,), reply.digest)


def _another_id(reply: Reply) -> bytes:
    """Return the id of what was made, which is not the answer's."""
    return uuid(more(reply.digest, b"generation"))


def _reason(reply: Reply) -> bytes:
    if reply.choices and reply.choices[0].stop:
        return b"STOP_SEQUENCE"
    return _REASONS.get(reply.finish_reason, b"COMPLETE")
