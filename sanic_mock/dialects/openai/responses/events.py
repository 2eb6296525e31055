"""The events of a streamed response: their sequence, their numbers, their padding.

    created  (queued)  in_progress  { item added ... deltas ... item done }  completed|incomplete

Every event has the next number, and tokens that leave together are one event, so numbers are given
as events are rendered: a `Script` belongs to one stream and counts. What ends an item is rendered
when its last piece is; until then a waiting stream holds pieces that all streams share, and no
text of its own. Keys come in alphabetical order, `type` first (recorded traffic, 2026).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from random import Random
from typing import Any
from zlib import crc32

import msgspec

from sanic_mock.dialects.openai.ids import BASE62
from sanic_mock.dialects.openai.responses.output import Part, logprob, parts_of, summary
from sanic_mock.dialects.openai.responses.record import unfinished
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.engine.ask import Logprob

# What every event of a stream begins with.
PREFIX = b"event: response."

KNOWN_PIECES = 65_536
_PADDINGS = 1021
_LONGEST_PADDING = 16

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.decode

_DELTAS = {
    "message": "output_text.delta",
    "function_call": "function_call_arguments.delta",
    "custom_tool_call": "custom_tool_call_input.delta",
    "reasoning": "reasoning_summary_text.delta",
}


def padding_length(delta: str) -> int:
    """Return how many characters of obfuscation a delta gets.

    (-its own length) mod 16: 61 of 61 recorded deltas.
    """
    return -len(delta) % _LONGEST_PADDING


class _Paddings(dict[bytes, bytes]):
    """Piece, as inside a JSON string, to its padding; shared by all streams."""

    def __missing__(self, piece: bytes) -> bytes:
        if len(self) >= KNOWN_PIECES:
            self.clear()
        self[piece] = made = padding(piece)
        return made


def padding(piece: bytes) -> bytes:
    """Return a piece's obfuscation."""
    text: str = _decode(b'"%b"' % piece)
    return _padding(crc32(piece) % _PADDINGS)[: padding_length(text)]


@cache
def _padding(number: int) -> bytes:
    return bytes(Random(number).choices(BASE62, k=_LONGEST_PADDING))


PADDINGS = _Paddings()


def event(kind: str, number: int, **members: Any) -> bytes:
    """Return an event but for its prefix."""
    members["sequence_number"] = number
    value = {"type": f"response.{kind}", **dict(sorted(members.items()))}
    return b"%b\ndata: %b\n\n" % (kind.encode(), _encode(value))


# Number of the next event, place of its item, pieces left in it, form of its deltas, probabilities.
_State = tuple[int, int, int, bytes, tuple[Logprob, ...]]


