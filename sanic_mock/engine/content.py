"""Texts, made once at start: written by Faker, cut at token borders, escaped for JSON.

A request only picks one. Equal pieces are one object in memory, so a text costs 8 bytes a token
beside its own bytes.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import NamedTuple

import msgspec

from sanic_mock.engine.tokens import ascii_pieces, pieces
from sanic_mock.settings import Settings, Tokens

BODIES = 1000
LEAST_BODIES = 4
SCROLL_BYTES = 256 * 1024
BUDGET_BYTES = 16 * 1024 * 1024
SENTENCES = 2400
KEPT_PIECES = 16_384

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

    def __init__(self, pieces: Sequence[bytes], counts: Sequence[int] | None = None) -> None:
        self.escaped = b"".join(pieces)
        self.pieces = tuple(pieces)
        self.counts = None if counts is None or max(counts, default=1) == 1 else tuple(counts)
        self.tokens = len(self.pieces) if self.counts is None else sum(self.counts)

    def cut(self, tokens: int) -> Body:
        """Return the text's first `tokens` tokens, fewer where a character would be split."""
        if self.counts is None:
            return Body(self.pieces[:tokens])
        whole = sum(1 for end in accumulate(self.counts) if end <= tokens)
        return Body(self.pieces[:whole], self.counts[:whole])


class Scroll:
    """A long text, of which any number of tokens can be had from the start of any paragraph.

    Args:
        body: paragraphs, separated by empty lines.
        stop: how a sentence ends, as one piece.
    """

    def __init__(self, body: Body, stop: bytes) -> None:
        self.pieces = body.pieces
        self._counts = body.counts
        self._stop = stop
        ends = (place for place, piece in enumerate(body.pieces) if piece.endswith(b"\\n\\n"))
        self._starts = [0, *(place + 1 for place in ends)]

    def body(self, draw: int, tokens: int, *, is_whole: bool) -> Body:
        """Return `tokens` tokens from a paragraph's start.

        Args:
            draw: decides which paragraph.
            tokens: at least 0.
            is_whole: end with a full stop, where the last word leaves room for one.
        """
        start = self._starts[draw % len(self._starts)]
        laps = (start + tokens) // len(self.pieces) + 1
        chosen = (self.pieces * laps)[start : start + tokens]
        if self._counts is not None:
            return Body(chosen, (self._counts * laps)[start : start + tokens]).cut(tokens)
        if is_whole and tokens > 1 and chosen[-2][-1:].isalpha():
            chosen = (*chosen[:-1], self._stop)
        return Body(chosen)


class Texts(NamedTuple):
    """All that a server answers with.

    Attributes:
        bodies: the texts to choose from, at least one.
        scroll: where texts of a drawn length come from; None where none is drawn.
    """

    bodies: Sequence[Body]
    scroll: Scroll | None = None

    def vocabulary(self) -> set[bytes]:
        """Return the pieces that the texts are made of."""
        pieces = {piece for body in self.bodies for piece in body.pieces}
        return pieces if self.scroll is None else pieces.union(self.scroll.pieces)


class Vocabulary(dict[bytes, bytes]):
    """Raw piece to escaped piece, one object for each; grows as texts are read."""

    def __missing__(self, raw: bytes) -> bytes:
        self[raw] = escaped = _escape(raw.decode())[1:-1]
        return escaped

    def body(self, text: str) -> Body:
        """Tokenise and escape one text."""
        if text.isascii():  # where each piece is a token
            return Body([self[raw] for raw in ascii_pieces(text)])
        found = pieces(text)
        return Body([self[raw] for raw, _ in found], [count for _, count in found])


def body_of(text: str) -> Body:
    """Tokenise and escape a text that one request asks for; its pieces are kept for the next."""
    if len(_kept) > KEPT_PIECES:
        _kept.clear()
    return _kept.body(text)


_kept = Vocabulary()


class Writer:
    """Faker's sentences, joined to paragraphs of natural lengths by a generator of our own."""

    def __init__(self, locale: str, seed: int) -> None:
        from faker import Faker

        self._fake = Faker(locale)
        self._fake.seed_instance(seed)
        self._chance = Random(seed)
        sample = self._fake.sentence(nb_words=6)
        self._space = " " if " " in sample else ""
        self.stop = sample[-1]
        self._sentences = [self._sentence() for _ in range(SENTENCES)]

    def small(self) -> str:
        """Return two to four sentences."""
        return self._join(self._chance.choices(self._sentences, k=self._chance.randint(2, 4)))

    def sized(self, size: int) -> str:
        """Return paragraphs of at most `size` UTF-8 bytes, less than a word short of it."""
        written: list[str] = []
        length = 0
        while length < size:
            written.append(self._paragraph())
            length += len(written[-1].encode()) + len("\n\n")
        room = size - len(self.stop.encode())
        text = "\n\n".join(written).encode()[:room].decode(errors="ignore")
        whole_words = text.rpartition(" ")[0] or text
        return whole_words.rstrip(" \n。、" + string.punctuation) + self.stop

    def _sentence(self) -> str:
        words = min(28, max(4, round(self._chance.gauss(11, 5))))
        return self._fake.sentence(nb_words=words, variable_nb_words=False)

    def _paragraph(self) -> str:
        return self._join(self._chance.choices(self._sentences, k=self._chance.randint(2, 8)))

    def _join(self, sentences: Sequence[str]) -> str:
        return self._space.join(sentences)


def make_texts(settings: Settings) -> Texts:
    """Write all that a server will answer with."""
    scroll = None if settings.tokens == Tokens() else make_scroll(settings)
    return Texts(make_bodies(settings), scroll)


def make_bodies(settings: Settings) -> tuple[Body, ...]:
    """Write all the texts a server will answer with.

    Returns:
        1,000 distinct texts, or as many as fit into 16 MiB where they are large, at least 4.
    """
    return _bodies(settings.locale, settings.seed, settings.payload_bytes)


@lru_cache(1)
def _bodies(locale: str, seed: int, size: int | None) -> tuple[Body, ...]:
    """Kept, so that workers which are forked find what their parent has written."""
    vocabulary = Vocabulary()
    return tuple(vocabulary.body(text) for text in _distinct(Writer(locale, seed), size))


def make_scroll(settings: Settings) -> Scroll:
    """Write the text from which answers of a drawn length are cut."""
    writer = Writer(settings.locale, settings.seed)
    body = Vocabulary().body(writer.sized(SCROLL_BYTES))
    return Scroll(body, writer.stop.encode())


def _distinct(writer: Writer, size: int | None) -> Iterator[str]:
    wanted = BODIES if size is None else min(BODIES, max(LEAST_BODIES, BUDGET_BYTES // size))
    seen: set[str] = set()
    while len(seen) < wanted:
        text = writer.small() if size is None else writer.sized(size)
        if text not in seen:
            seen.add(text)
            yield text
