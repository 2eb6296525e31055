"""Vectors for texts without a model: texts that share words point in like directions.

Every word votes plus or minus at each position, at random but always alike; a text's vector has
the sign of the majority (SimHash: Charikar 2002), so that the cosine of two texts is
(2/pi) asin(r), with r the share of words that they have in common: 1 for the same words, about 0
for none. Texts that differ in nothing but order, case or punctuation get about 0.95.

The size of a number belongs to its position alone (`vector_sizes.py`). So every vector has unit
length, and a vector cut and normalised again is the shorter vector, without any arithmetic.

A vote is one large integer with a byte for each position; adding integers counts the votes of a
text at the speed of C, and `bytes.translate` turns counts into signs. A count's byte holds
    bits 6-7  which of four leading bytes the position's float32 has
    bit  5    a plus, whatever the vote was: noise of the text's own
    bits 0-4  the pluses
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from hashlib import shake_128
from struct import pack
from typing import NamedTuple
from zlib import crc32

from sanic_mock.engine.offload import takes
from sanic_mock.engine.refusal import RefusedError, unmet
from sanic_mock.engine.vector_sizes import MOST_DIMENSIONS, VectorSizes, printed_sizes, vector_sizes

MOST_NUMBERS = 2048 * MOST_DIMENSIONS  # of one answer: as many vectors as most give
KNOWN_WORDS = 2048
KNOWN_MODELS = 8
# What each number takes, printed and packed; measured on one machine and rounded up.
PRINTED_US, PACKED_US = 0.3, 0.06

_WIDTHS = (512, 1536, 3072, MOST_DIMENSIONS)
_MOST_VOTES = 31
_FORCED = 32
_BYTE_FULL = 255
_MOST_WORDS = 1 << 15
_LONGEST_KNOWN = 64
_OFFSETS = (1 << 20) - 1
# Words that are split evenly over a position let a vote decide that their counts choose.
_EIGHT_COUNTS = (1 << 64) - 1
_SCATTER = 0x9E37_79B9_7F4A_7C15  # 2**64 / golden ratio: Knuth's multiplicative hash

_find_words = re.compile(r"\w+").findall
# Where words are not set apart, each character is one.
_find_signs = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+").findall


def expect(numbers: int, number_us: float) -> None:
    """Announce the vectors of an answer.

    Args:
        numbers: of all of them together.
        number_us: what each takes.

    Raises:
        RefusedError: they are more than an answer has.
        Lengthy: they are too many for the event loop.
    """
    if numbers > MOST_NUMBERS:
        told = f"{numbers} numbers were asked for; an answer has at most {MOST_NUMBERS}"
        raise RefusedError(unmet(told))
    takes(numbers * number_us)


class Embedder:
    """The vectors of one model, none longer than `width`.

    Args:
        model: the model's name; models have nothing in common.
        width: the most numbers of a vector.
    """

    def __init__(self, model: str, width: int) -> None:
        self._width = width
        self._seed = crc32(_bytes(model))
        self._votes = _Votes(self._seed, width)

    def packed(self, text: str, dimensions: int) -> bytearray:
        """Return a text's vector as float32, little-endian."""
        sizes = vector_sizes(dimensions)
        counts, voters = self._count(text, sizes)
        vector = bytearray(sizes.singles)
        vector[3::4] = counts.translate(_leading_bytes(voters, sizes.least))
        return vector

    def printed(self, text: str, dimensions: int) -> bytes:
        """Return a text's vector as the numbers of a JSON array."""
        sizes = vector_sizes(dimensions)
        counts, voters = self._count(text, sizes)
        numbers, width = printed_sizes(dimensions)
        vector = bytearray(numbers)
        vector[::width] = counts.translate(_printed_signs(voters))
        return bytes(vector).translate(None, b"+")

    def _count(self, text: str, sizes: VectorSizes) -> tuple[bytes, int]:
        """Return the counts of a text's votes, and how many votes there were: odd, 1 to 31."""
        words = _words(text)
        if len(words) > _MOST_VOTES:
            votes = [self._majority(words)]
        else:
            votes = list(map(self._votes.__getitem__, words))
        pluses, voters = sum(votes), len(votes)
        if not voters & 1:
            pluses += self._window(_noise().votes, (pluses & _EIGHT_COUNTS) * _SCATTER >> 64)
            voters += 1
        pluses += self._window(_noise().forces, crc32(_bytes(text), self._seed))
        counts = (pluses + sizes.start).to_bytes(self._width, "little")
        return counts[: sizes.dimensions], voters

    def _window(self, noise: bytes, offset: int) -> int:
        start = offset & _OFFSETS
        return int.from_bytes(noise[start : start + self._width], "little")

    def _majority(self, words: list[str]) -> int:
        """Return the vote of many words, which two bytes for each position count."""
        if not len(words) & 1:
            words.append(words[0])
        pluses = 0
        for start in range(0, len(words), _BYTE_FULL):
            counted = sum(map(self._votes.__getitem__, words[start : start + _BYTE_FULL]))
            pairs = bytearray(2 * self._width)
            pairs[::2] = counted.to_bytes(self._width, "little")
            pluses += int.from_bytes(pairs, "little")
        # The highest bit is set where the count, from which half the words are taken, is not below.
        half = pack("<H", 0x7FFF - len(words) // 2) * self._width
        high = (pluses + int.from_bytes(half, "little")).to_bytes(2 * self._width, "little")[1::2]
        return int.from_bytes(high.translate(_HIGHEST_BIT), "little")


@lru_cache(KNOWN_MODELS)
def _embedder(model: str, width: int) -> Embedder:
    return Embedder(model, width)


def embedder(model: str, dimensions: int) -> Embedder:
    """Return what makes a model's vectors of so many numbers, or fewer; kept."""
    return _embedder(model, next(width for width in _WIDTHS if width >= dimensions))


class _Votes(dict[str, int]):
    """Word to its vote: a window of noise that is the same in every process."""

    def __init__(self, seed: int, width: int) -> None:
        super().__init__()
        self._seed = seed
        self._width = width

    def __missing__(self, word: str) -> int:
        offset = crc32(_bytes(word), self._seed) & _OFFSETS
        window = _noise().votes[offset : offset + self._width]
        vote = int.from_bytes(window, "little")
        if len(word) <= _LONGEST_KNOWN:  # what is kept is bounded in bytes, too
            if len(self) >= KNOWN_WORDS:
                self.clear()
            self[word] = vote
        return vote


class _Noise(NamedTuple):
    """Random bytes, the same in every process; a window of them is one vote.

    Attributes:
        votes: 1 or 0, as often.
        forces: a plus that counts for more than all votes, at one position in 32.
    """

    votes: bytes
    forces: bytes


@cache
def _noise() -> _Noise:
    noise = shake_128(b"sanic-mock embeddings").digest(_OFFSETS + 1 + MOST_DIMENSIONS)
    votes = bytes(value & 1 for value in range(256))
    forces = bytes(_FORCED * (value < 8) for value in range(256))
    return _Noise(noise.translate(votes), noise.translate(forces))


@cache
def _leading_bytes(voters: int, least: int) -> bytes:
    """Return count to the leading byte of a float32, sign and all."""
    pluses = _pluses(voters)
    return bytes(least + (count >> 6) | (0 if pluses[count] else 0x80) for count in range(256))


@cache
def _printed_signs(voters: int) -> bytes:
    return bytes(b"-+"[plus] for plus in _pluses(voters))


def _pluses(voters: int) -> list[bool]:
    return [bool(count & _FORCED) or 2 * (count & 31) > voters for count in range(256)]


_HIGHEST_BIT = bytes(value >> 7 for value in range(256))


def _words(text: str) -> list[str]:
    """Return a text's words, each once, at least one."""
    find = _find_words if text.isascii() else _find_signs
    return list(dict.fromkeys(find(text.lower())))[:_MOST_WORDS] or [text]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
