"""Streams of padded events: see answer.Renderer.

No event of a piece says anything of its stream, so all streams share them. A padding is drawn for
each event, and a checksum covers it: of each piece a few events are kept, in different paddings,
and each stream draws which of them comes next. Which paddings a piece has, it decides itself; over
many pieces all are as frequent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import cycle
from operator import call
from random import Random
from zlib import crc32

from sanic_mock.dialects.bedrock.padding import padding

VARIANTS = 8
KNOWN_PIECES = 65_536
_ORDERS = 64
_ORDER_LENGTH = 61

# Makes an event of a text, as inside a JSON string, and a padding.
EventOf = Callable[[bytes, bytes], bytes]


class PieceEvents(dict[bytes, bytes]):
    """Piece of text to its event, in one of the variants.

    Args:
        event: makes it.
        variant: which one.
        most: how many pieces are kept.
    """

    def __init__(self, event: EventOf, variant: int, most: int = KNOWN_PIECES) -> None:
        super().__init__()
        self._event = event
        self._variant = variant
        self._most = most

    def __missing__(self, piece: bytes) -> bytes:
        if len(self) >= self._most:
            self.clear()
        made = self[piece] = self._event(piece, padding(crc32(piece, self._variant)))
        return made


class SharedPieces:
    """The events of all pieces that are told alike.

    Args:
        event: makes one.
        most: how many pieces are kept of each variant.
    """

    def __init__(self, event: EventOf, most: int = KNOWN_PIECES) -> None:
        self._event = event
        tables = [PieceEvents(event, variant, most) for variant in range(VARIANTS)]
        gets = [table.__getitem__ for table in tables]
        self._orders = [[gets[place] for place in order] for order in _variant_orders()]

    def order(self, digest: bytes) -> Iterator[Callable[[bytes], bytes]]:
        """Return what makes the events of one stream, one after the other, without end."""
        return cycle(self._orders[digest[-1] % _ORDERS])

    def grouped(self, pieces: Sequence[bytes], digest: bytes) -> bytes:
        """Return one event of several pieces; not kept."""
        text = b"".join(pieces)
        return self._event(text, padding(crc32(text, digest[-1])))


class PaddedEvents:
    """A stream of one text; see answer.Renderer.

    Args:
        opening: the events before the first piece.
        pieces: those of the pieces.
        closing: the events after the last piece.
        digest: the request's chance.
    """

    __slots__ = ("_closing", "_digest", "_opening", "_order", "_pieces", "end")

    def __init__(self, opening: bytes, pieces: SharedPieces, closing: bytes, digest: bytes) -> None:
        self._opening = opening
        self._pieces = pieces
        self._order = pieces.order(digest)
        self._closing = closing
        self._digest = digest
        self.end = b""

    def opening(self) -> bytes:
        """See Renderer."""
        return self._opening

    def each(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """See Renderer."""
        return map(call, self._order, pieces)

    def together(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        return self._pieces.grouped(pieces, self._digest)

    def closing(self) -> bytes:
        """See Renderer."""
        return self._closing

    def everything(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        return b"".join((self._opening, *map(call, self._order, pieces), self._closing))


@cache
def _variant_orders() -> list[list[int]]:
    """Return orders of the variants: drawn, and the same in every process."""
    chance = Random(0)
    return [chance.choices(range(VARIANTS), k=_ORDER_LENGTH) for _ in range(_ORDERS)]
