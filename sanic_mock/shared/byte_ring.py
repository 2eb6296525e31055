"""The last contents of one process, of any length: the oldest are overwritten by the newest.

Who writes first says how far that will reach, and then writes, so who reads knows what may have
been overwritten meanwhile. Where a content is, whoever keeps it remembers.
"""

from __future__ import annotations

from sanic_mock.shared.memory import WORD_BYTES, Memory


class ByteRing:
    """One process's contents; they outlive it.

    Args:
        size: bytes of all of them.

    Attributes:
        longest: bytes of a content that may be kept.
    """

    __slots__ = ("_end", "_raw", "_size", "longest")

    def __init__(self, size: int) -> None:
        self._size = size
        self._raw = Memory(size).raw
        self._end = Memory(WORD_BYTES).words
        self.longest = size // 8

    def append(self, content: bytes) -> int:
        """Keep a content, no longer than the longest; return where it is."""
        assert len(content) <= self.longest
        start = self._end[0]
        place = start % self._size
        if place + len(content) > self._size:  # it is in one piece
            start += self._size - place
            place = 0
        self._end[0] = start + len(content)
        self._raw[place : place + len(content)] = content
        return start

    def read(self, start: int, length: int) -> bytes | None:
        """Return a content, None where it is overwritten."""
        place = start % self._size
        found = self._raw[place : place + length]
        return found if self._end[0] - start <= self._size else None
