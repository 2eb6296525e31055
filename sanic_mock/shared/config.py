"""The value that every worker is to follow, under a generation that only grows.

Two slots take turns: a value is written beside the one that is read, and counts as soon as the
generation word says so, which is written last. So a writer may be killed at any instruction, and
readers need no lock: they read again if the generation changed meanwhile. Each worker notes the
generation that it follows, so whoever published one can wait until all do.
"""

from __future__ import annotations

from sanic_mock.shared.memory import WORD_BYTES, Memory, ProcessLock

MOST_BYTES = 1024 * 1024

# The mapping's words: generation, length of each slot, generation of each worker; then the slots.
_GENERATION, _LENGTHS, _FOLLOWED = 0, 1, 3


class Config:
    """A value for all processes forked from this one; generation 0 has none.

    Args:
        workers: how many follow it.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._start = (_FOLLOWED + workers) * WORD_BYTES
        self._memory = Memory(self._start + 2 * MOST_BYTES)
        self._lock = ProcessLock()

    @property
    def generation(self) -> int:
        """The number of the present value; 0 where none was published."""
        return self._memory.words[_GENERATION]

    def publish(self, value: bytes) -> int:
        """Replace the value; return its generation.

        Raises:
            ValueError: it has more than MOST_BYTES bytes; nothing is changed.
        """
        if len(value) > MOST_BYTES:
            raise ValueError(f"{len(value)} bytes are more than {MOST_BYTES}")
        with self._lock:
            following = self.generation + 1
            slot = following % 2
            start = self._start + slot * MOST_BYTES
            self._memory.raw[start : start + len(value)] = value
            self._memory.words[_LENGTHS + slot] = len(value)
            self._memory.words[_GENERATION] = following
            return following

    def read(self) -> tuple[int, bytes]:
        """Return the present generation and its value."""
        while True:
            generation = self.generation
            slot = generation % 2
            start = self._start + slot * MOST_BYTES
            value = self._memory.raw[start : start + self._memory.words[_LENGTHS + slot]]
            if generation == self.generation:
                return generation, value

    def follow(self, worker: int, generation: int) -> None:
        """Note that a worker is what a generation says."""
        self._memory.words[_FOLLOWED + worker] = generation

    def behind(self, generation: int) -> list[int]:
        """Return the workers that do not follow a generation, or a later one, yet."""
        followed = self._memory.words[_FOLLOWED : _FOLLOWED + self._workers]
        return [worker for worker, one in enumerate(followed) if one < generation]
