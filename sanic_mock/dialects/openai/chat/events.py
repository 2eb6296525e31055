"""Chat completion chunks: the events of a stream, and their padding.

An event is a prefix of its stream (id, created, model) and a tail that the piece of text and the
padding's length decide. Tails are therefore shared by all streams and made at first use.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from random import Random
from zlib import crc32

import msgspec

from sanic_mock.dialects.answer import Events
from sanic_mock.dialects.openai.chat import rich
from sanic_mock.dialects.openai.ids import BASE62, random_part, time_prefix
from sanic_mock.dialects.openai.models import Traits
from sanic_mock.engine.ask import Ask, Reply

DONE = b"data: [DONE]\n\n"

_DATA = b"data: "
_PADDINGS = 1021
KNOWN_PIECES = 65_536

_ROLE = b'"role":"assistant","content":"","refusal":null'
_USAGE = (
    b'"usage":{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d,'
    b'"prompt_tokens_details":{"cached_tokens":%d,"audio_tokens":0},'
    b'"completion_tokens_details":{"reasoning_tokens":%d,"audio_tokens":0,'
    b'"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}'
)


def padding_length(json_length: int) -> int:
    """Return how many characters of obfuscation a chunk gets.

    (-length of the compact JSON without the member) mod 16: 30 of 30 recorded chunks
    """
    return -json_length % 16


class Tails(dict[bytes, bytes]):
    """Piece of text to the rest of its event, for all streams of one shape.

    Args:
        prefix_json: length of the JSON before the tail; only its residue mod 16 matters.
        logprobs: the `logprobs` member with its comma, or nothing.
        usage: the `usage` member with its comma, or nothing.
        obfuscated: whether events are padded.
    """

    def __init__(self, prefix_json: int, logprobs: bytes, usage: bytes, obfuscated: bool) -> None:
        super().__init__()
        self._prefix_json = prefix_json
        self._logprobs = logprobs
        self._usage = usage
        self._obfuscated = obfuscated

    def __missing__(self, piece: bytes) -> bytes:
        if len(self) >= KNOWN_PIECES:
            self.clear()
        self[piece] = tail = self._content(piece)
        return tail

    def grouped(self, pieces: Sequence[bytes]) -> list[bytes]:
        """Return one tail for several pieces; not kept."""
        return [self._content(b"".join(pieces))]

    def _content(self, content: bytes) -> bytes:
        return self.choice(b'"content":"%b"' % content, b"null")

    def choice(self, delta: bytes, finish_reason: bytes) -> bytes:
        """Return the tail of an event with one choice."""
        return self.sealed(
            b'{"index":0,"delta":{%b},%b"finish_reason":%b}]%b'
            % (delta, self._logprobs, finish_reason, self._usage)
        )

    def sealed(self, tail: bytes) -> bytes:
        """Close an event's JSON, padded where it is to be."""
        if not self._obfuscated:
            return tail + b"}\n\n"
        return b'%b,"obfuscation":"%b"}\n\n' % (
            tail,
            letters(tail, self._prefix_json + len(tail) + 1),
        )


def letters(tail: bytes, json_length: int) -> bytes:
    """Return the padding of a chunk that is so long without it; `tail` decides which letters."""
    return _padding(crc32(tail) % _PADDINGS)[: padding_length(json_length)]


@cache
def _padding(number: int) -> bytes:
    return bytes(Random(number).choices(BASE62, k=16))


