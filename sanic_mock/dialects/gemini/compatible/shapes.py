"""What plain answers of one model share in OpenAI's shape, with marks for what varies.

They are what `answers.ChatTranslator` makes of Gemini's own; the mark of a time is that of the
second, which is a number here.
"""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.gemini.compatible.answers import CHUNKS, ChatTranslator, printed
from sanic_mock.dialects.gemini.content import candidate
from sanic_mock.dialects.gemini.ids import AnswerName, answer_name
from sanic_mock.dialects.gemini.models import KNOWN_MODELS, GeminiTraits, traits
from sanic_mock.dialects.gemini.shapes import (
    ChunkShape,
    EndKind,
    EndShape,
    Numbers,
    parted,
    top,
)
from sanic_mock.dialects.gemini.templates import MODEL, NAME, SIGNATURE, TEXT, TIME, marked
from sanic_mock.dialects.gemini.usage import TokenSums, usage

Json = dict[str, Any]

# No second is printed so; it is replaced by a mark.
_SECOND = 10**18
_DIGITS = b"%d" % _SECOND


class CompatibleEndShape(EndShape):
    """See EndShape.

    Args:
        known: how the model answers.
        is_streamed: whether its objects are those of streams.
        tells_usage: whether they tell what is billed.
    """

    def __init__(self, known: GeminiTraits, *, is_streamed: bool, tells_usage: bool) -> None:
        self._translates = is_streamed, tells_usage
        super().__init__(known, is_vertex=False, layout=CHUNKS)
        self.is_averaged = False

    def printed(self, kind: EndKind) -> bytes:
        """See EndShape."""
        finish, *present = kind
        part = {"text": TEXT} | ({"thoughtSignature": SIGNATURE} if self.is_signed else {})
        one = candidate(self._known, [part], is_vertex=False, finish=finish)
        return _printed(one, present, *self._translates)


class CompatibleChunkShape(ChunkShape):
    """See ChunkShape.

    Args:
        known: how the model answers.
        tells_usage: whether each event tells what is billed.
    """

    is_named_last = False

    def __init__(self, known: GeminiTraits, *, tells_usage: bool) -> None:
        super().__init__(known, is_vertex=False, layout=CHUNKS)
        self.last = CompatibleEndShape(known, is_streamed=True, tells_usage=tells_usage)
        self.is_counted = tells_usage

    def printed(self, present: Numbers) -> tuple[bytes, bytes]:
        """See ChunkShape."""
        one = candidate(self._known, [{"text": TEXT}], is_vertex=False)
        event = _printed(one, present, True, self.is_counted) + self.layout.after
        before, _, rest = event.partition(TEXT.encode())
        return before, parted(rest) if self.is_counted else rest


class CompatibleShapes:
    """The shapes that one worker has rendered."""

    def __init__(self) -> None:
        self._wholes: dict[str, CompatibleEndShape] = {}
        self._streams: dict[tuple[str, bool], CompatibleChunkShape] = {}

    def whole(self, model: str) -> CompatibleEndShape:
        """Return what whole answers of a model share."""
        if found := self._wholes.get(model):
            return found
        if len(self._wholes) >= KNOWN_MODELS:
            self._wholes.clear()
        made = CompatibleEndShape(traits(model), is_streamed=False, tells_usage=True)
        self._wholes[model] = made
        return made

    def streamed(self, model: str, *, tells_usage: bool) -> CompatibleChunkShape:
        """Return what streams of a model share, by whether they tell what is billed."""
        key = model, tells_usage
        if found := self._streams.get(key):
            return found
        if len(self._streams) >= KNOWN_MODELS:
            self._streams.clear()
        self._streams[key] = made = CompatibleChunkShape(traits(model), tells_usage=tells_usage)
        return made


def answered_at(digest: bytes, now_s: int) -> AnswerName:
    """Return the name of an answer, with its second."""
    return AnswerName(answer_name(digest, now_s, is_timed=False).id, b"%d" % now_s)


def _printed(one: Json, present: Any, is_streamed: bool, tells_usage: bool) -> bytes:
    """Return an object with one candidate, whose bill has such numbers."""
    translator = ChatTranslator(b"", _SECOND, is_streamed=is_streamed, tells_usage=tells_usage)
    billed = marked(usage(TokenSums(*map(int, present)), is_vertex=False))
    told = printed(translator.translated(top([one], billed, MODEL, NAME, "")))
    return told.replace(_DIGITS, TIME.encode())
