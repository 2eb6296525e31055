"""Chat completion chunks as Azure prints them: keys sorted, so what a stream owns is in the middle.

An event is the same for all streams but for two holes: id, time and model, and the fingerprint.
Events with holes are shared, and filled when they are sent: all at once where nothing is waited
for. A hole is a character that no JSON text contains as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from sanic_mock.dialects.answer import Events
from sanic_mock.dialects.ids import random_part
from sanic_mock.dialects.openai.azure.filters import NEWER, OLDER, FilterVerdict
from sanic_mock.dialects.openai.azure.latency import checkpoint
from sanic_mock.dialects.openai.azure.whole import usage
from sanic_mock.dialects.openai.chat.suffixes import letters
from sanic_mock.dialects.openai.ids import time_prefix
from sanic_mock.dialects.openai.models import Traits
from sanic_mock.dialects.openai.sse import DONE
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.reply import Reply

KNOWN_PIECES = 16_384

_OWN, _FINGERPRINT = b"\0", b"\1"
_EVENT = (
    b'data: {"choices":[%b],' + _OWN + b'%b"object":"chat.completion.chunk",'
    b'"service_tier":"default","system_fingerprint":' + _FINGERPRINT + b"%b}\n\n"
)
_FILTERS = b'"content_filter_results":%b,'
_CHOICE = b'{%b"delta":{%b},"finish_reason":%b,"index":0,"logprobs":null}'
_CHECKPOINT = b',"latency_checkpoint":%b'
_NO_FILTERS = _FILTERS % b"{}"
_ROLE = b'"content":"","refusal":null,"role":"assistant"'
_HEAD = len(b"data: ")
_ENDING = len(b"\n\n")


class Holed(dict[bytes, bytes]):
    """Piece of text to its event, with holes; for all streams of one shape.

    Args:
        filled: length of what goes into the holes; only its residue mod 16 matters.
        usage_wanted: whether every event says that usage comes later.
        obfuscated: whether events are padded.
        findings: what the filter finds.

    Attributes:
        prompt: the first event of all.
        opening: the first event of a choice.
    """

    def __init__(
        self, filled: int, findings: FilterVerdict, *, usage_wanted: bool, obfuscated: bool
    ) -> None:
        super().__init__()
        self.prompt = findings.prompt_event
        self._safe = _FILTERS % findings.answer_json
        self._stopped = _FILTERS % findings.stopped_json
        self._filled = filled
        self._usage = b',"usage":null' if usage_wanted else b""
        self._obfuscated = obfuscated
        self._finishes: dict[str, bytes] = {}
        self.opening = self._choice(_NO_FILTERS, _ROLE)

    def __missing__(self, piece: bytes) -> bytes:
        if len(self) >= KNOWN_PIECES:
            self.clear()
        self[piece] = event = self.content(piece)
        return event

    def content(self, text: bytes) -> bytes:
        """Return the event of a text that is not kept."""
        return self._choice(self._safe, b'"content":"%b"' % text)

    def finish(self, reason: str) -> bytes:
        """Return the last event of a choice."""
        found = self._finishes.get(reason)
        if found is None:
            told = b'"%b"' % reason.encode()
            filters = self._stopped if reason == "content_filter" else _NO_FILTERS
            found = self._finishes[reason] = self._choice(filters, b"", told)
        return found

    def told(self, usage: bytes, times: bytes) -> bytes:
        """Return the event that tells a stream's usage; its times go into its first hole, too."""
        return self._sealed(b"", b',"usage":' + usage, -len(times))

    def _choice(self, filters: bytes, delta: bytes, finish_reason: bytes = b"null") -> bytes:
        choice = _CHOICE % (filters, delta, finish_reason)
        return self._sealed(choice, self._usage, len(filters))

    def _sealed(self, choices: bytes, usage: bytes, own: int) -> bytes:
        """Return an event; `own` bytes of its choices are in no chunk of OpenAI's.

        Less than 0 are bytes of a hole that only this event has.
        """
        bare = _EVENT % (choices, b"", usage)
        if not self._obfuscated:
            return bare
        # by the length without what the filter says [openllmetry-2026] [replay-2026]; `logprobs`,
        # which some of OpenAI's chunks lack, is 16 bytes long
        length = len(bare) - _HEAD - _ENDING - len(_OWN + _FINGERPRINT) + self._filled - own
        padding = b'"obfuscation":"%b",' % letters(choices, length)
        return _EVENT % (choices, padding, usage)


