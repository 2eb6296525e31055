"""A text that is answered: cut at token borders, and escaped for JSON.

Equal pieces are one object in memory, so a text costs 8 bytes a token
beside its own bytes; a long one is not joined, and costs 2 (`packed_pieces`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import msgspec

from sanic_mock.engine.offload import takes
from sanic_mock.engine.packed_pieces import PackedPieces

# A text of more pieces, some 300 KB, is long: each answer shares it, and none joins it.
LONG_PIECES = 65_536
_PIECE_US = 0.08  # to count a piece's bytes


class Body:
    """One text that can be sent whole or piece by piece.

    Attributes:
        escaped: the text as inside a JSON string's quotes, UTF-8.
        pieces: the same bytes, split at token borders.
        tokens: number of o200k tokens.
        counts: tokens in each piece, or None where each has one.
    """

    __slots__ = ("counts", "escaped", "pieces", "tokens")

    pieces: Sequence[bytes]
    counts: Sequence[int] | None

    def __init__(self, pieces: Sequence[bytes], counts: Sequence[int] | None = None) -> None:
        self.escaped = b"".join(pieces)
        self.pieces = tuple(pieces)
        is_plain = counts is None or counts.count(1) == len(counts)
        self.counts = None if counts is None or is_plain else tuple(counts)
        self.tokens = len(self.pieces) if self.counts is None else sum(self.counts)

    def joined(self) -> bytes:
        """Return the same as `escaped`, on the event loop too where the text is long."""
        return self.escaped

    def cut(self, tokens: int) -> Body:
        """Return the text's first `tokens` tokens, fewer where a character would be split."""
        if self.counts is None:
            return Body(self.pieces[:tokens])
        whole = sum(1 for end in accumulate(self.counts) if end <= tokens)
        return Body(self.pieces[:whole], self.counts[:whole])


class LongBody(Body):
    """A text that is too long to be copied for each client.

    Args:
        pieces: see Body; shared with all texts that are cut from the same one.
        counts: see Body.
        text: the text that is not `last`, escaped.
        last: stands for the text's last piece; None for one that stands in `text`.

    Attributes:
        parts: what `escaped` would be joined from; shared likewise.
    """

    __slots__ = ("_text", "parts")

    pieces: PackedPieces
    counts: bytes | None

    def __init__(
        self,
        pieces: PackedPieces,
        text: memoryview,
        counts: bytes | None = None,
        last: bytes | None = None,
    ) -> None:
        self.pieces = pieces
        self.counts = counts
        self.tokens = len(pieces) if counts is None else sum(counts)
        self._text = text
        self.parts: tuple[bytes | memoryview, ...] = (text,) if last is None else (text, last)

    @property
    def escaped(self) -> bytes:  # type: ignore[override]  # nobody assigns it
        """See Body; joined for each who asks. Raises Lengthy on the event loop."""
        takes(len(self.pieces))
        return self.joined()

    def joined(self) -> bytes:
        """See Body."""
        return b"".join(self.parts)

    def cut(self, tokens: int) -> Body:
        """See Body."""
        counts = self.counts
        if tokens >= self.tokens:
            return self
        if tokens <= LONG_PIECES:
            first = None if counts is None else counts[:tokens]
            return Body(self.pieces[:tokens], first).cut(tokens)
        if counts is not None:
            tokens = sum(1 for end in accumulate(counts) if end <= tokens)
            counts = counts[:tokens]
        takes(tokens * _PIECE_US)
        pieces = self.pieces.first(tokens)
        return LongBody(pieces, self._text[: sum(map(len, pieces))], counts)


def plain_text(body: Body) -> str:
    """Return a text as it was before it was escaped for JSON."""
    text: str = msgspec.json.decode(b'"%b"' % body.escaped)
    return text
