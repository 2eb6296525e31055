"""How often each thing came, over all workers: exact for as long as it is remembered.

A table of marks in shared memory. A mark that finds no room among the few places it may have takes
the place of another, which begins anew; with 131,072 places that needs tens of thousands of them.

Every call holds one lock, and raises what that raises; see `memory.ProcessLock`. A worker may be
killed at any instruction: a mark is written between two writes of its count, 0 and then the number.
"""

from __future__ import annotations

from sanic_mock.shared.memory import WORD_BYTES, Memory, ProcessLock

# What of a mark tells it from others.
MARK_BYTES = WORD_BYTES
PLACES, LEAST_PLACES = 131_072, 8
_WINDOW = 4
# A place's words: the mark, how often it came.
_COUNT, _WORDS = 1, 2


class Attempts:
    """Counts by marks, for this process and all that are forked from it.

    Args:
        places: how many marks there is room for, at least LEAST_PLACES.
    """

    def __init__(self, places: int = PLACES) -> None:
        self._places = places
        self._memory = Memory(places * _WORDS * WORD_BYTES)
        self._words = self._memory.words
        self._lock = lock = ProcessLock()
        self._holding = lock.attempt, lock.enter, lock.free, lock.words

    def count(self, mark: bytes) -> int:
        """Count one more; return how often it came, from 1.

        Args:
            mark: what came, as at least 8 bytes that are as good as random.
        """
        number = int.from_bytes(mark[:MARK_BYTES], "little") or 1
        words, (attempt, enter, free, given_up) = self._words, self._holding
        if given_up[0]:
            with self._lock:
                return self._counted(number)
        if code := attempt():
            enter(code)
        try:
            place = number % self._places * _WORDS  # most are there
            if words[place] != number:
                return self._counted(number)
            words[place + _COUNT] = count = words[place + _COUNT] + 1
            return count
        finally:
            free()

    def undo(self, mark: bytes) -> None:
        """Count one less, where it is remembered."""
        number = int.from_bytes(mark[:MARK_BYTES], "little") or 1
        words = self._words
        with self._lock:
            place = self._place(number)
            if words[place] == number and words[place + _COUNT]:
                words[place + _COUNT] -= 1

    def clear(self) -> None:
        """Forget all marks."""
        with self._lock:
            self._memory.raw[:] = bytes(len(self._memory.raw))

    def retract(self, mark: bytes, count: int) -> bool:
        """Count one less, where a count is the last one; return whether it was."""
        number = int.from_bytes(mark[:MARK_BYTES], "little") or 1
        words = self._words
        with self._lock:
            place = self._place(number)
            if words[place] != number or words[place + _COUNT] != count:
                return False
            words[place + _COUNT] = count - 1
            return True

    def _counted(self, number: int) -> int:
        """Count one more, wherever its mark is or is to be; the lock is held."""
        words, place = self._words, self._place(number)
        if words[place] != number:
            words[place + _COUNT] = 0
            words[place] = number
        words[place + _COUNT] = count = words[place + _COUNT] + 1
        return count

    def _place(self, number: int) -> int:
        """Return the words of a mark, or those that it is to have."""
        words, first = self._words, number % self._places
        free = -1
        for step in range(_WINDOW):
            place = (first + step) % self._places * _WORDS
            if words[place] == number:
                return place
            if free < 0 and not words[place]:
                free = place
        if free >= 0:
            return free
        return (first + (number >> 48) % _WINDOW) % self._places * _WORDS
