"""All events of a text at once, as `events.TextChunks` makes them one by one.

An event is a piece, what is billed up to it, the sum of that and of all else, and what lies between
that and the next piece: lists that are there already, so the events are one joining of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.gemini.events import (
    MOST_NUMBERS,
    MOST_PRINTED,
    printed_counts,
    printed_numbers,
    text_events,
)
from sanic_mock.dialects.gemini.ids import SIGNING, AnswerName
from sanic_mock.dialects.gemini.known_parts import KnownCut, KnownCuts, KnownEnds
from sanic_mock.dialects.gemini.probabilities import printed_average
from sanic_mock.dialects.gemini.shapes import ChunkShape
from sanic_mock.engine.body import Body


class PlainStreams:
    """Makes the streams of texts that end by themselves.

    Args:
        shape: what all streams of the model share.
    """

    def __init__(self, shape: ChunkShape) -> None:
        layout, last = shape.layout, shape.last
        self._shape, self._is_told = shape, shape.is_counted
        self._is_averaged, self._is_apart = last.is_averaged, shape.ends_apart
        self._cuts, self._ends = KnownCuts(shape), KnownEnds(last)
        self._start = layout.first + self._cuts.before
        self._between = layout.between + self._cuts.before
        self._ending, self._closing = layout.between + last.start, layout.after + layout.end

    def events(
        self, text: Body, prompt: int, thought: int, digest: bytes, name: AnswerName
    ) -> bytes:
        """Return all events of a text.

        Args:
            text: as it is told.
            prompt: tokens of the prompt.
            thought: tokens that were thought.
            digest: the request's chance.
            name: of the answer.
        """
        shown, pieces, billed = text.tokens, text.pieces, prompt + thought
        first, last = (pieces, ()) if self._is_apart else (pieces[:-1], pieces[-1:])
        if not first or not self._is_kept(text, billed):
            key = "STOP", prompt, shown, thought, 0
            return text_events(self._shape, text, key, digest, name).everything(pieces)
        average = printed_average(digest) if self._is_averaged else b""
        filling = 0, 0, billed + shown, thought, 0, average, b"", name.time, name.id
        cut = self._cuts[prompt, thought > 0]
        behind = cut.behind.filled(filling)
        parts = self._woven(first, cut, billed, behind + self._between)
        parts[-1] = behind + self._ending
        parts += last
        signed = self._ends.signed
        parts.append(signed[digest[SIGNING] % len(signed)])
        parts += self._ends[prompt, shown, thought > 0].filled(filling), self._closing
        return b"".join(parts)

    def _is_kept(self, text: Body, billed: int) -> bool:
        """Return whether what stands in a text's events is there already."""
        if not self._is_told:
            return True
        if not self._shape.is_named_last:
            return False
        is_short = text.tokens < MOST_PRINTED and billed + text.tokens < MOST_NUMBERS
        return is_short and text.counts is None

    def _woven(
        self, pieces: Sequence[bytes], cut: KnownCut, billed: int, glue: bytes
    ) -> list[bytes]:
        """Return the parts of events, each of which ends in `glue`."""
        many = len(pieces)
        if not self._is_told:
            return [self._start, glue.join(pieces), glue]
        parts = [glue] * (4 * many + 1)
        parts[0] = self._start
        parts[1::4] = pieces
        parts[2::4] = printed_counts[cut.before_count, cut.before_total][1 : many + 1]
        parts[3::4] = printed_numbers[billed + 1 : billed + many + 1]
        return parts
