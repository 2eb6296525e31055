"""One block of a streamed message: the events before its first piece, between, and behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sanic_mock.dialects.anthropic.messages.content import AnswerBlock
from sanic_mock.dialects.anthropic.messages.deltas import (
    DELTAS,
    DeltaEvents,
    deltas,
    fragment,
    grouped,
)
from sanic_mock.dialects.anthropic.messages.fragments import fragments
from sanic_mock.dialects.anthropic.messages.layout import padded

_EMPTY = {
    "text": b'{"type":"text","text":""}',
    "thinking": b'{"type":"thinking","thinking":"","signature":""}',
    "compaction": b'{"type":"compaction","content":null}',
}
_CITING = b'{"citations":[],"type":"text","text":""}'
_CALLS = ("tool_use", "server_tool_use")


class StreamedBlock:
    """One block of a stream.

    Args:
        block: what is told.
        index: which one it is.
        shift: of the stream's paddings.
        digest: the stream's chance.

    Attributes:
        begin: the events before its first piece.
        pieces: what is told piece by piece: of calls, events that are ready.
        deltas: makes events of pieces; None where they are ready.
        end: the events behind its last piece.
    """

    __slots__ = ("begin", "deltas", "end", "pieces")

    def __init__(self, block: AnswerBlock, index: int, shift: int, digest: bytes) -> None:
        self.begin = _begun(block, index, shift)
        self.end = _ended(block, index, shift)
        self.deltas: DeltaEvents | None = None
        self.pieces: Sequence[bytes] = block.body.pieces
        if block.kind in DELTAS:
            self.deltas = deltas(index, block.kind, shift)
        elif block.kind in _CALLS:
            self.begin += fragment(b"", index, shift)
            cut = fragments(block.body, digest, index)
            self.pieces = tuple(_fragments(texts, index, shift) for texts in cut)
            if block.kind == "server_tool_use":  # no token of the answer is waited for
                self.begin, self.pieces = b"".join((self.begin, *self.pieces)), ()
        else:
            self.pieces = (b"",) * len(block.body.pieces)

    def events(self, pieces: Sequence[bytes]) -> Iterable[bytes]:
        """Return an event for each piece."""
        return pieces if self.deltas is None else map(self.deltas.__getitem__, pieces)

    def together(self, pieces: Sequence[bytes]) -> bytes:
        """Return the event of pieces that leave together."""
        joined = b"".join(pieces)
        return joined if self.deltas is None or not joined else self.deltas.event(joined)

    def grouped(self) -> Iterable[bytes]:
        """Return all its events, as few as recorded streams have."""
        if self.deltas is None:
            return self.pieces
        return map(self.deltas.event, grouped(self.pieces))


def _fragments(texts: Iterable[bytes], index: int, shift: int) -> bytes:
    return b"".join(fragment(text, index, shift) for text in texts)


def _begun(block: AnswerBlock, index: int, shift: int) -> bytes:
    empty = _CITING if block.citations else _EMPTY.get(block.kind) or block.head
    if block.kind in _CALLS:
        empty += b"{}" + block.tail
    told = b'{"type":"content_block_start","index":%d,"content_block":%b' % (index, empty)
    if block.kind == "compaction":
        return padded(b"content_block_start", told, shift) + _summed_up(block, index, shift)
    cited = (_cited(one, index, shift) for one in block.citations)
    return padded(b"content_block_start", told, shift) + b"".join(cited)


def _summed_up(block: AnswerBlock, index: int, shift: int) -> bytes:
    """Return the one event that tells a summary."""
    members = block.head.partition(b",")[2]
    told = (
        b'{"type":"content_block_delta","index":%d,"delta":{"type":"compaction_delta",%b'
        % (index, members)
    )  # fmt: skip
    return padded(b"content_block_delta", told, shift)


def _cited(citation: bytes, index: int, shift: int) -> bytes:
    told = (
        b'{"type":"content_block_delta","index":%d,"delta":{"type":"citations_delta",'
        b'"citation":%b}' % (index, citation)
    )
    return padded(b"content_block_delta", told, shift)


def _ended(block: AnswerBlock, index: int, shift: int) -> bytes:
    stop = padded(
        b"content_block_stop", b'{"type":"content_block_stop","index":%d' % index, shift + index
    )
    if block.kind != "thinking":
        return stop
    signed = (
        b'{"type":"content_block_delta","index":%d,"delta":{"type":"signature_delta",'
        b'"signature":"%b"}' % (index, block.signed.encode())
    )
    return padded(b"content_block_delta", signed, shift) + stop
