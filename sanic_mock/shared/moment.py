"""A moment that all processes of a server know, once one of them has said that it is now."""

from __future__ import annotations

from sanic_mock.shared.memory import WORD_BYTES, Memory

# What a word says for 0 ns: words have no sign, and 0 is no moment.
_ZERO = 1 << 62


class Moment:
    """Nanoseconds of the monotonic clock, which is one for all processes of a machine.

    There is no lock: two who set it first at the same time differ by next to nothing, and all read
    what the last of them wrote.
    What is set may be before the machine's start, where somebody lets a thing have begun long ago.

    Args:
        words: one word of memory that is shared; None is memory of its own.
    """

    __slots__ = ("_words",)

    def __init__(self, words: memoryview[int] | None = None) -> None:
        self._words = Memory(WORD_BYTES).words if words is None else words

    @property
    def ns(self) -> int:
        """When it was; 0 where nobody has said so yet."""
        word = self._words[0]
        return word - _ZERO if word else 0

    def set(self, now_ns: int) -> None:
        """Let it be now, whenever it was before."""
        self._words[0] = now_ns + _ZERO

    def set_once(self, now_ns: int) -> None:
        """Let it be now, unless it was before."""
        if not self._words[0]:
            self.set(now_ns)

    def clear(self) -> None:
        """Let it be as if nobody had said so."""
        self._words[0] = 0
