"""What plain answers share, rendered once for a model and a surface: templates of what varies."""

from __future__ import annotations

from typing import Any, NamedTuple

from sanic_mock.dialects.gemini.content import FINISHES, candidate
from sanic_mock.dialects.gemini.ids import AnswerName, signature
from sanic_mock.dialects.gemini.layout import ARRAY, EVENTS, WHOLE, JsonLayout
from sanic_mock.dialects.gemini.models import KNOWN_MODELS, GeminiTraits, traits
from sanic_mock.dialects.gemini.probabilities import printed_average
from sanic_mock.dialects.gemini.templates import (
    CANDIDATES,
    MEAN,
    MODEL,
    NAME,
    SIGNATURE,
    TEXT,
    TIME,
    TOTAL,
    BytesTemplate,
    Filling,
    marked,
    template,
)
from sanic_mock.dialects.gemini.usage import ON_DEMAND, TokenSums, bill_of, usage
from sanic_mock.engine.reply import Reply

# Why it ends; and its bill: prompt, candidates, thoughts, cached.
EndKey = tuple[str, int, int, int, int]
# Which numbers of a bill there are; and why it ends.
Numbers = tuple[bool, bool, bool, bool]
EndKind = tuple[str, *Numbers]
# No JSON has one: it separates what stands between the places of an event.
PART = b"\0"


def end_key(reply: Reply) -> EndKey:
    """Return why an answer ends, and its bill."""
    bill = bill_of(reply)
    return FINISHES[reply.finish_reason], bill.prompt, bill.candidates, bill.thoughts, bill.cached


def top(
    candidates: list[dict[str, Any]],
    billed: dict[str, Any],
    model: str,
    name: str,
    time: str,
) -> dict[str, Any]:
    """Return an answer; `time` is when it was made, "" where that is not told."""
    found: dict[str, Any] = {"candidates": candidates} if candidates else {}
    found |= {"usageMetadata": billed, "modelVersion": model}
    return found | ({"createTime": time} if time else {}) | {"responseId": name}


class EndShape(dict[EndKind, BytesTemplate]):
    """What all objects share that end a text of one model; itself what follows it, by its kind.

    Args:
        known: how the model answers.
        is_vertex: of which surface.
        layout: how it is printed.

    Attributes:
        model: its name.
        layout: likewise.
        start: what comes before a text.
        is_timed: whether it is told when they were made.
        is_averaged: whether the mean of probabilities is told.
        is_signed: whether a text is signed.
    """

    def __init__(self, known: GeminiTraits, *, is_vertex: bool, layout: JsonLayout = WHOLE) -> None:
        super().__init__()
        self.model, self.layout = known.name, layout
        self._known, self._is_vertex = known, is_vertex
        self.is_timed = is_vertex
        self.is_averaged = is_vertex or not known.is_indexed
        self.is_signed = known.names_calls
        self.start = self.printed(("STOP", True, True, False, False)).partition(TEXT.encode())[0]

    def text(self, text: bytes, key: EndKey, digest: bytes, name: AnswerName) -> bytes:
        """Return an object that ends with a text, escaped."""
        return b"".join((self.start, text, self.behind(key, digest, name)))

    def behind(self, key: EndKey, digest: bytes, name: AnswerName) -> bytes:
        """Return what follows a text."""
        finish, prompt, candidates, thoughts, cached = key
        found = self[finish, prompt > 0, candidates > 0, thoughts > 0, cached > 0]
        filling: Filling = (
            prompt,
            candidates,
            prompt + candidates + thoughts,
            thoughts,
            cached,
            printed_average(digest) if self.is_averaged else b"",
            signature(digest) if self.is_signed else b"",
            name.time,
            name.id,
        )
        text: bytes = found.text % found.pick(filling)
        return text

    def printed(self, kind: EndKind) -> bytes:
        """Return an object of some kind, with marks for all that answers fill in."""
        finish, *present = kind
        part = {"text": TEXT} | ({"thoughtSignature": SIGNATURE} if self.is_signed else {})
        one = candidate(
            self._known,
            [part],
            is_vertex=self._is_vertex,
            finish=finish,
            further={"avgLogprobs": MEAN} if self.is_averaged else {},
        )
        has_details = not self._known.is_indexed
        bill = TokenSums(*map(int, present))
        billed = marked(usage(bill, is_vertex=self._is_vertex, has_details=has_details))
        time = TIME if self._is_vertex else ""
        return self.layout.printed(top([one], billed, MODEL, NAME, time))

    def __missing__(self, kind: EndKind) -> BytesTemplate:
        rest = self.printed(kind).partition(TEXT.encode())[2]
        self[kind] = made = template(rest, self.model, self.layout)
        return made


