"""Bodies of Mistral's models [bedrock-2026] and DeepSeek-R1 [aws-2026], which differ in two names.

Events of their streams are by analogy with them.
"""

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


class StoppedPrompt(Struct):
    """What such a model goes on with, and what ends it."""

    prompt: str
    max_tokens: Count | None = None
    stop: list[str] | None = None


_decode = msgspec.json.Decoder(StoppedPrompt).decode


class OneOutput(TextInvocation):
    """InvokeModel of a model that tells its text in a list of one.

    Attributes:
        LAYOUT: of a body, with places for a text, why it ended, and further members.
    """

    LAYOUT: bytes

    def decode(self, body: bytes) -> StoppedPrompt:
        """See TextInvocation."""
        return _decode(body)

    def prompt(self, request: StoppedPrompt) -> str:
        """See TextInvocation."""
        return request.prompt

    def limits(self, request: StoppedPrompt) -> tuple[int | None, Sequence[str]]:
        """See TextInvocation."""
        return request.max_tokens, request.stop or ()

    def json(self, ask: PromptAsk, reply: Reply) -> bytes:
        """See TextInvocation."""
        return self.LAYOUT % (text_of(reply), length_or_stop(reply), b"")

    def renderer(self, ask: PromptAsk, reply: Reply) -> ChunkEvents:
        """See TextInvocation."""

        def json_of(number: int, tokens: int, piece: bytes) -> tuple[bytes, ...]:
            return (self.LAYOUT % (piece, b"null", b""),)

        metered = b"," + metrics.member(reply, billed_of(reply))
        last = self.LAYOUT % (b"", length_or_stop(reply), metered)
        return ChunkEvents((), json_of, (last,), reply.digest)


class MistralInvocation(OneOutput):
    """InvokeModel of Mistral's models."""

    LAYOUT = b'{"outputs":[{"text":"%b","stop_reason":%b}]%b}'


class DeepSeekInvocation(OneOutput):
    """InvokeModel of DeepSeek-R1."""

    LAYOUT = b'{"choices":[{"text":"%b","stop_reason":%b}]%b}'
