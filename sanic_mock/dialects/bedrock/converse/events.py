"""ConverseStream's events [bedrock-2026]: alphabetical keys, padded, in a binary framing.

`messageStart`; of each block deltas and its stop, and a start before them for calls alone;
`messageStop`, and `metadata` last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache, partial

from sanic_mock.dialects.answer import Events, Renderer
from sanic_mock.dialects.bedrock.binary_format import BINARY
from sanic_mock.dialects.bedrock.converse.blocks import ConverseBlock
from sanic_mock.dialects.bedrock.converse.ending import ConverseEnding
from sanic_mock.dialects.bedrock.event_stream import event_kind
from sanic_mock.dialects.bedrock.padded_events import PaddedEvents, SharedPieces
from sanic_mock.dialects.bedrock.padding import padding
from sanic_mock.dialects.bedrock.usage import latency_ms
from sanic_mock.dialects.rendering import StepEvents
from sanic_mock.engine.reply import Reply

KNOWN_FRAGMENTS, KNOWN_STOPS = 2048, 256
# Where in a request's chance the paddings of the events around its text are drawn.
_START_AT, _STOP_AT, _END_AT, _METADATA_AT = 40, 41, 42, 43

_START = event_kind(b"messageStart").message
_BLOCK_START = event_kind(b"contentBlockStart").message
_DELTA = event_kind(b"contentBlockDelta").message
_BLOCK_STOP = event_kind(b"contentBlockStop").message
_STOP = event_kind(b"messageStop").message
_METADATA = event_kind(b"metadata").message

_TEXT = (b'{"text":"', b'"}')
_REASONING = (b'{"reasoningContent":{"text":"', b'"}}')
_SIGNATURE = (b'{"reasoningContent":{"signature":"', b'"}}')
_INPUT = (b'{"toolUse":{"input":"', b'"}}')
_TYPE = b',"type":"tool_use"'
_DELTAS = {"reasoning": _REASONING, "text": _TEXT, "call": _INPUT}


def delta_event(index: int, delta: tuple[bytes, bytes], text: bytes, padded: bytes) -> bytes:
    """Return the event of a fragment of a block."""
    before, after = delta
    payload = b'{"contentBlockIndex":%d,"delta":%b%b%b,"p":"%b"}'
    return _DELTA(payload % (index, before, text, after, padded))


@cache
def start_event(padded: bytes) -> bytes:
    """Return the event that begins a message."""
    return _START(b'{"p":"%b","role":"assistant"}' % padded)


@cache
def stop_event(reason: bytes, padded: bytes) -> bytes:
    """Return the event that ends a message."""
    return _STOP(b'{"p":"%b","stopReason":"%b"}' % (padded, reason))


@lru_cache(KNOWN_STOPS)
def block_stop_event(index: int, padded: bytes) -> bytes:
    """Return the event that ends a block."""
    return _BLOCK_STOP(b'{"contentBlockIndex":%d,"p":"%b"}' % (index, padded))


class ConverseEvents:
    """Renders the streams of one worker."""

    def __init__(self) -> None:
        self._texts = SharedPieces(partial(delta_event, 0, _TEXT))
        self._inputs = SharedPieces(partial(delta_event, 0, _INPUT), KNOWN_FRAGMENTS)

    def text(self, fields: bytes, reply: Reply, told: ConverseEnding) -> Events:
        """Return the stream of one text."""
        return self._one(fields, reply, told, self._texts, b"", reply.body.pieces)

    def blocks(
        self,
        fields: bytes,
        reply: Reply,
        told: ConverseEnding,
        shown: Sequence[ConverseBlock],
        *,
        is_typed: bool,
    ) -> Events:
        """Return the stream of an answer of whatever blocks; see whole.blocks."""
        if len(shown) == 1 and shown[0].kind == "text":
            return self._one(fields, reply, told, self._texts, b"", shown[0].pieces)
        if len(shown) == 1 and shown[0].kind == "call" and not shown[0].shift:
            start = _call_start(0, shown[0], reply.digest, is_typed=is_typed)
            return self._one(fields, reply, told, self._inputs, start, shown[0].pieces)
        steps = tuple(_steps(shown, reply.digest, is_typed=is_typed))
        opening = start_event(_padding(reply, _START_AT)) + _hidden_event(shown, reply.digest)
        closing = [block_stop_event(len(shown) - 1, _padding(reply, _STOP_AT))] if shown else []
        renderer = StepEvents(b"", (opening,), (*closing, _end(reply, told)))
        return Events(fields, steps, renderer, BINARY)

    def _one(
        self,
        fields: bytes,
        reply: Reply,
        told: ConverseEnding,
        events: SharedPieces,
        start: bytes,
        pieces: Sequence[bytes],
    ) -> Events:
        """Return the stream of one block; `start` begins it, where it has a beginning."""
        opening = start_event(_padding(reply, _START_AT)) + start
        closing = block_stop_event(0, _padding(reply, _STOP_AT)) + _end(reply, told)
        renderer: Renderer = PaddedEvents(opening, events, closing, reply.digest)
        return Events(fields, pieces, renderer, BINARY)


def _end(reply: Reply, told: ConverseEnding) -> bytes:
    """Return the events that end every stream."""
    padded = _padding(reply, _END_AT)
    if told.fields:
        stop = _STOP(b'{%b"p":"%b","stopReason":"%b"}' % (told.fields, padded, told.reason))
    else:
        stop = stop_event(told.reason, padded)
    metadata = b'{"metrics":{"latencyMs":%d},"p":"%b",%b%b%b}'
    further = told.settings, told.trace, told.usage
    return stop + _METADATA(metadata % (latency_ms(reply), _padding(reply, _METADATA_AT), *further))


def _padding(reply: Reply, place: int) -> bytes:
    return padding(reply.digest[place])


def _drawn(digest: bytes, number: int) -> bytes:
    """Return the padding of one of many events."""
    return padding(digest[number % len(digest)] + number)


def _steps(blocks: Sequence[ConverseBlock], digest: bytes, *, is_typed: bool) -> Iterator[bytes]:
    """Yield the events of each piece; what begins a block comes with its first."""
    before = b""
    for index, block in enumerate(blocks):
        before += _block_start(index, block, digest, is_typed=is_typed)
        last = len(block.pieces) - 1
        for number, piece in enumerate(block.pieces):
            padded = _drawn(digest, number)
            event = delta_event(index + block.shift, _DELTAS[block.kind], piece, padded)
            if block.signature and number == last:
                event += delta_event(index, _SIGNATURE, block.signature, _drawn(digest, last))
            yield before + event
            before = b""


def _block_start(index: int, block: ConverseBlock, digest: bytes, *, is_typed: bool) -> bytes:
    """Return the event that ends the block before one, and those that come at its beginning."""
    before = block_stop_event(index - 1, _drawn(digest, index)) if index else b""
    if block.kind == "call":
        return before + _call_start(index, block, digest, is_typed=is_typed)
    return before


def _hidden_event(blocks: Sequence[ConverseBlock], digest: bytes) -> bytes:
    """Return the event of a thought that is not told: it has no pieces, and is the first block."""
    hidden = blocks[0].hidden if blocks else None
    return b"" if hidden is None else delta_event(0, (hidden.delta, b""), b"", _drawn(digest, 3))


def _call_start(index: int, block: ConverseBlock, digest: bytes, *, is_typed: bool) -> bytes:
    payload = (
        b'{"contentBlockIndex":%d,"p":"%b","start":{"toolUse":{"name":%b,"toolUseId":"%b"%b}}}'
    )
    kind = _TYPE if is_typed else b""
    padded = _drawn(digest, 7 + index)
    return _BLOCK_START(payload % (index, padded, block.name, block.id, kind))
