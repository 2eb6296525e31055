"""The value that every worker is to follow, under a generation that only grows.

Two slots take turns: a value is written beside the one that is read, and counts as soon as the
generation word says so, which is written last. So a writer may be killed at any instruction, and
readers need no lock: they read again if the generation changed meanwhile. Each worker notes the
generation that it follows, so whoever published one can wait until all do. One that has died is not
waited for: it answers nobody, and whoever takes its place begins with the present value.
"""

from __future__ import annotations

import os

from sanic_mock.shared.bell import Bell
from sanic_mock.shared.memory import WORD_BYTES, Memory, ProcessLock

MOST_BYTES = 16 * 1024 * 1024

# The mapping's words: generation, length of each slot; generation and process of each follower;
# then the slots.
_GENERATION, _LENGTHS, _FOLLOWED = 0, 1, 3


class Config:
    """A value for all processes forked from this one; generation 0 has none.

    Args:
        followers: how many may follow it.

    Attributes:
        bells: of each follower; they ring when there is another value.
    """

    def __init__(self, followers: int) -> None:
        self._followers = followers
        self._processes = _FOLLOWED + followers
        self._start = (self._processes + followers) * WORD_BYTES
        self._memory = Memory(self._start + 2 * MOST_BYTES)
        self._lock = ProcessLock()
        self.bells = [Bell() for _ in range(followers)]

    @property
    def generation(self) -> int:
        """The number of the present value; 0 where none was published."""
        return self._memory.words[_GENERATION]

    def publish(self, value: bytes, after: int | None = None) -> int:
        """Replace the value and ring all bells; return its generation.

        Args:
            value: what all are to follow.
            after: the generation that it was made of; None is whichever there is. Where another one
                is there by now nothing is changed, and 0 is returned.

        Raises:
            ValueError: it has more than MOST_BYTES bytes; nothing is changed.
        """
        if len(value) > MOST_BYTES:
            raise ValueError(f"{len(value)} bytes are more than {MOST_BYTES}")
        with self._lock:
            if after is not None and after != self.generation:
                return 0
            following = self.generation + 1
            slot = following % 2
            start = self._start + slot * MOST_BYTES
            self._memory.raw[start : start + len(value)] = value
            self._memory.words[_LENGTHS + slot] = len(value)
            self._memory.words[_GENERATION] = following
        for bell in self.bells:
            bell.ring()
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

    def join(self, follower: int) -> None:
        """Be waited for from here on; whoever joins reads the value behind this.

        A worker joins before it serves: until then it may wait for the lock on its loop.
        """
        with self._lock.patiently():  # else this might be seen only after the value was read
            self._memory.words[_FOLLOWED + follower] = 0
            self._memory.words[self._processes + follower] = os.getpid()

    def leave(self, follower: int) -> None:
        """Be waited for no more."""
        self._memory.words[self._processes + follower] = 0

    def follow(self, follower: int, generation: int) -> None:
        """Note that a follower is what a generation says."""
        self._memory.words[_FOLLOWED + follower] = generation

    def behind(self, generation: int) -> list[int]:
        """Return who has joined, lives, and does not follow a generation or a later one yet."""
        words, processes = self._memory.words, self._processes
        return [
            one
            for one in range(self._followers)
            if words[_FOLLOWED + one] < generation and _lives(words[processes + one])
        ]


def _lives(process: int) -> bool:
    if not process:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's, who has got the number meanwhile
        return False
    return True
