"""How often each thing came, over all workers: exact for as long as it is remembered.

A table of marks in shared memory. A mark that finds no room among the few places it may have takes
the place of another, which begins anew; with 65,536 places that needs tens of thousands of marks.

Every call holds one lock, and raises what that raises; see `memory.ProcessLock`. A worker may be
killed at any instruction: a mark is written between two writes of its count, 0 and then the number.
"""

from __future__ import annotations

from sanic_mock.shared.memory import WORD_BYTES, Memory, ProcessLock

PLACES, LEAST_PLACES = 65_536, 8
_WINDOW = 8
_MARK, _COUNT, _WORDS = 0, 1, 2


class Attempts:
    """Counts by marks, for this process and all that are forked from it.

    Args:
        places: how many marks there is room for, at least LEAST_PLACES.
    """

    def __init__(self, places: int = PLACES) -> None:
        self._places = places
        self._words = Memory(places * _WORDS * WORD_BYTES).words
        self._lock = ProcessLock()

    def count(self, mark: bytes) -> int:
        """Count one more; return how often it came, from 1.

        Args:
            mark: what came, as at least 8 bytes that are as good as random.
        """
        number = _number(mark)
        words = self._words
        with self._lock:
            place = self._place(number)
            if words[place + _MARK] != number:
                words[place + _COUNT] = 0
                words[place + _MARK] = number
            words[place + _COUNT] += 1
            return words[place + _COUNT]

    def undo(self, mark: bytes) -> None:
        """Count one less, where it is remembered."""
        number = _number(mark)
        words = self._words
        with self._lock:
            place = self._place(number)
            if words[place + _MARK] == number and words[place + _COUNT]:
                words[place + _COUNT] -= 1

    def _place(self, number: int) -> int:
        """Return the words of a mark, or those that it is to have."""
        words, first = self._words, number % self._places
        free = -1
        for step in range(_WINDOW):
            place = (first + step) % self._places * _WORDS
            if words[place + _MARK] == number:
                return place
            if free < 0 and not words[place + _MARK]:
                free = place
        if free >= 0:
            return free
        return (first + (number >> 48) % _WINDOW) % self._places * _WORDS


def _number(mark: bytes) -> int:
    return int.from_bytes(mark[:WORD_BYTES], "little") or 1