class FilledEvents:
    """The events of one stream; see answer.Renderer.

    Args:
        holed: of all streams of its shape.
        own: what the first hole takes.
        fingerprint: what the second takes.
        closing: events after the last piece, with holes.
    """

    __slots__ = ("_closing", "_fingerprint", "_holed", "_own", "end")

    def __init__(self, holed: Holed, own: bytes, fingerprint: bytes, closing: bytes) -> None:
        self._holed = holed
        self._own = own
        self._fingerprint = fingerprint
        self._closing = closing
        self.end = DONE

    def opening(self) -> bytes:
        """See Renderer."""
        return self._holed.prompt + self._filled(self._holed.opening)

    def each(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """See Renderer."""
        return map(self._filled, map(self._holed.__getitem__, pieces))

    def together(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        return self._filled(self._holed.content(b"".join(pieces)))

    def closing(self) -> bytes:
        """See Renderer."""
        return self._filled(self._closing)

    def everything(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer; one pass fills all events."""
        contents = map(self._holed.__getitem__, pieces)
        text = b"".join((self._holed.opening, *contents, self._closing))
        return self._holed.prompt + self._filled(text) + self.end

    def _filled(self, events: bytes) -> bytes:
        """Fill the holes of events, one or many."""
        return events.replace(_OWN, self._own).replace(_FINGERPRINT, self._fingerprint)


class AzureShelf:
    """The events of every shape that was asked for."""

    def __init__(self) -> None:
        self._holed: dict[tuple[int, bool, bool, bool], Holed] = {}

    def holed(
        self, residue: int, *, usage_wanted: bool, obfuscated: bool, has_older_filter: bool
    ) -> Holed:
        """Return the events of a shape."""
        key = residue, usage_wanted, obfuscated, has_older_filter
        found = self._holed.get(key)
        if found is None:
            findings = OLDER if has_older_filter else NEWER
            found = Holed(residue, findings, usage_wanted=usage_wanted, obfuscated=obfuscated)
            self._holed[key] = found
        return found


class AzureEventShapes:
    """What all streams of one model share within one second.

    Args:
        shelf: the events of all shapes.
        model: how the model answers.
        created_s: unix seconds, the same in every chunk.
    """

    def __init__(self, shelf: AzureShelf, model: Traits, created_s: int) -> None:
        self._shelf = shelf
        self._start = b'"created":%d,"id":"chatcmpl-%b' % (created_s, time_prefix(created_s))
        self._rest = b',"model":%b,' % msgspec.json.encode(model.answers_as)
        self._fingerprint = model.fingerprint
        self._has_older_filter = model.family.has_older_filter
        filled = len(self._start) + 25 + len(self._rest) + len(self._fingerprint)
        self._residue = filled % 16

    def events(self, fields: bytes, ask: Ask, reply: Reply) -> Events:
        """Return a stream: prompt, role, pieces, finish, usage where wanted, `[DONE]`."""
        holed = self._shelf.holed(
            self._residue,
            usage_wanted=ask.usage_wanted,
            obfuscated=ask.obfuscated,
            has_older_filter=self._has_older_filter,
        )
        closing = holed.finish(reply.finish_reason)
        name = self._start + random_part(reply.digest) + b'"'
        if ask.usage_wanted:
            times = _CHECKPOINT % checkpoint(reply)
            closing += holed.told(usage(reply), times).replace(_OWN, name + times + self._rest)
        own = name + self._rest
        renderer = FilledEvents(holed, own, self._fingerprint, closing)
        return Events(fields, reply.body.pieces, renderer)
