"""The events of a streamed message, in their sequence.

message_start { content_block_start (ping) content_block_delta ... content_block_stop }
message_delta message_stop
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sanic_mock.dialects.answer import EarlyEvents
from sanic_mock.dialects.anthropic.messages.layout import PING
from sanic_mock.dialects.anthropic.messages.streamed_block import StreamedBlock


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
