"""The ends of chat completion chunks, and their padding: shared by all streams.

An event is a prefix of its stream (id, created, model) and a suffix that the piece of text and the
padding's length decide. Suffixes are therefore shared by all streams and made at first use.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from random import Random
from zlib import crc32

from sanic_mock.dialects.ids import BASE62

_PADDINGS = 1021
KNOWN_PIECES = 65_536
KNOWN_FRAGMENTS = 64
KNOWN_FRAGMENT_PIECES = 2048

# Length of the JSON before a suffix mod 16, `logprobs`, `usage`, whether padded.
Shape = tuple[int, bytes, bytes, bool]

TEXT = (b'"content":"', b'"')


def padding_length(json_length: int) -> int:
    """Return how many characters of obfuscation a chunk gets.

    (-length of the compact JSON without the member) mod 16: 30 of 30 chunks [otel-2026]
    """
    return -json_length % 16


class ChunkSuffixes(dict[bytes, bytes]):
    """Piece of text to the rest of its event, for all streams of one shape.

    Args:
        prefix_json: length of the JSON before the suffix; only its residue mod 16 matters.
        logprobs: the `logprobs` member with its comma, or nothing.
        usage: the `usage` member with its comma, or nothing.
        obfuscated: whether events are padded.
        index: which of several answers it is.
        delta: what stands before a piece in its delta, and behind it.
        most: how many pieces are kept.
    """

    def __init__(
        self,
        prefix_json: int,
        logprobs: bytes,
        usage: bytes,
        obfuscated: bool,
        index: int = 0,
        delta: tuple[bytes, bytes] = TEXT,
        most: int = KNOWN_PIECES,
    ) -> None:
        super().__init__()
        self._prefix_json = prefix_json
        self._logprobs = logprobs
        self._usage = usage
        self._obfuscated = obfuscated
        self._index = index
        self._before, self._after = delta
        self._most = most

    def __missing__(self, piece: bytes) -> bytes:
        if len(self) >= self._most:
            self.clear()
        self[piece] = suffix = self._content(piece)
        return suffix

    def grouped(self, pieces: Sequence[bytes]) -> bytes:
        """Return one suffix for several pieces; not kept."""
        return self._content(b"".join(pieces))

    def _content(self, content: bytes) -> bytes:
        return self.choice(self._before + content + self._after, b"null")

    def choice(self, delta: bytes, finish_reason: bytes) -> bytes:
        """Return the suffix of an event with one choice."""
        return self.with_logprobs(delta, self._logprobs, finish_reason)

    def with_logprobs(self, delta: bytes, logprobs: bytes, finish_reason: bytes) -> bytes:
        """Return the suffix of an event with one choice and these probabilities."""
        return self.sealed(
            b'{"index":%d,"delta":{%b},%b"finish_reason":%b}]%b'
            % (self._index, delta, logprobs, finish_reason, self._usage)
        )

    def unfinished(self, delta: bytes) -> bytes:
        """Return the suffix of an event whose choice says nothing of an end [dotnet-2026]."""
        return self.sealed(b'{"index":%d,"delta":{%b}}]%b' % (self._index, delta, self._usage))

    def sealed(self, suffix: bytes) -> bytes:
        """Close an event's JSON, padded where it is to be."""
        if not self._obfuscated:
            return suffix + b"}\n\n"
        return b'%b,"obfuscation":"%b"}\n\n' % (
            suffix,
            letters(suffix, self._prefix_json + len(suffix) + 1),
        )


def letters(suffix: bytes, json_length: int) -> bytes:
    """Return the padding of a chunk that is so long without it; `suffix` decides which letters."""
    return _padding(crc32(suffix) % _PADDINGS)[: padding_length(json_length)]


@cache
def _padding(number: int) -> bytes:
    return bytes(Random(number).choices(BASE62, k=16))


class Shelf:
    """The suffixes of every shape that was asked for, each with the whole vocabulary.

    A shape is rendered when it is first asked for, not when its first piece is due.
    """

    def __init__(self) -> None:
        self._vocabulary: tuple[bytes, ...] = ()
        self._suffixes: dict[Shape, ChunkSuffixes] = {}
        self._fragments: dict[tuple[Shape, int, tuple[bytes, bytes]], ChunkSuffixes] = {}

    def learn(self, vocabulary: Iterable[bytes]) -> None:
        """Know the pieces that texts are made of."""
        self._vocabulary = tuple(vocabulary)[:KNOWN_PIECES]
        self._suffixes.clear()
        self._fragments.clear()

    def suffixes(
        self, residue: int, logprobs: bytes, usage: bytes, obfuscated: bool
    ) -> ChunkSuffixes:
        """Return the suffixes of a shape."""
        key = residue, logprobs, usage, obfuscated
        return self._suffixes.get(key) or self._rendered(key)

    def fragments(self, shape: Shape, index: int, delta: tuple[bytes, bytes]) -> ChunkSuffixes:
        """Return the suffixes of a shape that few streams have; its pieces come from requests."""
        key = shape, index, delta
        found = self._fragments.get(key)
        if found is None:
            if len(self._fragments) >= KNOWN_FRAGMENTS:
                self._fragments.clear()
            found = ChunkSuffixes(*shape, index, delta, KNOWN_FRAGMENT_PIECES)
            self._fragments[key] = found
        return found

    def _rendered(self, key: Shape) -> ChunkSuffixes:
        self._suffixes[key] = suffixes = ChunkSuffixes(*key)
        for piece in self._vocabulary:
            suffixes[piece]
        return suffixes
