"""When the last byte has passed that all workers of a server let through: one word for them all."""

from __future__ import annotations

from sanic_mock.errors import HeldError, Lengthy
from sanic_mock.shared.memory import WORD_BYTES, Memory, ProcessLock


class ServerRates:
    """Those of both directions.

    Attributes:
        down: to clients.
        up: from them.
    """

    def __init__(self) -> None:
        self.down, self.up = ServerRate(), ServerRate()


class ServerRate:
    """A rate that this process and all that are forked from it have together.

    A worker that is killed leaves the word before its change or behind it. One that does not get
    the lock in time goes on without, and owes what it let pass: it takes so much longer next time.
    """

    def __init__(self) -> None:
        self._words = Memory(WORD_BYTES).words
        self._lock = ProcessLock()
        self._owed_ns = 0

    def reserve(self, at_ns: int, took_ns: int) -> int:
        """Let bytes pass that come at `at_ns` and take so long; return when the last has."""
        words, took_ns = self._words, took_ns + self._owed_ns
        try:
            with self._lock:
                words[0] = free_ns = max(at_ns, words[0]) + took_ns
        except (Lengthy, HeldError):
            self._owed_ns = took_ns
            return max(at_ns, words[0]) + took_ns
        self._owed_ns = 0
        return free_ns
