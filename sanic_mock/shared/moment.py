"""A moment that all processes of a server know, once one of them has said that it is now."""

from __future__ import annotations

from sanic_mock.shared.memory import WORD_BYTES, Memory


class Moment:
    """Nanoseconds of the monotonic clock, which is one for all processes of a machine.

    There is no lock: two who set it first at the same time differ by next to nothing, and all read
    what the last of them wrote.
    """

    __slots__ = ("_words",)

    def __init__(self) -> None:
        self._words = Memory(WORD_BYTES).words

    @property
    def ns(self) -> int:
        """When it was; 0 where nobody has said so yet."""
        return self._words[0]

    def set(self, now_ns: int) -> None:
        """Let it be now, whenever it was before."""
        self._words[0] = now_ns

    def set_once(self, now_ns: int) -> None:
        """Let it be now, unless it was before."""
        if not self._words[0]:
            self._words[0] = now_ns
