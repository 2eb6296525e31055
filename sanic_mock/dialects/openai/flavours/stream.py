"""What a stream of a service says, step by step: as many steps as OpenAI's own stream has."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from sanic_mock.dialects.answer import Events
from sanic_mock.dialects.openai.chat import logprobs
from sanic_mock.dialects.openai.flavours.chunks import Bill, ChunkLayout, ServiceEvents
from sanic_mock.dialects.openai.flavours.whole import called, choices_of, encode, tagged
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.draws import first_integer
from sanic_mock.engine.reply import Choice, Reply

_NO_LOGPROBS = b'"logprobs":null'


class ChoiceSteps:
    """The steps of one choice of one stream.

    Args:
        layout: how the service tells streams.
        prefix: of all the stream's events.
        place: the choice's number.
        one: the choice.
        reply: what it is one of.

    Attributes:
        rows: each step's events without the first's prefix; b"" says nothing yet.
    """

    def __init__(
        self, layout: ChunkLayout, prefix: bytes, place: int, one: Choice, reply: Reply
    ) -> None:
        self._layout = layout
        self._chunks = layout.flavour.chunks
        self._prefix = prefix
        self._place = place
        self._one = one
        self._reply = reply
        self._last = b""
        self.rows: list[bytes] = []
        self._tell()

    def closing(self, billed: Bill | None) -> list[bytes]:
        """Return the suffix of the choice's end; none where its last step has it."""
        ends_with_last = self._chunks.ends_with_last and bool(self._last)
        delta = self._last if ends_with_last else self._chunks.closing
        end = self._layout.end(self._place, self._one, delta, self._reply, billed)
        if ends_with_last:
            self.rows[-1] = end
        return [] if ends_with_last else [end]

    def _tell(self) -> None:
        one, text = self._one, self._chunks.text
        if one.thought is not None:
            self._say(self._layout.thought, tagged(self._layout.flavour, one.thought.pieces))
        if one.logprobs is not None:
            self._say_likely(text)
        elif not one.calls:
            self._say(text, one.body.pieces)
        for number, call in enumerate(one.calls):
            pieces = call.arguments.pieces or (b"",)
            if self._chunks.has_whole_calls:
                self._call_at_once(number, len(pieces))
            else:
                self._call(number, pieces)

    def _say(self, delta: bytes, pieces: Sequence[bytes]) -> None:
        """Say pieces, one in a step; the very first may tell more."""
        if not pieces:
            return
        suffixes = self._layout.suffixes(self._place, delta)
        start = len(self.rows)
        self.rows.extend(map(suffixes.__getitem__, pieces))
        if not start and self._first(delta) != delta:
            self.rows[0] = self._layout.suffixes(self._place, self._first(delta))[pieces[0]]
        self._last = delta.replace(b"%b", pieces[-1])

    def _first(self, delta: bytes) -> bytes:
        """Return a delta as it is where it is the first of all."""
        return self._chunks.lead + delta + self._chunks.first

    def _first_called(self, delta: bytes) -> bytes:
        """Return the delta of a call as it is where it is the first of all."""
        begun = self._chunks.first_called
        return self._first(delta) if begun is None else begun + delta

    def _say_likely(self, delta: bytes) -> None:
        """Say the text with each piece's probabilities."""
        self._say(delta, self._one.body.pieces)
        for place, entry in enumerate(self._one.logprobs or ()):
            told = b'"logprobs":%b' % logprobs.rendered((entry,))
            row = place - len(self._one.body.pieces)
            self.rows[row] = self.rows[row].replace(_NO_LOGPROBS, told, 1)

    def _call_at_once(self, number: int, steps: int) -> None:
        """Tell a call when all of it is made."""
        told = called(self._layout.flavour, self._place, number, self._one, self._reply)
        layout = self._chunks.call
        if layout is not None:
            made = called(self._layout.flavour, self._place, number, self._one, self._reply, layout)
            told = {**made, "function": told["function"]}
        self._last = b'%b"tool_calls":[%b]' % (self._chunks.called, encode(told))
        delta = self._last if self.rows else self._first_called(self._last)
        self.rows += [b""] * (steps - 1)
        self.rows.append(self._layout.suffix(self._place, delta))

    def _call(self, number: int, pieces: Sequence[bytes]) -> None:
        """Tell a call's beginning, and its arguments as they are made."""
        layout = self._chunks.call or self._layout.flavour.call
        made = called(self._layout.flavour, self._place, number, self._one, self._reply, layout)
        begun = b'%b"tool_calls":[%b]' % (self._chunks.called, encode(made))
        index = number + self._one.calls[number].shift
        delta = b'%b"tool_calls":[{"index":%d,"function":{"arguments":"%%b"}}]' % (
            self._chunks.called,
            index,
        )
        start = len(self.rows)
        self._say(delta, pieces)
        self.rows[start] = self._prefix.join(
            (self._layout.suffix(self._place, begun), self.rows[start])
        )


def events(
    layout: ChunkLayout, fields: bytes, ask: Ask, reply: Reply, model: str, now_s: int
) -> Events:
    """Return a stream that answers a model's name at a unix second."""
    chunks, choices = layout.flavour.chunks, choices_of(reply)
    prefix = layout.prefix(reply, model, now_s)
    told = [ChoiceSteps(layout, prefix, place, one, reply) for place, one in enumerate(choices)]
    billed = layout.bill_of(reply) if ask.usage_wanted else None
    at_end = billed if chunks.usage == "finish" else None
    closing = [end for one in told[:-1] for end in one.closing(None)] + told[-1].closing(at_end)
    if billed is not None and at_end is None:
        closing.append(layout.bill(len(choices) - 1, choices[-1], billed))
    opening = () if chunks.opening is None else _openings(layout, choices, reply)
    comments, most = chunks.comments
    waited = comments * (1 + first_integer(reply.digest) % most) if most else b""
    renderer = ServiceEvents(prefix, opening, closing, waited)
    return Events(fields, _together(prefix, [one.rows for one in told]), renderer)


def _openings(layout: ChunkLayout, choices: Sequence[Choice], reply: Reply) -> Sequence[bytes]:
    return [
        layout.opening(place, reply, is_call=bool(one.calls)) for place, one in enumerate(choices)
    ]


def _together(prefix: bytes, rows: Sequence[Sequence[bytes]]) -> tuple[bytes, ...]:
    """Return the steps of several choices, a step of each in one."""
    if len(rows) == 1:
        return tuple(rows[0])
    steps = zip_longest(*rows, fillvalue=b"")
    return tuple(prefix.join(filter(None, step)) for step in steps)
