"""A long text, of which answers of any length are parts."""

from __future__ import annotations

from sanic_mock.engine.body import LONG_PIECES, Body, LongBody
from sanic_mock.engine.packed_pieces import RepeatedPieces
from sanic_mock.engine.sentence_pieces import SentencePieces
from sanic_mock.engine.vocabulary import Vocabulary
from sanic_mock.engine.writer import Writer
from sanic_mock.settings import Settings

SCROLL_BYTES = 256 * 1024
MOST_PIECES = 1_000_000


class Scroll:
    """A long text, of which any number of tokens can be had from the start of any paragraph.

    Args:
        body: paragraphs, separated by empty lines.
        stop: how a sentence ends, as one piece.
    """

    def __init__(self, body: Body, stop: bytes) -> None:
        self.pieces = tuple(body.pieces)
        self._counts = body.counts
        self._stop = stop
        ends = (place for place, piece in enumerate(body.pieces) if piece.endswith(b"\\n\\n"))
        self._starts = [0, *(place + 1 for place in ends)]
        self._repeated: RepeatedPieces | None = None

    def body(self, draw: int, tokens: int, *, is_whole: bool) -> Body:
        """Return `tokens` tokens from a paragraph's start.

        Args:
            draw: decides which paragraph.
            tokens: at least 0.
            is_whole: end with a full stop, where the last word leaves room for one.
        """
        start = self._starts[draw % len(self._starts)]
        if LONG_PIECES < tokens <= MOST_PIECES and self._counts is None:
            return self._long(start, tokens, is_whole=is_whole)
        laps = (start + tokens) // len(self.pieces) + 1
        chosen = (self.pieces * laps)[start : start + tokens]
        if self._counts is not None:
            return Body(chosen, (tuple(self._counts) * laps)[start : start + tokens]).cut(tokens)
        if is_whole and tokens > 1 and chosen[-2][-1:].isalpha():
            chosen = (*chosen[:-1], self._stop)
        return Body(chosen)

    def _long(self, start: int, tokens: int, *, is_whole: bool) -> Body:
        if self._repeated is None:
            self._repeated = RepeatedPieces(self.pieces, MOST_PIECES)
        before_last = self.pieces[(start + tokens - 2) % len(self.pieces)]
        last = self._stop if is_whole and before_last[-1:].isalpha() else None
        pieces = self._repeated.stretch(start, tokens, last)
        shown = tokens if last is None else tokens - 1
        return LongBody(pieces, self._repeated.text(start, shown), last=last)


def make_scroll(settings: Settings) -> Scroll:
    """Write the text from which answers of a drawn length are cut."""
    writer = Writer(settings.locale, settings.seed)
    body = SentencePieces(Vocabulary()).body(writer.sized(SCROLL_BYTES))
    return Scroll(body, writer.stop.encode())
