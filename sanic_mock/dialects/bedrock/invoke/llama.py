"""Llama's bodies: the last event of a stream has no text [bedrock-2026]."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from sanic_mock.dialects.bedrock.invoke import metrics
from sanic_mock.dialects.bedrock.invoke.chunks import ChunkEvents
from sanic_mock.dialects.bedrock.invoke.texts import (
    Count,
    PromptAsk,
    TextInvocation,
    length_or_stop,
    text_of,
)
from sanic_mock.dialects.bedrock.usage import billed_of
from sanic_mock.engine.reply import Reply

_ANSWER = (
    b'{"generation":"%b","prompt_token_count":%b,"generation_token_count":%d,"stop_reason":%b%b}'
)


class LlamaRequest(Struct):
    """What Llama goes on with."""

    prompt: str
    max_gen_len: Count | None = None


_decode = msgspec.json.Decoder(LlamaRequest).decode


class Llama(TextInvocation):
    """InvokeModel of Llama."""

    def decode(self, body: bytes) -> LlamaRequest:
        """See TextInvocation."""
        return _decode(body)

    def prompt(self, request: LlamaRequest) -> str:
        """See TextInvocation."""
        return request.prompt

    def limits(self, request: LlamaRequest) -> tuple[int | None, Sequence[str]]:
        """See TextInvocation."""
        return request.max_gen_len, ()

    def json(self, ask: PromptAsk, reply: Reply) -> bytes:
        """See TextInvocation."""
        billed = billed_of(reply)
        told = text_of(reply), b"%d" % billed.prompt, billed.completion, length_or_stop(reply), b""
        return _ANSWER % told

    def renderer(self, ask: PromptAsk, reply: Reply) -> ChunkEvents:
        """See TextInvocation."""
        billed = billed_of(reply)

        def json_of(number: int, tokens: int, piece: bytes) -> tuple[bytes, ...]:
            prompt = b"null" if number else b"%d" % billed.prompt
            return (_ANSWER % (piece, prompt, tokens, b"null", b""),)

        metered = b"," + metrics.member(reply, billed)
        last = _ANSWER % (b"", b"null", billed.completion, length_or_stop(reply), metered)
        return ChunkEvents((), json_of, (last,), reply.digest)
