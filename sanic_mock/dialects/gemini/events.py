"""A stream of one text: each event tells a piece, and what is billed up to it [gemini-2026].

The last piece comes with the end, or the end comes behind it; what ends a stream bills everything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, islice, repeat

from sanic_mock.dialects.gemini.ids import AnswerName
from sanic_mock.dialects.gemini.layout import JsonLayout, escaped
from sanic_mock.dialects.gemini.shapes import ChunkShape, Cuts, EndKey
from sanic_mock.engine.body import Body, LongBody
from sanic_mock.engine.known_values import KnownValues

MOST_NUMBERS = 2048
_ANGLE = re.compile(rb"[<>]")
# Counts of a short text, as most are, that are printed with what is around them.
MOST_PRINTED, KNOWN_COUNTS = 96, 128
printed_numbers = [b"%d" % number for number in range(MOST_NUMBERS)]

# Makes the object that ends a stream, of the text in it.
End = Callable[[bytes], bytes]


def _with_counts(around: tuple[bytes, bytes]) -> list[bytes]:
    """Return what is around a count with each of the first counts in it."""
    before, behind = around
    return [b"%b%d%b" % (before, count, behind) for count in range(MOST_PRINTED)]


printed_counts = KnownValues(_with_counts, KNOWN_COUNTS)


class TextChunks:
    """The events of one text; see answer.Renderer.

    Args:
        layout: how they are printed.
        cuts: what stands in each of them.
        counts: tokens of each piece; repeated where each has one.
        pieces: how many there are.
        billed: tokens that are billed before the first piece.
        end: makes the last event's object.
        ends_apart: whether that has no piece.
    """

    __slots__ = (
        *("_behind", "_before", "_count", "_counts", "_cuts", "_end", "_ends_apart", "_given"),
        *("_is_over", "_layout", "_left", "_opening", "_total", "_billed", "end"),
    )

    def __init__(
        self,
        layout: JsonLayout,
        cuts: Cuts,
        counts: Iterable[int],
        pieces: int,
        billed: int,
        end: End,
        *,
        ends_apart: bool,
    ) -> None:
        self._layout, self._cuts, self._end = layout, cuts, end
        self._counts = iter(counts)
        self._left, self._given, self._billed = pieces, 0, billed
        self._ends_apart = ends_apart
        self._is_over = False
        self._opening = layout.first
        self.end = layout.end

    def opening(self) -> bytes:
        """See Renderer; nothing comes before the first piece."""
        return b""

    def each(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """See Renderer."""
        return map(self._piece, pieces, self._counts)

    def together(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        tokens = sum(islice(self._counts, len(pieces)))
        self._left -= len(pieces) - 1
        return self._piece(b"".join(pieces), tokens)

    def closing(self) -> bytes:
        """See Renderer."""
        return b"" if self._is_over else self._closed(b"")

    def everything(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        most = len(pieces) if self._ends_apart else max(0, len(pieces) - 1)
        parts = self._parts(pieces[:most])
        self._left -= most
        parts += map(self._piece, pieces[most:], self._counts)
        parts += self.closing(), self.end
        return b"".join(parts)

    def _piece(self, piece: bytes, tokens: int) -> bytes:
        self._left -= 1
        self._given += tokens
        if not self._left and not self._ends_apart:
            return self._closed(piece)
        before, before_count, before_total, behind, _ = self._cuts
        opening, self._opening = self._opening, self._layout.between
        if not before_total:
            return b"%b%b%b%b" % (opening, before, piece, behind)
        given = self._given
        total = self._billed + given
        parts = (opening, before, piece, before_count, given, before_total, total, behind)
        return b"%b%b%b%b%d%b%d%b" % parts

    def _closed(self, text: bytes) -> bytes:
        self._is_over = True
        opening, self._opening = self._opening, self._layout.between
        return opening + self._end(text) + self._layout.after

    def _parts(self, pieces: Sequence[bytes]) -> list[bytes]:
        """Return the events of many pieces that do not end the stream, as parts of them."""
        if not pieces:
            return []
        before, before_count, before_total, behind, is_shared = self._cuts
        opening, self._opening = self._opening + before, self._layout.between
        glue = behind + self._opening + before
        if not before_total:
            return [opening, glue.join(pieces), behind]
        given = self._running(len(pieces))
        self._given = given[-1]
        columns = [pieces, _printed(given, self._billed)]
        if is_shared and isinstance(given, range) and given[-1] < MOST_PRINTED:
            told = printed_counts[before_count, before_total]
            columns.insert(1, told[given[0] : given[-1] + 1])
        else:
            many = len(pieces)
            columns[1:1] = [before_count] * many, _printed(given, 0), [before_total] * many
        return [opening, *_woven(columns, glue), behind]

    def _running(self, pieces: int) -> Sequence[int]:
        """Return what is given with each of the next pieces."""
        if isinstance(self._counts, repeat):
            return range(self._given + 1, self._given + pieces + 1)
        counts = islice(self._counts, pieces)
        return list(accumulate(counts, initial=self._given))[1:]


def text_events(
    shape: ChunkShape, body: Body, key: EndKey, digest: bytes, name: AnswerName
) -> TextChunks:
    """Return what makes the events of a text's pieces.

    Args:
        shape: what all streams of the model share.
        body: the text.
        key: why it ends, and its bill.
        digest: the request's chance.
        name: of the answer.
    """
    _, prompt, _, thoughts, cached = key

    def end(text: bytes) -> bytes:
        return shape.last.text(text, key, digest, name)

    return TextChunks(
        shape.layout,
        shape.cuts(prompt, thoughts, cached, name),
        repeat(1) if body.counts is None else body.counts,
        len(body.pieces),
        prompt + thoughts,
        end,
        ends_apart=shape.ends_apart,
    )


def shown_pieces(body: Body) -> Sequence[bytes]:
    """Return the pieces of a text as they are told."""
    return tuple(map(escaped, body.pieces)) if has_angle(body) else body.pieces


def has_angle(body: Body) -> bool:
    """Return whether a text has what is escaped in no other vendor's JSON."""
    if isinstance(body, LongBody):
        return any(_ANGLE.search(part) is not None for part in body.parts)
    return b"<" in body.escaped or b">" in body.escaped


def _woven(columns: Sequence[Sequence[bytes]], glue: bytes) -> list[bytes]:
    """Return the parts of rows, with glue between them."""
    width = len(columns) + 1
    parts = [glue] * (width * len(columns[0]))
    for place, column in enumerate(columns):
        parts[place::width] = column
    del parts[-1]
    return parts


def _printed(numbers: Sequence[int], added: int) -> Sequence[bytes]:
    """Return numbers, none of which is less than the one before, as they are printed."""
    if numbers[-1] + added >= MOST_NUMBERS:
        return [b"%d" % (number + added) for number in numbers]
    if isinstance(numbers, range):
        return printed_numbers[numbers[0] + added : numbers[-1] + added + 1]
    return [printed_numbers[number + added] for number in numbers]
