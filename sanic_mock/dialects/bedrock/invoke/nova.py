"""Nova's bodies: Converse's, with Nova's own order of keys [bedrock-2026].

In a stream each piece of a text is a block of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Raw

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.bedrock.binary_format import BINARY
from sanic_mock.dialects.bedrock.converse.ask import ConverseAsk
from sanic_mock.dialects.bedrock.converse.blocks import ConverseBlock, stop_reason
from sanic_mock.dialects.bedrock.converse.dialect import Converse
from sanic_mock.dialects.bedrock.converse.request import AnyConverse, ConverseRequest
from sanic_mock.dialects.bedrock.converse.whole import call_input, thought
from sanic_mock.dialects.bedrock.invoke import metrics, omitting
from sanic_mock.dialects.bedrock.invoke.chunks import ChunkEvents, chunk
from sanic_mock.dialects.bedrock.padding import padding
from sanic_mock.dialects.bedrock.usage import BilledTokens, billed_of
from sanic_mock.dialects.rendering import StepEvents
from sanic_mock.dialects.vendor import AtOnce, ShortWay
from sanic_mock.engine.faults.behaviour import Omission
from sanic_mock.engine.reply import Reply

_USAGE = (
    b'{"inputTokens":%d,"outputTokens":%d,"totalTokens":%d,"cacheReadInputTokenCount":%d,'
    b'"cacheWriteInputTokenCount":%d}'
)
_WHOLE = b'{"output":{"message":{"content":[%b],"role":"assistant"}},"stopReason":"%b","usage":%b}'
_START = b'{"messageStart":{"role":"assistant"}}'
_DELTA = b'{"contentBlockDelta":{"delta":%b,"contentBlockIndex":%d}}'
_CALL_START = (
    b'{"contentBlockStart":{"start":{"toolUse":{"toolUseId":"%b","name":%b}},'
    b'"contentBlockIndex":%d}}'
)
_BLOCK_STOP = b'{"contentBlockStop":{"contentBlockIndex":%d}}'
_STOP = b'{"messageStop":{"stopReason":"%b"}}'
_METADATA = b'{"metadata":{"usage":%b,"metrics":{},"trace":{}},%b}'


class NovaInvocation(Converse):
    """InvokeModel of Nova; requests are read as Converse's are."""

    NAME = "invoke"

    def at_once(self, wanted: ShortWay) -> AtOnce | None:
        """See Dialect; there is none."""
        return None

    def read(self, body: bytes) -> AnyConverse:
        """See Converse; what Converse has among the model's own fields stands beside the others."""
        request = super().read(body)
        if isinstance(request, ConverseRequest):
            request.additional_model_request_fields = Raw(body)
        return request

    def whole(self, ask: ConverseAsk, reply: Reply, now_s: int) -> Whole:
        """See Dialect."""
        billed = _billed(ask, reply)
        content = b",".join(map(_block, self.blocks(ask, reply)))
        body = _WHOLE % (content, stop_reason(reply), _usage(billed))
        return Whole(200, metrics.fields(now_s, reply, billed, caches=True), body)

    def sliced(self, ask: ConverseAsk, reply: Reply, now_s: int) -> Whole:
        """See Dialect."""
        return self.whole(ask, reply, now_s)

    def events(self, ask: ConverseAsk, reply: Reply, now_s: int) -> Events:
        """See Dialect."""
        fields, billed = metrics.stream_fields(now_s, reply.digest), _billed(ask, reply)
        metered = metrics.member(reply, billed, caches=True)
        closing = _STOP % stop_reason(reply), _METADATA % (_usage(billed), metered)
        found = self.blocks(ask, reply)
        if all(block.kind == "text" for block in found):
            renderer = ChunkEvents((_START,), _text_events, closing, reply.digest)
            pieces = [piece for block in found for piece in block.pieces]
            return Events(fields, pieces, renderer, BINARY)
        opening = _START, *_hidden_events(found)
        chunks = [chunk(one, padding(place)) for place, one in enumerate((*opening, *closing))]
        steps, begun = tuple(_steps(found, reply.digest)), len(opening)
        return Events(fields, steps, StepEvents(b"", chunks[:begun], chunks[begun:]), BINARY)

    def without(self, event: bytes, what: Omission) -> bytes:
        """See Dialect."""
        return omitting.without(event, what)


def _text_events(number: int, tokens: int, piece: bytes) -> tuple[bytes, bytes]:
    return _DELTA % (b'{"text":"%b"}' % piece, number), _BLOCK_STOP % number


def _steps(blocks: Sequence[ConverseBlock], digest: bytes) -> Iterator[bytes]:
    """Yield the messages of each piece; a call begins and ends with its first and last one."""
    index = 0
    for block in blocks:
        index += block.kind == "hidden"
        last = len(block.pieces) - 1
        for number, piece in enumerate(block.pieces):
            contents = []
            if block.kind == "call" and not number:
                contents.append(_CALL_START % (block.id, block.name, index))
            contents.append(_DELTA % (_delta(block, piece), index))
            if block.kind != "call" or number == last:
                contents.append(_BLOCK_STOP % index)
                index += 1
            drawn = digest[number % len(digest)] + number
            yield b"".join(chunk(one, padding(drawn + place)) for place, one in enumerate(contents))


def _hidden_events(blocks: Sequence[ConverseBlock]) -> Sequence[bytes]:
    """Return the events of a thought that is not told: it has no pieces, and is the first block."""
    hidden = blocks[0].hidden if blocks else None
    return () if hidden is None else (_DELTA % (hidden.delta, 0), _BLOCK_STOP % 0)


def _delta(block: ConverseBlock, piece: bytes) -> bytes:
    if block.kind == "call":
        return b'{"toolUse":{"input":"%b"}}' % piece
    if block.kind == "reasoning":
        return b'{"reasoningContent":{"text":"%b"}}' % piece
    return b'{"text":"%b"}' % piece


def _block(block: ConverseBlock) -> bytes:
    if block.kind == "call":
        told = block.name, block.id, call_input(block)
        return b'{"toolUse":{"name":%b,"toolUseId":"%b","input":%b}}' % told
    return b'{"text":"%b"}' % block.body.escaped if block.kind == "text" else thought(block)


def _billed(ask: ConverseAsk, reply: Reply) -> BilledTokens:
    return billed_of(reply) if ask.extras is None else billed_of(reply, ask.extras.cache)


def _usage(billed: BilledTokens) -> bytes:
    total = billed.prompt + billed.completion
    return _USAGE % (billed.fresh, billed.completion, total, billed.read, billed.written)
