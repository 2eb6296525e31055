"""Streams of completions: each event is a whole completion object with a piece of the text.

An event is a prefix of its stream (id, created) and a suffix that the piece of text and the model
decide. Suffixes are shared by all streams and made at first use. They have no padding, and the name
of the model comes after the choices [openllmetry-2026].
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

import msgspec

from sanic_mock.dialects.answer import Renderer
from sanic_mock.dialects.ids import random_part
from sanic_mock.dialects.openai.completions.logprobs import Json, PromptLogprobs, logprob_lists
from sanic_mock.dialects.openai.completions.reading import Reading, Shown, SingleText
from sanic_mock.dialects.openai.completions.whole import usage
from sanic_mock.dialects.openai.ids import time_prefix
from sanic_mock.dialects.openai.sse import DONE
from sanic_mock.dialects.rendering import SharedEvents, StepEvents
from sanic_mock.engine.logprobs import unescaped
from sanic_mock.engine.reply import Choice, FinishReason, Reply

KNOWN_PIECES = 65_536
KNOWN_SHAPES = 16

# Stands before the last piece of a text that was cut; in no JSON is this byte a part of a string.
_LAST = b"\0"

_compact = msgspec.json.Encoder().encode

# What is sent piece by piece, and what makes it events.
PiecesAndRenderer = tuple[Sequence[bytes], Renderer]


class TextSuffixes(dict[bytes, bytes]):
    """Piece of text to the rest of its event, for all streams of one model with one text.

    Args:
        name: the model's name in the answer.
        has_usage: whether the stream ends with its usage, which is null until then.
    """

    def __init__(self, name: str, *, has_usage: bool) -> None:
        super().__init__()
        self._name = msgspec.json.encode(name)
        self._end = b'],"model":%b%b}\n\n' % (self._name, b',"usage":null' if has_usage else b"")

    def __missing__(self, piece: bytes) -> bytes:
        if len(self) >= KNOWN_PIECES:
            self.clear()
        self[piece] = suffix = self._content(piece)
        return suffix

    def grouped(self, pieces: Sequence[bytes]) -> bytes:
        """Return one suffix for several pieces; not kept."""
        return self._content(b"".join(pieces))

    def _content(self, piece: bytes) -> bytes:
        content, mark, last = piece.partition(_LAST)
        return self.text(content + last, b'"length"' if mark else b"null")

    def text(self, escaped: bytes, finish_reason: bytes) -> bytes:
        """Return the suffix of an event with a part of the one text; the reason is JSON."""
        return self.choices(
            b'{"text":"%b","index":0,"logprobs":null,"finish_reason":%b}' % (escaped, finish_reason)
        )

    def choices(self, rendered: bytes) -> bytes:
        """Return the suffix of an event, from its choices' JSON."""
        return b'"choices":[' + rendered + self._end

    def usage(self, reply: Reply) -> bytes:
        """Return the suffix of the event that tells the usage; its keys have their own order."""
        return b'"model":%b,"usage":%b,"choices":[]}\n\n' % (self._name, _compact(usage(reply)))


class Shapes:
    """What the streams of one worker share."""

    def __init__(self) -> None:
        self._suffixes: dict[tuple[str, bool], TextSuffixes] = {}
        self._second = -1
        self._start = self._rest = b""

    def prefix(self, digest: bytes, now_s: int) -> bytes:
        """Return the start of every event of one stream."""
        if now_s != self._second:
            self._second = now_s
            self._start = b'data: {"id":"cmpl-' + time_prefix(now_s)
            self._rest = b'","object":"text_completion","created":%d,' % now_s
        return self._start + random_part(digest) + self._rest

    def suffixes(self, name: str, has_usage: bool) -> TextSuffixes:
        """Return the suffixes of a model's streams."""
        suffixes = self._suffixes.get((name, has_usage))
        return self._rendered(name, has_usage) if suffixes is None else suffixes

    def _rendered(self, name: str, has_usage: bool) -> TextSuffixes:
        if len(self._suffixes) >= KNOWN_SHAPES:
            self._suffixes.clear()
        self._suffixes[name, has_usage] = suffixes = TextSuffixes(name, has_usage=has_usage)
        return suffixes


def one(
    prefix: bytes, shared: TextSuffixes, single: SingleText, after: Sequence[bytes]
) -> PiecesAndRenderer:
    """Return the events of one text; `after` are suffixes of those behind it.

    The last token of a text that was cut says so; one that ended says so in an event of its own.
    """
    pieces, reason = single.body.pieces, single.finish_reason
    opening = (shared.text(single.echoed, b"null"),) if single.echoed else ()
    closing = list(after)
    if pieces and reason == "length":
        pieces = (*pieces[:-1], _LAST + pieces[-1])
    else:
        closing.insert(0, shared.text(b"", b'"%b"' % reason.encode()))
    return pieces, SharedEvents(prefix, opening, shared, closing, DONE)


def several(
    prefix: bytes,
    shared: TextSuffixes,
    choices: Sequence[Shown],
    reading: Reading,
    prompts: PromptLogprobs,
    after: Sequence[bytes],
) -> PiecesAndRenderer:
    """Return the events of several texts, interleaved, or of one with its probabilities."""
    opening = [_echo(one, reading, prompts) for one in choices] if reading.echoes else []
    rows = zip_longest(*(_deltas(one) for one in choices))
    closing = [_end(one) for one in choices if not _ends_with_token(one.choice)]
    pieces = (prefix.join(shared.choices(event) for event in row if event) for row in rows)
    renderer = StepEvents(
        prefix,
        [*map(shared.choices, opening)],
        [*map(shared.choices, closing), *after],
        DONE,
    )
    return tuple(pieces), renderer


def _ends_with_token(choice: Choice) -> bool:
    return choice.finish_reason == "length" and bool(choice.body.pieces)


def _echo(one: Shown, reading: Reading, prompts: PromptLogprobs) -> bytes:
    if one.choice.logprobs is None:
        return _event(one.place, one.prompt, None)
    lists = prompts.lists(one.prompt, reading.top_logprobs or 0)
    return _event(one.place, one.prompt, lists)


def _deltas(one: Shown) -> Iterator[bytes]:
    """Yield the events of a choice's tokens."""
    choice, offset = one.choice, len(one.prompt)
    last = len(choice.body.pieces) - 1 if _ends_with_token(choice) else -1
    for number, piece in enumerate(choice.body.pieces):
        text = unescaped(piece)
        lists = None
        if choice.logprobs is not None:
            lists = logprob_lists(choice.logprobs[number : number + 1], offset)
        yield _event(one.place, text, lists, choice.finish_reason if number == last else None)
        offset += len(text)


def _end(one: Shown) -> bytes:
    lists = None if one.choice.logprobs is None else logprob_lists(())
    return _event(one.place, "", lists, one.choice.finish_reason)


def _event(
    index: int, text: str, lists: Json | None, finish_reason: FinishReason | None = None
) -> bytes:
    return _compact(
        {"text": text, "index": index, "logprobs": lists, "finish_reason": finish_reason}
    )
