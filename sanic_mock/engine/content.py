"""Texts, made once at start: written by Faker, cut at token borders, escaped for JSON.

A request only picks one. Equal pieces are one object in memory, so a text costs 8 bytes a token
beside its own bytes; a long one is not joined, and costs 2 (`packed_pieces`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

import msgspec

from sanic_mock.engine import tokens
from sanic_mock.engine.offload import takes
from sanic_mock.engine.packed_pieces import PackedPieces, Packer
from sanic_mock.engine.plain_words import PlainWords
from sanic_mock.engine.tokens import ENCODING, pieces
from sanic_mock.engine.writer import Writer
from sanic_mock.settings import Settings

BODIES = 1000
LEAST_BODIES = 4
BUDGET_BYTES = 16 * 1024 * 1024
# A text of more pieces, some 300 KB, is long: each answer shares it, and none joins it.
LONG_PIECES = 65_536
MOST_PIECES = 1_000_000
_PIECE_US = 0.08  # to count a piece's bytes
_PARAGRAPH_END = "\n\n"
KEPT_PIECES = 16_384
# Texts are kept for so many profiles, as a scenario may have several.
KEPT_PROFILES = 4

_escape = msgspec.json.Encoder().encode


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


def plain_text(body: Body) -> str:
    """Return a text as it was before it was escaped for JSON."""
    text: str = msgspec.json.decode(b'"%b"' % body.escaped)
    return text


def make_bodies(settings: Settings) -> tuple[Body, ...]:
    """Write all the texts a server will answer with.

    Returns:
        1,000 distinct texts, or as many as fit into 16 MiB where they are large, at least 4.
    """
    return _bodies(settings.locale, settings.seed, settings.payload_bytes)


@lru_cache(KEPT_PROFILES)
def _bodies(locale: str, seed: int, size: int | None) -> tuple[Body, ...]:
    """Kept, so that workers which are forked find what their parent has written."""
    words, vocabulary, packer = PlainWords(), Vocabulary(), Packer()
    texts = _distinct(Writer(locale, seed), size)
    return tuple(_plain_body(text, words) or vocabulary.long_body(text, packer) for text in texts)


def _plain_body(text: str, words: PlainWords) -> Body | None:
    """Return what `Vocabulary.body` does, of a text whose pieces are no different when escaped."""
    cut = words.cut(text)
    return Body(cut) if cut else None


def _distinct(writer: Writer, size: int | None) -> Iterator[str]:
    wanted = BODIES if size is None else min(BODIES, max(LEAST_BODIES, BUDGET_BYTES // size))
    seen: set[str] = set()
    while len(seen) < wanted:
        text = writer.small() if size is None else writer.sized(size)
        if text not in seen:
            seen.add(text)
            yield text


def _paragraphs(text: str) -> Iterator[str]:
    """Yield a text in parts that each end as a paragraph does, but the last."""
    start = 0
    while (end := text.find(_PARAGRAPH_END, start) + len(_PARAGRAPH_END)) >= len(_PARAGRAPH_END):
        yield text[start:end]
        start = end
    yield text[start:]
