"""The events of a streamed response: their sequence, their numbers, their padding.

    created  (queued)  in_progress  { item added ... deltas ... item done }  completed|incomplete

Every event has the next number, and tokens that leave together are one event, so numbers are given
as events are rendered: a `Script` belongs to one stream and counts. What ends an item is rendered
when its last piece is; until then a waiting stream holds pieces that all streams share, and no
text of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec
from msgspec import Raw

from sanic_mock.dialects.answer import EarlyEvents
from sanic_mock.dialects.openai.responses.event_bodies import (
    PADDINGS,
    EventBody,
    after,
    before,
    delta_form,
    deltas,
    event,
    has_padding,
    likely_delta,
    padding,
)
from sanic_mock.dialects.openai.responses.opening import PREFIX, Opening
from sanic_mock.dialects.openai.responses.parts import Part
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.engine.reply import Logprob

_decode = msgspec.json.decode


class Ends(NamedTuple):
    """The response as a stream tells it, but for what is between.

    Attributes:
        first: its status when it begins: "queued" or "in_progress".
        begun: makes it with a status before its end.
        last: its status at its end.
        done: makes it as it is at its end.
    """

    first: str
    begun: Callable[[str], Item | Raw]
    last: str
    done: Callable[[], Item | Raw]


class Script(EarlyEvents):
    """The events of one stream; see answer.Renderer.

    Args:
        ends: the response at its beginning and its end.
        parts: its items.
        is_padded: whether deltas are padded.

    Attributes:
        pieces: all pieces that are sent in their time.
        end: nothing follows the last event.
    """

    def __init__(
        self,
        ends: Ends,
        parts: Sequence[Part],
        *,
        is_padded: bool,
    ) -> None:
        self._ends = ends
        self._parts = parts
        self._is_padded = is_padded
        self._number = self._place = self._left = 0
        self._delta, self._pads = b"", False
        self._logprobs: tuple[Logprob, ...] = ()
        self._opening = Opening((*self._beginning(), *self._onward()))
        self.pieces = _joined([part.pieces for part in parts if part.is_paced])
        self.end = b""

    def opening(self) -> bytes:
        """See Renderer."""
        return self._opening.rest()

    def greeting(self) -> bytes:
        """See EarlyEvents."""
        return self._opening.next(2 if self._ends.first == "in_progress" else 3)

    def signs(self) -> int:
        """See EarlyEvents."""
        return self._opening.summaries()

    def sign(self) -> bytes:
        """See EarlyEvents; a summary's delta, and before the first what begins it."""
        return self._opening.to_summary()

    def each(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """See Renderer; after an item's last piece comes what ends it."""
        return map(PREFIX.__add__, map(self._next_piece, pieces))

    def together(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer; one event for the pieces of one item."""
        found: list[bytes] = [b""]
        while pieces:
            ready = pieces[: self._left]
            pieces = pieces[self._left :]
            if len(ready) == self._left:
                found += self._last_of(ready)
            else:
                self._left -= len(ready)
                found.append(self._several(ready))
        return PREFIX.join(found)

    def begun(self, status: str) -> Item:
        """Return the response as it is told before its end."""
        response = self._ends.begun(status)
        return _decode(response) if isinstance(response, Raw) else response

    def closing(self) -> bytes:
        """See Renderer; the last piece has ended the response."""
        return b""

    def everything(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer; the deltas of an item are made in one go."""
        found, start = [self.opening()], 0
        while start < len(pieces):
            last = start + self._left - 1
            found += self._before_last(pieces[start:last])
            found += self._last_of(pieces[last : last + 1])
            start = last + 1
        return PREFIX.join(found)

    def _next_piece(self, piece: bytes) -> bytes:
        """Return the rest of the next piece's event; after an item's last one, what ends it."""
        left = self._left - 1
        if left > 0 and not self._logprobs:
            self._left = left
            number = self._number
            self._number = number + 1
            if self._pads:
                return self._delta % (piece, PADDINGS[piece], number)
            return self._delta % (piece, number)
        return PREFIX.join(self._last_of((piece,)))

    def _before_last(self, pieces: Sequence[bytes]) -> Iterable[bytes]:
        """Return the rests of the events of pieces after which more of their item come."""
        self._left -= len(pieces)
        if self._logprobs:
            return [self._several((piece,)) for piece in pieces]
        return self._deltas(self._delta, pieces, is_padded=self._pads)

    def _deltas(self, form: bytes, pieces: Sequence[bytes], *, is_padded: bool) -> Iterator[bytes]:
        """Yield the rests of the next deltas, which have no probabilities."""
        first, self._number = self._number, self._number + len(pieces)
        return deltas(form, pieces, first, is_padded=is_padded)

    def _last_of(self, pieces: Sequence[bytes]) -> list[bytes]:
        """Return an event of pieces, and what follows if they are an item's last."""
        self._left -= len(pieces)
        found = [self._several(pieces)]
        if self._left == 0:
            found += _numbered(self, after(self._parts[self._place], self._place))
            self._place += 1
            found += self._onward()
        return found

    def _several(self, pieces: Sequence[bytes]) -> bytes:
        number = self._number
        self._number = number + 1
        piece = b"".join(pieces)
        if self._logprobs:
            logprobs, self._logprobs = self._logprobs[: len(pieces)], self._logprobs[len(pieces) :]
            part = self._parts[self._place]
            return likely_delta(
                part, self._place, piece, logprobs, number, is_padded=self._is_padded
            )
        if self._pads:
            return self._delta % (piece, padding(piece), number)
        return self._delta % (piece, number)

    def _beginning(self) -> Iterator[bytes]:
        ends = self._ends
        first = ends.begun(ends.first)
        yield event("created", self._next(), response=first)
        if ends.first == "queued":
            yield event("queued", self._next(), response=first)
            first = ends.begun("in_progress")
        yield event("in_progress", self._next(), response=first)

    def _onward(self) -> list[bytes]:
        """Return all events up to the next piece, or to the end."""
        found: list[bytes] = []
        for place in range(self._place, len(self._parts)):
            part = self._parts[place]
            found += _numbered(self, before(part, place))
            if part.is_paced and part.pieces:
                self._begin(part, place)
                return found
            found += self._unpaced(part, place)
            found += _numbered(self, after(part, place))
        return found + self._end()

    def _begin(self, part: Part, place: int) -> None:
        self._place, self._left = place, len(part.pieces)
        self._pads = self._is_padded and has_padding(part)
        self._delta = delta_form(part, place, is_padded=self._pads)
        self._logprobs = part.logprobs or ()

    def _unpaced(self, part: Part, place: int) -> Iterable[bytes]:
        """Return the deltas of an item that comes at once."""
        if not part.pieces:
            return ()
        is_padded = self._is_padded and has_padding(part)
        form = delta_form(part, place, is_padded=is_padded)
        return self._deltas(form, part.pieces, is_padded=is_padded)

    def _end(self) -> list[bytes]:
        return [event(self._ends.last, self._next(), response=self._ends.done())]

    def _next(self) -> int:
        number = self._number
        self._number = number + 1
        return number


def _joined(pieces: Sequence[Sequence[bytes]]) -> Sequence[bytes]:
    """Return all pieces; those of one item are shared, as they may be many."""
    return pieces[0] if len(pieces) == 1 else tuple(one for some in pieces for one in some)


def _numbered(script: Script, bodies: Iterator[EventBody]) -> Iterator[bytes]:
    return (event(kind, script._next(), **members) for kind, members in bodies)