class Script:
    """The events of one stream; see answer.Tails. Pieces are asked for in their order.

    Args:
        begun: the response as it is told when it begins.
        parts: its items.
        ended: makes the response as it is told at its end.
        is_padded: whether deltas are padded.

    Attributes:
        opening: tails of the events before the first piece.
        pieces: all pieces that are sent in their time.
    """

    def __init__(
        self,
        begun: Item,
        parts: Sequence[Part],
        ended: Callable[[], Item],
        *,
        is_padded: bool,
    ) -> None:
        self._parts = parts
        self._ended = ended
        self._is_padded = is_padded
        self._number = self._place = self._left = 0
        self._delta = b""
        self._logprobs: tuple[Logprob, ...] = ()
        self._start: _State | None = None
        self.pieces = tuple(piece for part in parts if part.is_paced for piece in part.pieces)
        self.opening = (*self._beginning(begun), *self._onward())
        self._start = self._number, self._place, self._left, self._delta, self._logprobs

    def __getitem__(self, piece: bytes, /) -> bytes:
        """Return the rest of the next piece's event; after an item's last one, what ends it."""
        left = self._left - 1
        if left > 0 and not self._logprobs:
            self._left = left
            number = self._number
            self._number = number + 1
            if self._is_padded:
                return self._delta % (piece, PADDINGS[piece], number)
            return self._delta % (piece, number)
        return PREFIX.join(self._last_of((piece,)))

    def grouped(self, pieces: Sequence[bytes]) -> list[bytes]:
        """Return the tails of the next pieces: one event for those of one item."""
        found: list[bytes] = []
        while pieces:
            ready = pieces[: self._left]
            pieces = pieces[self._left :]
            if len(ready) == self._left:
                found += self._last_of(ready)
            else:
                self._left -= len(ready)
                found.append(self._several(ready))
        return found

    def all(self) -> bytes:
        """Return all events, one for each piece."""
        tails = map(self.__getitem__, self.pieces)
        return PREFIX.join((b"", *self.opening, *tails))

    def _last_of(self, pieces: Sequence[bytes]) -> list[bytes]:
        """Return an event of pieces, and what follows if they are an item's last."""
        self._left -= len(pieces)
        found = [self._several(pieces)]
        if self._left == 0:
            found += _numbered(self, _after(self._parts[self._place], self._place))
            self._place += 1
            found += self._onward()
        return found

    def _several(self, pieces: Sequence[bytes]) -> bytes:
        number = self._number
        self._number = number + 1
        piece = b"".join(pieces)
        if self._logprobs:
            told, self._logprobs = self._logprobs[: len(pieces)], self._logprobs[len(pieces) :]
            return self._told(piece, told, number)
        if self._is_padded:
            return self._delta % (piece, padding(piece), number)
        return self._delta % (piece, number)

    def _told(self, piece: bytes, told: Sequence[Logprob], number: int) -> bytes:
        """Return an event with probabilities."""
        members: Item = {"logprobs": list(map(_brief, told))}
        if self._is_padded:
            members["obfuscation"] = padding(piece).decode()
        part = self._parts[self._place]
        return event(
            _DELTAS["message"],
            number,
            content_index=0,
            delta=_decode(b'"%b"' % piece),
            item_id=part.item["id"],
            output_index=self._place,
            **members,
        )

    def _beginning(self, response: Item) -> Iterator[bytes]:
        kinds = ["created", "in_progress"]
        if response["status"] == "queued":
            kinds.insert(1, "queued")
        for kind in kinds:
            if kind == "in_progress":
                response = response | {"status": kind}
            yield event(kind, self._next(), response=response)

    def _onward(self) -> list[bytes]:
        """Return all events up to the next piece, or to the end."""
        found: list[bytes] = []
        for place in range(self._place, len(self._parts)):
            part = self._parts[place]
            found += _numbered(self, _before(part, place))
            if part.is_paced and part.pieces:
                self._begin(part, place)
                return found
            found += self._unpaced(part, place)
            found += _numbered(self, _after(part, place))
        return found + self._end()

    def _begin(self, part: Part, place: int) -> None:
        self._place, self._left = place, len(part.pieces)
        self._delta = _delta(part.item, place, is_padded=self._is_padded)
        self._logprobs = part.logprobs or ()

    def _unpaced(self, part: Part, place: int) -> list[bytes]:
        """Return the deltas of an item that comes at once."""
        delta = _delta(part.item, place, is_padded=self._is_padded) if part.pieces else b""
        if not self._is_padded:
            return [delta % (piece, self._next()) for piece in part.pieces]
        return [delta % (piece, PADDINGS[piece], self._next()) for piece in part.pieces]

    def _end(self) -> list[bytes]:
        response = self._ended()
        last = [event(response["status"], self._next(), response=response)]
        if self._start is not None:  # the same stream may be asked for again
            self._number, self._place, self._left, self._delta, self._logprobs = self._start
        return last

    def _next(self) -> int:
        number = self._number
        self._number = number + 1
        return number


Told = tuple[str, Item]