class Shelf:
    """The tails of every shape that was asked for, each with the whole vocabulary.

    A shape is rendered when it is first asked for, not when its first piece is due.
    """

    def __init__(self) -> None:
        self._vocabulary: tuple[bytes, ...] = ()
        self._tails: dict[tuple[int, bytes, bytes, bool], Tails] = {}

    def learn(self, vocabulary: Iterable[bytes]) -> None:
        """Know the pieces that texts are made of."""
        self._vocabulary = tuple(vocabulary)[:KNOWN_PIECES]
        self._tails.clear()

    def tails(self, residue: int, logprobs: bytes, usage: bytes, obfuscated: bool) -> Tails:
        """Return the tails of a shape."""
        key = residue, logprobs, usage, obfuscated
        return self._tails.get(key) or self._rendered(key)

    def _rendered(self, key: tuple[int, bytes, bytes, bool]) -> Tails:
        self._tails[key] = tails = Tails(*key)
        for piece in self._vocabulary:
            tails[piece]
        return tails


class EventShapes:
    """What all streams of one model share within one second.

    Args:
        shelf: the tails of all shapes.
        model: how the model answers.
        created_s: unix seconds, the same in every chunk of a stream (openai-openapi,
            CreateChatCompletionStreamResponse).
    """

    def __init__(self, shelf: Shelf, model: Traits, created_s: int) -> None:
        self._tails = shelf.tails
        self._start = b'data: {"id":"chatcmpl-' + time_prefix(created_s)
        self._rest = (
            b'","object":"chat.completion.chunk","created":%d,"model":%b,'
            b'"service_tier":"default","system_fingerprint":%b,"choices":['
            % (created_s, msgspec.json.encode(model.answers_as), model.fingerprint)
        )
        prefix_json = len(self._start) - len(_DATA) + 24 + len(self._rest)
        self._residue = prefix_json % 16
        self._model = model
        self._logprobs = b'"logprobs":null,' if model.has_logprobs_key else b""

    def events(self, fields: bytes, ask: Ask, reply: Reply) -> Events:
        """Return a stream: role, pieces, finish, usage where wanted, `[DONE]`."""
        prefix, _, shared = self._begun(ask, reply)
        closing = [shared.choice(b"", b'"%b"' % reply.finish_reason.encode())]
        if ask.usage_wanted:
            closing.append(shared.sealed(b"]," + _usage(reply)))
        return Events(
            fields,
            prefix,
            (shared.choice(_ROLE, b"null"),),
            reply.body.pieces,
            shared,
            tuple(closing),
            DONE,
        )

    def rich(self, fields: bytes, ask: Ask, reply: Reply) -> Events:
        """Return a stream of several answers, or of one that is more than text."""
        prefix, usage, shared = self._begun(ask, reply)
        opening, steps, closing = rich.steps(self._model, reply)

        def rendered(events: Iterable[rich.Json]) -> tuple[bytes, ...]:
            return tuple(shared.sealed(rich.compact(one) + b"]" + usage) for one in events)

        last = rendered(closing)
        if ask.usage_wanted:
            told = rich.compact(rich.usage(reply))
            last += (shared.sealed(b'],"usage":' + told),)
        pieces = tuple(prefix.join(rendered(step)) for step in steps)
        return Events(fields, prefix, rendered(opening), pieces, _RENDERED, last, DONE)

    def _begun(self, ask: Ask, reply: Reply) -> tuple[bytes, bytes, Tails]:
        """Return a stream's prefix, its member for a usage that comes later, and its tails."""
        usage = b',"usage":null' if ask.usage_wanted else b""
        shared = self._tails(self._residue, self._logprobs, usage, ask.obfuscated)
        return self._start + random_part(reply.digest) + self._rest, usage, shared


class Rendered:
    """Tails that are ready: of a stream whose pieces are whole steps; see answer.Tails."""

    def __getitem__(self, piece: bytes, /) -> bytes:
        """Return the piece itself."""
        return piece

    def grouped(self, pieces: Sequence[bytes]) -> list[bytes]:
        """Return the pieces, each an event of its own."""
        return list(pieces)


_RENDERED = Rendered()


def _usage(reply: Reply) -> bytes:
    prompt, hidden = reply.prompt_tokens, reply.reasoning_tokens
    completion = reply.body.tokens + hidden
    return _USAGE % (prompt, completion, prompt + completion, reply.cached_tokens, hidden)
