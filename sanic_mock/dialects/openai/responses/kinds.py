"""Kinds of plain requests, each with the form of its answers, made by an example.

Requests that differ in nothing but the text of their input are of one kind. Their answers differ
in ids, seconds, numbers of tokens and the text alone. So of each kind one example is answered the
general way, of values that nothing else has; where these stand in what is sent and in what is
kept, its form has a hole for those of another answer.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from sanic_mock.dialects.openai.billing import Count
from sanic_mock.dialects.openai.ids import Naming
from sanic_mock.dialects.openai.responses import stored
from sanic_mock.dialects.openai.responses.answer import FIRST_INPUT, Answer, printed
from sanic_mock.dialects.openai.responses.ask import ResponsesAsk
from sanic_mock.dialects.openai.responses.caching import LEAST_TOKENS
from sanic_mock.dialects.openai.responses.event_bodies import delta_form, deltas
from sanic_mock.dialects.openai.responses.opening import PREFIX
from sanic_mock.dialects.openai.responses.request import ResponsesRequest
from sanic_mock.dialects.openai.responses.usage import TEXT_FRAMING
from sanic_mock.dialects.prompted import may_ask, may_show_steps
from sanic_mock.engine.body import Body
from sanic_mock.engine.reply import Reply
from sanic_mock.errors import Problem

KNOWN_KINDS = 256
LARGEST_KIND = 4096
_NO_CAP = 1 << 62
# An example's pieces; numbers of its tokens and its second are of 15 digits.
_PIECES = 2
_LEAST = 10**14
# The events after the last delta: the text, its part, its item and the response are done.
_CLOSING = 4
_END, _NUMBER = b"\n\n", b'"sequence_number":'

_encode = msgspec.json.Encoder().encode
Values = Mapping[bytes, bytes]
# Makes an Ask of what was read, whose input it takes away; raises Problem.
AskOf = Callable[[ResponsesRequest, bytes], ResponsesAsk]


class Streamed(NamedTuple):
    """The form of streams.

    Attributes:
        opening: the events before the first delta.
        first: number of the first delta.
        delta: form of a delta; see event_bodies.delta_form.
        item: the item's id in that form.
        is_padded: whether deltas are padded.
        closing: the events after the last delta.
    """

    opening: bytes
    first: int
    delta: bytes
    item: bytes
    is_padded: bool
    closing: bytes

    def events(self, values: Values, pieces: Sequence[bytes]) -> bytes:
        """Return all events of an answer."""
        after = self.first + len(pieces)
        numbers = {b"%d" % place: after + place for place in range(_CLOSING)}
        form = self.delta.replace(self.item, values[b"item"])
        between = PREFIX.join(deltas(form, pieces, self.first, is_padded=self.is_padded))
        closing = self.closing % {**values, **numbers}
        return b"%b%b%b%b" % (self.opening % values, PREFIX, between, closing)


class RequestKind(NamedTuple):
    """What the answers to requests have in common that differ in the text of their input alone.

    Attributes:
        model: the name to answer as.
        tokens: of a prompt beside that text.
        cap: most tokens of an answer.
        most: the same, 0 where the request says nothing of it.
        kept: form of the record that is kept; empty where none is.
        whole: form of a whole answer's body; empty for a stream.
        streamed: the form of a stream, None for a whole answer.
        tells_limits: whether a stream tells what is left of limits.
    """

    model: str
    tokens: int
    cap: int
    most: int
    kept: bytes
    whole: bytes
    streamed: Streamed | None
    tells_limits: bool


class Kinds:
    """The kinds of requests that came more than once: some clients ask each time for another one.

    Args:
        ask: the general way.
        count: counts a text's tokens.
    """

    def __init__(self, ask: AskOf, count: Count) -> None:
        self._ask = ask
        self._count = count
        self._known: dict[bytes, RequestKind | Literal[False] | None] = {}

    def of(self, request: ResponsesRequest) -> RequestKind | None:
        """Return the kind of a request whose input is one text; None: it goes the general way."""
        given, request.input = request.input, ""
        asked = _encode(request)
        request.input = given
        kind = self._known.get(asked)
        if kind:
            return kind
        if kind is None:
            self._learn(asked, request)
        return None

    def _learn(self, asked: bytes, request: ResponsesRequest) -> None:
        known = self._known
        if asked in known:
            is_plain = len(asked) <= LARGEST_KIND and _is_plain(request)
            known[asked] = is_plain and self._kind(request)
            return
        if len(known) >= KNOWN_KINDS:
            known.clear()
        known[asked] = None

    def _kind(self, request: ResponsesRequest) -> RequestKind | Literal[False]:
        """Return the kind of a request; False where more differs in its answers."""
        text = secrets.token_hex(16)
        try:
            ask = self._ask(msgspec.structs.replace(request, input=text), b"")
        except Problem:
            return False
        is_billed_plainly = ask.terms is None and ask.traits.most_prompt >= LEAST_TOKENS
        if ask.options is not None or ask.style.reasons or not is_billed_plainly:
            return False
        return _example(ask, text, ask.prompt_tokens - self._count(text))


def values_of(names: Naming, now_s: int, prompt: int, said: Body) -> dict[bytes, bytes]:
    """Return what only one answer says; its prompt has so many tokens."""
    output = said.tokens + TEXT_FRAMING
    return {
        b"id": names.id("resp").encode(),
        b"item": names.id("msg", 1).encode(),
        b"second": b"%d" % now_s,
        b"prompt": b"%d" % prompt,
        b"output": b"%d" % output,
        b"total": b"%d" % (prompt + output),
        b"text": said.escaped,
    }


def kept_values(names: Naming, said: Body, text: str) -> dict[bytes, bytes]:
    """Return what is kept of one answer beside what it says."""
    return {
        b"input": _encode(text),
        b"given": names.id("msg", FIRST_INPUT).encode(),
        b"pieces": b'","'.join(said.pieces),
    }


def _is_plain(request: ResponsesRequest) -> bool:
    """Return whether the text of an input decides nothing but numbers of tokens."""
    return (
        not may_ask(request.instructions or "")  # what a text may ask to be answered in
        and not may_show_steps(request.instructions or "")
        and request.tool_choice is None
        and request.moderation is None
        and not request.background
    )


def _example(ask: ResponsesAsk, text: str, tokens: int) -> RequestKind:
    """Return the kind of an Ask by an example, of values that nothing else has."""
    said = Body([secrets.token_hex(16).encode() for _ in range(_PIECES)])
    said.tokens, prompt, second = (_LEAST + secrets.randbelow(_LEAST) for _ in range(3))
    digest = secrets.token_bytes(64)
    answer = Answer(ask, Reply(said, "stop", prompt, digest), second)
    names = Naming(digest, second)
    values = values_of(names, second, prompt, said)
    response = answer.done(is_billed=True)
    kept = b""
    if answer.is_kept:
        record = stored.encode(answer.record(response, answer.given()))
        kept = _holed(record, kept_values(names, said, text) | values)
    whole = b"" if ask.stream else _holed(printed(response), values)
    streamed = _streamed(answer, values, said, ask.obfuscated) if ask.stream else None
    cap = _NO_CAP if ask.cap is None else ask.cap
    most = ask.cap or 0
    return RequestKind(ask.model, tokens, cap, most, kept, whole, streamed, ask.tells_limits)


def _streamed(answer: Answer, values: Values, said: Body, is_padded: bool) -> Streamed:
    script = answer.script()
    opening = script.opening()
    first = opening.count(_END)
    _, last = script.each(said.pieces)
    closing = _numbered(_holed(last.partition(_END)[2], values), first + _PIECES)
    delta = delta_form(answer.parts[0], 0, is_padded=is_padded)
    return Streamed(_holed(opening, values), first, delta, values[b"item"], is_padded, closing)


def _holed(example: bytes, values: Values) -> bytes:
    """Return a form that becomes the example when it is given the values."""
    form = example.replace(b"%", b"%%")
    for name, value in values.items():
        form = form.replace(value, b"%%(%b)b" % name)
    return form


def _numbered(closing: bytes, first: int) -> bytes:
    """Return events with a hole for each one's number; inside a text, quotes are escaped."""
    for place in range(_CLOSING):
        number = b"%b%d" % (_NUMBER, first + place)
        closing = closing.replace(number, b"%b%%(%d)d" % (_NUMBER, place))
    return closing