def _numbered(script: Script, told: Iterator[Told]) -> Iterator[bytes]:
    return (event(kind, script._next(), **members) for kind, members in told)


def _before(part: Part, place: int) -> Iterator[Told]:
    """Yield what is told before an item's text."""
    at: Item = {"output_index": place}
    of: Item = at | {"item_id": part.item["id"]}
    yield "output_item.added", at | {"item": part.begun()}
    match part.item["type"]:
        case "message":
            empty = {"type": "output_text", "annotations": [], "logprobs": [], "text": ""}
            yield "content_part.added", of | {"content_index": 0, "part": empty}
        case "reasoning" if part.pieces:
            yield "reasoning_summary_part.added", of | {"part": summary(""), "summary_index": 0}
        case "web_search_call":
            for step in ("in_progress", "searching", "completed"):
                yield f"web_search_call.{step}", of


def _after(part: Part, place: int) -> Iterator[Told]:
    """Yield what is told after an item's text."""
    at: Item = {"output_index": place}
    of: Item = at | {"item_id": part.item["id"]}
    item = part.done()
    match item["type"]:
        case "message":
            yield from _after_text(part, item["content"][0], of | {"content_index": 0})
        case "function_call":
            yield "function_call_arguments.done", of | {"arguments": item["arguments"]}
        case "custom_tool_call":
            yield "custom_tool_call_input.done", of | {"input": item["input"]}
        case "reasoning" if part.pieces:
            (told,) = item["summary"]
            of = of | {"summary_index": 0}
            yield "reasoning_summary_text.done", of | {"text": told["text"]}
            yield "reasoning_summary_part.done", of | {"part": told}
    yield "output_item.done", at | {"item": item}


def _after_text(part: Part, content: Item, of: Item) -> Iterator[Told]:
    for number, annotation in enumerate(content["annotations"]):
        members = of | {"annotation": annotation, "annotation_index": number}
        yield "output_text.annotation.added", members
    told = list(map(_brief, part.logprobs or ()))
    yield "output_text.done", of | {"logprobs": told, "text": content["text"]}
    yield "content_part.done", of | {"part": content}


def _brief(one: Logprob) -> Item:
    """Return a token's probability as events have it (openai-openapi, ResponseLogProb)."""
    whole = logprob(one)
    top = [{"token": top["token"], "logprob": top["logprob"]} for top in whole["top_logprobs"]]
    return {"token": one.token, "logprob": one.logprob, "top_logprobs": top}


def _delta(item: Item, place: int, *, is_padded: bool) -> bytes:
    """Return the form of an item's deltas: piece, padding where there is one, number."""
    kind = _DELTAS[item["type"]]
    members: Item = {"delta": "%b", "item_id": item["id"], "output_index": place}
    if item["type"] == "message":
        members |= {"content_index": 0, "logprobs": []}
    if item["type"] == "reasoning":
        members["summary_index"] = 0
    if is_padded:
        members["obfuscation"] = "%b"
    return event(kind, 0, **members).replace(b'"sequence_number":0', b'"sequence_number":%d')


def events_of(
    response: Item, pieces: Sequence[Sequence[str]], *, is_padded: bool = True
) -> list[bytes]:
    """Return the events of a response that is kept, each whole; the place of each is its number.

    Args:
        response: the response when done.
        pieces: for each output item the texts that it was streamed in.
        is_padded: whether deltas are padded.
    """
    streamed = {name: one for name, one in response.items() if name != "billing"}
    status = "queued" if response["background"] else "in_progress"
    script = Script(
        unfinished(streamed, status) | {"service_tier": "auto"},
        parts_of(response["output"], pieces),
        lambda: streamed,
        is_padded=is_padded,
    )
    return _split(script.all())


def _split(events: bytes) -> list[bytes]:
    """Return each event of a stream; no JSON has a line break."""
    return [one + b"\n\n" for one in events.split(b"\n\n")[:-1]]