class Cuts(NamedTuple):
    """What stands in each event of a stream.

    Attributes:
        before: what comes before its text.
        before_count: between that and what the candidate has billed so far.
        before_total: between that and what all has; nothing where neither is told.
        behind: what follows.
        is_shared: whether what is around a count is that of other streams, too.
    """

    before: bytes
    before_count: bytes
    before_total: bytes
    behind: bytes
    is_shared: bool = True


def parted(rest: bytes) -> bytes:
    """Return what follows an event's text, parted where it says what is billed so far."""
    for mark in (CANDIDATES, TOTAL):
        rest = rest.replace(f'"{mark}"'.encode(), PART, 1)
    return rest


class _CutTemplates(NamedTuple):
    """What comes before an event's text, and the template of what stands in it behind; see Cuts."""

    before: bytes
    rest: BytesTemplate


class ChunkShape(dict[Numbers, _CutTemplates]):
    """What the events of all streams of one model share; itself what stands in them, by kind.

    Args:
        known: how the model answers.
        is_vertex: of which surface.
        layout: how they are printed.

    Attributes:
        model: its name.
        layout: likewise.
        last: makes the event that ends a stream.
        ends_apart: whether that is one without a text.
        is_timed: whether it is told when they were made.
        is_counted: whether each event tells what is billed.
        is_named_last: whether what names an answer stands behind that.
    """

    is_named_last: bool = True

    def __init__(self, known: GeminiTraits, *, is_vertex: bool, layout: JsonLayout) -> None:
        super().__init__()
        self.model, self.layout = known.name, layout
        self._known, self._is_vertex = known, is_vertex
        self.last = EndShape(known, is_vertex=is_vertex, layout=layout)
        self.ends_apart, self.is_timed = known.ends_apart, is_vertex
        self.is_counted = not is_vertex

    def cuts(self, prompt: int, thoughts: int, cached: int, name: AnswerName) -> Cuts:
        """Return what stands in each event of one stream."""
        filling: Filling = (prompt, 0, 0, thoughts, cached, b"", b"", name.time, name.id)
        before, rest = self[prompt > 0, True, thoughts > 0, cached > 0]
        parts = (rest.text % rest.pick(filling)).split(PART)
        *counts, behind = parts
        count, total = counts or (b"", b"")
        return Cuts(before, count, total, behind, self.is_named_last)

    def printed(self, present: Numbers) -> tuple[bytes, bytes]:
        """Return an event's parts before its text and behind it, with marks, the latter parted."""
        one = candidate(self._known, [{"text": TEXT}], is_vertex=self._is_vertex)
        billed = ON_DEMAND
        if self.is_counted:
            bill = TokenSums(*map(int, present))
            billed = marked(usage(bill, is_vertex=False))
        time = TIME if self._is_vertex else ""
        printed = self.layout.printed(top([one], billed, MODEL, NAME, time))
        before, _, rest = (printed + self.layout.after).partition(TEXT.encode())
        return before, parted(rest) if self.is_counted else rest

    def __missing__(self, present: Numbers) -> _CutTemplates:
        before, rest = self.printed(present)
        self[present] = made = _CutTemplates(before, template(rest, self.model, self.layout))
        return made


class GeminiShapes:
    """The shapes that one worker has rendered."""

    def __init__(self) -> None:
        self._wholes: dict[tuple[str, bool], EndShape] = {}
        self._streams: dict[tuple[str, bool, bool], ChunkShape] = {}

    def whole(self, model: str, *, is_vertex: bool) -> EndShape:
        """Return what whole answers of a model share."""
        key = model, is_vertex
        if found := self._wholes.get(key):
            return found
        if len(self._wholes) >= KNOWN_MODELS:
            self._wholes.clear()
        self._wholes[key] = made = EndShape(traits(model), is_vertex=is_vertex)
        return made

    def streamed(self, model: str, *, is_vertex: bool, is_array: bool) -> ChunkShape:
        """Return what streams of a model share."""
        key = model, is_vertex, is_array
        if found := self._streams.get(key):
            return found
        if len(self._streams) >= KNOWN_MODELS:
            self._streams.clear()
        layout = ARRAY if is_array else EVENTS
        made = ChunkShape(traits(model), is_vertex=is_vertex, layout=layout)
        self._streams[key] = made
        return made
