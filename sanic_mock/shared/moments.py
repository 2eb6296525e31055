"""Moments by name, of which nobody need know all before processes are forked."""

from __future__ import annotations

from hashlib import blake2b

from sanic_mock.shared.memory import WORD_BYTES, Memory, ProcessLock
from sanic_mock.shared.moment import Moment

MOST_MOMENTS = 512
_MARK_BYTES = 7


class Moments:
    """A table for all processes forked from this one: for each name a mark of it, and a moment.

    Where all places are taken, further names share those of others.
    """

    def __init__(self) -> None:
        self._words = Memory(2 * MOST_MOMENTS * WORD_BYTES).words
        self._lock = ProcessLock()

    def of(self, name: str) -> Moment:
        """Return the moment of a name, the same in all processes; may wait for others."""
        digest = blake2b(name.encode("utf-8", "replace"), digest_size=_MARK_BYTES).digest()
        mark = int.from_bytes(digest, "little") or 1
        with self._lock:
            place = self._place(mark)
            self._words[2 * place] = mark
        return Moment(self._words[2 * place + 1 : 2 * place + 2])

    def clear(self) -> None:
        """Let all be as if nobody had said so."""
        for place in range(MOST_MOMENTS):
            self._words[2 * place + 1] = 0

    def _place(self, mark: int) -> int:
        """Return where a mark is, or may be put."""
        first = mark % MOST_MOMENTS
        for step in range(MOST_MOMENTS):
            place = (first + step) % MOST_MOMENTS
            if self._words[2 * place] in (0, mark):
                return place
        return first
