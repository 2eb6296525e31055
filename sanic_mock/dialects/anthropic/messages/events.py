"""The events of a streamed message: their sequence, their padding, and what each holds.

    message_start { content_block_start (ping) content_block_delta ... content_block_stop }
    message_delta message_stop

All but the ping have up to 15 spaces before their last brace. Tokens that leave together are one
delta; those of a stream that takes no time are put together as recorded ones are. Deltas name
nothing of their stream, so they are shared by all [messages-2026].
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from zlib import crc32

from sanic_mock.dialects.answer import EarlyEvents
from sanic_mock.dialects.anthropic.messages.content import SaidBlock
from sanic_mock.dialects.anthropic.messages.fragments import fragments

PING = b'event: ping\ndata: {"type": "ping"}\n\n'
SHIFTS = 2  # ways in which one text is padded
KNOWN_DELTAS = 4096
_MESSAGE = b'{"type":"message_start","message":'
_UNSAID = (
    b'","type":"message","role":"assistant","content":[],"stop_reason":null,'
    b'"stop_sequence":null,"stop_details":null,"usage":'
)
_STOP = b'{"type":"message_stop"'
_SPACES = tuple(b" " * count for count in range(16))
# How many tokens deltas hold: the first few letters, then 8 to 30 of them.
_GROUPS = (1, 3, 4, 2, 6, 3, 5, 4, 8, 2, 3, 7, 4, 5, 3, 12, 4, 6, 3)
_EMPTY = {
    "text": b'{"type":"text","text":""}',
    "thinking": b'{"type":"thinking","thinking":"","signature":""}',
}
_DELTAS = {"text": (b"text_delta", b"text"), "thinking": (b"thinking_delta", b"thinking")}


def padded(name: bytes, open_json: bytes, shift: int) -> bytes:
    """Return an event whose JSON lacks its last brace."""
    spaces = _SPACES[(crc32(open_json) + shift) & 15]
    return b"event: %b\ndata: %b%b}\n\n" % (name, open_json, spaces)


def start_json(start: bytes, name: bytes, usage: bytes) -> bytes:
    """Return the JSON of a stream's first event, which lacks its last brace.

    Args:
        start: what a message of the model begins with, up to its id.
        name: the id.
        usage: the bill so far.
    """
    return b"".join((_MESSAGE, start, name, _UNSAID, usage, b"}"))


def last_events(members: bytes, usage: bytes, further: bytes, shift: int, other: int) -> bytes:
    """Return a stream's last two events.

    Args:
        members: tell why it ends.
        usage: the bill.
        further: members behind it.
        shift: of the padding of the first.
        other: of the second.
    """
    told = b'{"type":"message_delta","delta":{%b},"usage":%b%b' % (members, usage, further)
    return padded(b"message_delta", told, shift) + padded(b"message_stop", _STOP, other)


class DeltaEvents(dict[bytes, bytes]):
    """A text to the event that tells it, for all streams of one padding.

    Args:
        index: of the block.
        kind: of the block.
        shift: what lengths of paddings are counted from.
    """

    def __init__(self, index: int, kind: str, shift: int) -> None:
        super().__init__()
        delta, member = _DELTAS[kind]
        self._start = (
            b'{"type":"content_block_delta","index":%d,"delta":{"type":"%b","%b":"'
            % (index, delta, member)
        )  # fmt: skip
        self._shift = shift

    def __missing__(self, text: bytes) -> bytes:
        if len(self) >= KNOWN_DELTAS:
            self.clear()
        self[text] = event = self.event(text)
        return event

    def event(self, text: bytes) -> bytes:
        """Return the event of a text; not kept."""
        return padded(b"content_block_delta", self._start + text + b'"}', self._shift)


@lru_cache(64)
def deltas(index: int, kind: str, shift: int) -> DeltaEvents:
    """Return the events of texts, shared by all streams."""
    return DeltaEvents(index, kind, shift)


def grouped(pieces: Sequence[bytes]) -> Iterator[bytes]:
    """Yield tokens as recorded deltas hold them."""
    start = number = 0
    while start < len(pieces):
        size = _GROUPS[number % len(_GROUPS)]
        yield b"".join(pieces[start : start + size])
        start, number = start + size, number + 1


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

    def __init__(self, block: SaidBlock, index: int, shift: int, digest: bytes) -> None:
        self.begin = _begun(block, index, shift)
        self.end = _ended(block, index, shift)
        self.deltas: DeltaEvents | None = None
        self.pieces: Sequence[bytes] = block.body.pieces
        if block.kind in _DELTAS:
            self.deltas = deltas(index, block.kind, shift)
        elif block.kind == "tool_use":
            self.begin += fragment(b"", index, shift)
            cut = fragments(block.body, digest, index)
            self.pieces = tuple(_fragments(texts, index, shift) for texts in cut)
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


class MessageEvents(EarlyEvents):
    """The events of one stream; see answer.Renderer.

    Args:
        start: its first event.
        blocks: what it tells.
        closing: its last events.
        now_s: when it was begun, unix seconds.

    Attributes:
        pieces: what is told piece by piece.
        now_s: when it was begun, unix seconds.
        end: nothing follows the last event.
    """

    __slots__ = ("_blocks", "_closing", "_left", "_place", "_start", "end", "now_s", "pieces")

    def __init__(
        self, start: bytes, blocks: Sequence[StreamedBlock], closing: bytes, now_s: int
    ) -> None:
        self._start = start
        self._blocks = blocks
        self._closing = closing
        self._place = self._left = 0
        self.now_s = now_s
        self.end = b""
        first = blocks[0].pieces if blocks else ()
        rest = (piece for block in blocks[1:] for piece in block.pieces)
        self.pieces: Sequence[bytes] = first if len(blocks) < 2 else (*first, *rest)

    def greeting(self) -> bytes:
        """See EarlyEvents."""
        start, self._start = self._start, b""
        return start

    def signs(self) -> int:
        """See EarlyEvents; nothing is told of a thought before it is."""
        return 0

    def sign(self) -> bytes:
        """See EarlyEvents."""
        return b""

    def opening(self) -> bytes:
        """See Renderer; the first block is begun, and a ping follows it."""
        start = self.greeting()
        if not self._blocks:
            return start + PING
        self._left = len(self._blocks[0].pieces)
        begin = self._blocks[0].begin
        at = begin.index(b"\n\n") + 2
        return b"".join((start, begin[:at], PING, begin[at:], *self._onward()))

    def each(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """See Renderer; behind a block's last piece comes what ends it, and begins the next."""
        if len(self._blocks) == 1 and (only := self._blocks[0].deltas) is not None:
            yield from map(only.__getitem__, pieces)
            return
        for piece in pieces:
            yield self.together((piece,))

    def together(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer; one event for the pieces of one block."""
        found: list[bytes] = []
        while pieces:
            ready, pieces = pieces[: self._left], pieces[self._left :]
            self._left -= len(ready)
            found.append(self._blocks[self._place].together(ready))
            found += self._onward()
        return b"".join(found)

    def closing(self) -> bytes:
        """See Renderer; what ends the last block comes with it."""
        last = self._blocks[-1].end if self._blocks else b""
        return last + self._closing

    def everything(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer; as few events as recorded streams have."""
        found = [self.opening()] if not self._blocks else [self._opened()]
        for block in self._blocks[:1]:
            found += block.grouped()
        for before, block in zip(self._blocks, self._blocks[1:], strict=False):
            found += (before.end, block.begin, *block.grouped())
        found.append(self.closing())
        return b"".join(found)

    def _opened(self) -> bytes:
        begin = self._blocks[0].begin
        at = begin.index(b"\n\n") + 2
        return b"".join((self.greeting(), begin[:at], PING, begin[at:]))

    def _onward(self) -> list[bytes]:
        """Return what ends a block that is told, and begins the next one that has pieces."""
        found: list[bytes] = []
        while not self._left and self._place + 1 < len(self._blocks):
            found += (self._blocks[self._place].end, self._blocks[self._place + 1].begin)
            self._place += 1
            self._left = len(self._blocks[self._place].pieces)
        return found


def fragment(text: bytes, index: int, shift: int) -> bytes:
    """Return the event of a part of a call's arguments, as inside a JSON string."""
    return padded(
        b"content_block_delta",
        b'{"type":"content_block_delta","index":%d,"delta":{"type":"input_json_delta",'
        b'"partial_json":"%b"}' % (index, text),
        shift + len(text),
    )


def _fragments(texts: Iterable[bytes], index: int, shift: int) -> bytes:
    return b"".join(fragment(text, index, shift) for text in texts)


def _begun(block: SaidBlock, index: int, shift: int) -> bytes:
    empty = _EMPTY.get(block.kind) or block.head
    if block.kind == "tool_use":
        empty += b'{},"caller":{"type":"direct"}}'
    told = b'{"type":"content_block_start","index":%d,"content_block":%b' % (index, empty)
    return padded(b"content_block_start", told, shift)


def _ended(block: SaidBlock, index: int, shift: int) -> bytes:
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
