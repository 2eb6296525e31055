"""What makes a Body of a text; each piece is kept, one object for all texts that have it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sanic_mock.engine import tokens
from sanic_mock.engine.body import LONG_PIECES, Body, LongBody, plain_text
from sanic_mock.engine.packed_pieces import Packer
from sanic_mock.engine.tokens import ENCODING, pieces

KEPT_PIECES = 16_384
_PARAGRAPH_END = "\n\n"

_escape = msgspec.json.Encoder().encode


class Vocabulary(dict[bytes, bytes]):
    """Raw piece to escaped piece, one object for each; grows as texts are read."""

    def __init__(self) -> None:
        super().__init__()
        self._by_token: dict[str, _TokenPieces] = {}

    def __missing__(self, raw: bytes) -> bytes:
        self[raw] = escaped = _escaped(raw)
        return escaped

    @property
    def size(self) -> int:
        """How many pieces are kept; one that was found by its token counts for each encoding."""
        return len(self) + sum(map(len, self._by_token.values()))

    def clear(self) -> None:
        """Forget all pieces."""
        super().clear()
        self._by_token.clear()

    def body(self, text: str, encoding: str = ENCODING) -> Body:
        """Tokenise and escape one text."""
        if text.isascii():  # where each piece is a token
            known = self._by_token.get(encoding)
            if known is None:
                known = self._by_token[encoding] = _TokenPieces(encoding)
            return Body(tuple(map(known.__getitem__, known.tokens.encode_ordinary(text))))
        found = pieces(text, encoding)
        return Body([self[raw] for raw, _ in found], [count for _, count in found])

    def long_body(self, text: str, packer: Packer) -> Body:
        """Tokenise and escape a text of many paragraphs, one after another, without a copy of all.

        No token reaches over the end of a paragraph, so the pieces are those of the text as one.
        """
        if len(text) <= LONG_PIECES:
            return self.body(text)
        counts = bytearray()
        packed = packer.pack(self._pieces_of(text, counts))
        joined = memoryview(b"".join(packed))
        return LongBody(packed, joined, None if max(counts) == 1 else bytes(counts))

    def _pieces_of(self, text: str, counts: bytearray) -> Iterator[bytes]:
        for paragraph in _paragraphs(text):
            for raw, count in pieces(paragraph):
                counts.append(count)
                yield self[raw]


class _TokenPieces(dict[int, bytes]):
    """Token id to escaped piece, of one encoding: half the work of finding a piece by its bytes."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self.tokens = tokens.encoding(encoding)

    def __missing__(self, token: int) -> bytes:
        self[token] = escaped = _escaped(self.tokens.decode_single_token_bytes(token))
        return escaped


def _escaped(raw: bytes) -> bytes:
    return _escape(raw.decode())[1:-1]


def body_of(text: str, encoding: str = ENCODING) -> Body:
    """Tokenise and escape a text that one request asks for; its pieces are kept for the next."""
    if _kept.size > KEPT_PIECES:
        _kept.clear()
    return _kept.body(text, encoding)


_kept = Vocabulary()


def tokenised(body: Body, encoding: str) -> Body:
    """Return a body with another encoding's tokens; a long text keeps those that it has."""
    if isinstance(body, LongBody):
        return body
    return body_of(plain_text(body), encoding)


def _paragraphs(text: str) -> Iterator[str]:
    """Yield a text in parts that each end as a paragraph does, but the last."""
    start = 0
    while (end := text.find(_PARAGRAPH_END, start) + len(_PARAGRAPH_END)) >= len(_PARAGRAPH_END):
        yield text[start:end]
        start = end
    yield text[start:]
