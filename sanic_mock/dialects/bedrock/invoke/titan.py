"""Titan's bodies: the first event of a stream tells what the prompt had [bedrock-2026]."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from sanic_mock.dialects.bedrock.invoke import metrics
from sanic_mock.dialects.bedrock.invoke.chunks import ChunkEvents
from sanic_mock.dialects.bedrock.invoke.texts import Count, PromptAsk, TextInvocation, text_of
from sanic_mock.dialects.bedrock.usage import billed_of
from sanic_mock.engine.reply import Reply

_EVENT = (
    b'{"outputText":"%b","index":0,"totalOutputTextTokenCount":%b,"completionReason":%b,'
    b'"inputTextTokenCount":%b%b}'
)


class TitanConfig(Struct, rename="camel"):
    """How Titan is to go on."""

    max_token_count: Count | None = None
    stop_sequences: list[str] | None = None


class TitanRequest(Struct, rename="camel"):
    """What Titan goes on with."""

    input_text: str
    text_generation_config: TitanConfig | None = None


_decode = msgspec.json.Decoder(TitanRequest).decode


class Titan(TextInvocation):
    """InvokeModel of Titan."""

    def decode(self, body: bytes) -> TitanRequest:
        """See TextInvocation."""
        return _decode(body)

    def prompt(self, request: TitanRequest) -> str:
        """See TextInvocation."""
        return request.input_text

    def limits(self, request: TitanRequest) -> tuple[int | None, Sequence[str]]:
        """See TextInvocation."""
        config = request.text_generation_config or TitanConfig()
        return config.max_token_count, config.stop_sequences or ()

    def json(self, ask: PromptAsk, reply: Reply) -> bytes:
        """See TextInvocation."""
        billed = billed_of(reply)
        result = b'{"tokenCount":%d,"outputText":"%b","completionReason":"%b"}' % (
            billed.completion,
            text_of(reply),
            _reason(reply),
        )
        return b'{"inputTextTokenCount":%d,"results":[%b]}' % (billed.prompt, result)

    def renderer(self, ask: PromptAsk, reply: Reply) -> ChunkEvents:
        """See TextInvocation."""
        billed = billed_of(reply)

        def json_of(number: int, tokens: int, piece: bytes) -> tuple[bytes, ...]:
            prompt = b"null" if number else b"%d" % billed.prompt
            return (_EVENT % (piece, b"null", b"null", prompt, b""),)

        metered = b"," + metrics.member(reply, billed)
        reason = b'"%b"' % _reason(reply)
        last = _EVENT % (b"", b"%d" % billed.completion, reason, b"null", metered)
        return ChunkEvents((), json_of, (last,), reply.digest)


def _reason(reply: Reply) -> bytes:
    if reply.finish_reason == "content_filter":
        return b"CONTENT_FILTERED"
    return b"LENGTH" if reply.finish_reason == "length" else b"FINISH"
