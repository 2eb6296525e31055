"""What plain answers share, rendered once: the bytes between what varies, by model and surface."""

from __future__ import annotations

from typing import Any, NamedTuple

from sanic_mock.dialects.gemini.content import average, candidate
from sanic_mock.dialects.gemini.ids import AnswerName, signature
from sanic_mock.dialects.gemini.layout import ARRAY, EVENTS, WHOLE, JsonLayout
from sanic_mock.dialects.gemini.models import KNOWN_MODELS, GeminiTraits, traits
from sanic_mock.dialects.gemini.usage import ON_DEMAND, TokenSums, usage

KNOWN_ENDS = 4096
KNOWN_STREAMS = 1024

# They stand for what varies: letters of nobody's, in strings and in the places of numbers.
_TEXT, _SIGNATURE, _AVERAGE, _COUNT, _TOTAL, _TIME, _ID = map(chr, range(0xE000, 0xE007))
# Why it ends; and its bill: prompt, candidates, thoughts, cached.
EndKey = tuple[str, int, int, int, int]


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


def _marked(mark: str) -> bytes:
    return f'"{mark}"'.encode()


_AVERAGE_MARK = _marked(_AVERAGE)


class Tail(NamedTuple):
    """What follows a usage, up to an object's end.

    Attributes:
        before_time: up to when it was made, or to its name where that is not told.
        before_name: from there up to its name; nothing likewise.
        after_name: what is left.
    """

    before_time: bytes
    before_name: bytes
    after_name: bytes


def _tail(text: bytes) -> Tail:
    before, _, after = text.rpartition(_ID.encode())
    opening, is_timed, between = before.rpartition(_TIME.encode())
    return Tail(opening, between, after) if is_timed else Tail(before, b"", after)


class EndShape(dict[EndKey, tuple[bytes, bytes]]):
    """What all objects share that end a text of one model; itself what follows it, by its bill.

    Args:
        known: how the model answers.
        is_vertex: of which surface.
        layout: how it is printed.

    Attributes:
        start: what comes before a text.
        is_timed: whether it is told when they were made.
    """

    def __init__(self, known: GeminiTraits, *, is_vertex: bool, layout: JsonLayout = WHOLE) -> None:
        super().__init__()
        self._known, self._is_vertex, self._layout = known, is_vertex, layout
        self.is_timed = is_vertex
        self._is_averaged = is_vertex or not known.is_indexed
        self._is_signed = known.names_calls
        self.start, _, rest = self._printed("STOP", TokenSums(1, 1)).partition(_TEXT.encode())
        self._signed = rest.partition(_SIGNATURE.encode())[0] if self._is_signed else b""
        self._tail = _tail(rest)

    def text(self, text: bytes, key: EndKey, digest: bytes, name: AnswerName) -> bytes:
        """Return an object that ends with a text, escaped."""
        return b"".join((self.start, text, *self.behind(key, digest, name)))

    def behind(self, key: EndKey, digest: bytes, name: AnswerName) -> tuple[bytes, ...]:
        """Return what follows a text, in parts."""
        before, after = self[key]
        mean = b"%r" % average(digest) if self._is_averaged else b""
        tail = self._tail
        end = before, mean, after, name.time, tail.before_name, name.id, tail.after_name
        return (self._signed, signature(digest), *end) if self._is_signed else end

    def _printed(self, finish: str, bill: TokenSums) -> bytes:
        part = {"text": _TEXT} | ({"thoughtSignature": _SIGNATURE} if self._is_signed else {})
        one = candidate(
            self._known,
            [part],
            is_vertex=self._is_vertex,
            finish=finish,
            further={"avgLogprobs": _AVERAGE} if self._is_averaged else {},
        )
        has_details = not self._known.is_indexed
        billed = usage(bill, is_vertex=self._is_vertex, has_details=has_details)
        time = _TIME if self._is_vertex else ""
        return self._layout.printed(top([one], billed, self._known.name, _ID, time))

    def __missing__(self, key: EndKey) -> tuple[bytes, bytes]:
        """Return what follows a text and its signature, up to its time or name.

        It is in two parts where the mean of probabilities stands between them.
        """
        if len(self) >= KNOWN_ENDS:
            self.clear()
        finish, *numbers = key
        mark = _SIGNATURE if self._is_signed else _TEXT
        rest = self._printed(finish, TokenSums(*numbers)).partition(mark.encode())[2]
        end = _tail(rest).before_time
        before, is_averaged, after = end.partition(_AVERAGE_MARK)
        self[key] = ends = (before, after) if is_averaged else (b"", end)
        return ends


class Cuts(NamedTuple):
    """What stands in each event of a stream.

    Attributes:
        before: what comes before its text.
        before_count: between that and what the candidate has billed so far.
        before_total: between that and what all has; nothing where neither is told.
        behind: what follows.
    """

    before: bytes
    before_count: bytes
    before_total: bytes
    behind: bytes


class ChunkShape(dict[tuple[int, int, int], tuple[Cuts, Tail]]):
    """What the events of all streams of one model share, by what their prompt and thought bill.

    Args:
        known: how the model answers.
        is_vertex: of which surface.
        layout: how they are printed.

    Attributes:
        last: makes the event that ends a stream.
        layout: likewise.
        ends_apart: whether that is one without a text.
        is_counted: whether each event tells what is billed.
    """

    def __init__(self, known: GeminiTraits, *, is_vertex: bool, layout: JsonLayout) -> None:
        super().__init__()
        self._known, self._is_vertex, self.layout = known, is_vertex, layout
        self.last = EndShape(known, is_vertex=is_vertex, layout=layout)
        self.ends_apart = known.ends_apart
        self.is_counted = not is_vertex

    def cuts(self, prompt: int, thoughts: int, cached: int, name: AnswerName) -> Cuts:
        """Return what stands in each event of one stream."""
        cuts, tail = self[prompt, thoughts, cached]
        told = tail.before_time, name.time, tail.before_name, name.id, tail.after_name
        return cuts._replace(behind=b"".join((*told, self.layout.after)))

    def __missing__(self, key: tuple[int, int, int]) -> tuple[Cuts, Tail]:
        if len(self) >= KNOWN_STREAMS:
            self.clear()
        prompt, thoughts, cached = key
        one = candidate(self._known, [{"text": _TEXT}], is_vertex=self._is_vertex)
        billed = ON_DEMAND
        if self.is_counted:
            told = usage(TokenSums(prompt, 1, thoughts, cached), is_vertex=False)
            billed = told | {"candidatesTokenCount": _COUNT, "totalTokenCount": _TOTAL}
        time = _TIME if self._is_vertex else ""
        printed = self.layout.printed(top([one], billed, self._known.name, _ID, time))
        before, _, rest = printed.partition(_TEXT.encode())
        before_count, _, rest_counted = rest.partition(_marked(_COUNT))
        before_total, _, rest_total = rest_counted.partition(_marked(_TOTAL))
        if not self.is_counted:
            before_count, before_total, rest_total = b"", b"", rest
        self[key] = made = Cuts(before, before_count, before_total, b""), _tail(rest_total)
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
