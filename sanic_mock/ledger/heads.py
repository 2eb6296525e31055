"""The heads of one process's requests, kept once for all that have the same in turn."""

from __future__ import annotations

from sanic_mock.shared.byte_ring import ByteRing

# As much is kept of each.
HEAD_BYTES = 1024


def ring_bytes(callers: int) -> int:
    """Return how many bytes hold the heads of the last callers, though each has another one."""
    return HEAD_BYTES * max(8, callers + 2)  # a ring may leave one out at its end


class HeadsWriter:
    """One process's hand in them.

    Who has no time to lose compares with the last one itself, which is the newest in the ring.

    Args:
        ring: where they are kept.

    Attributes:
        last: the newest one, whole.
        start: where that is.
    """

    __slots__ = ("_ring", "last", "start")

    def __init__(self, ring: ByteRing) -> None:
        self._ring = ring
        self.last, self.start = b"", 0

    def keep(self, head: bytes) -> int:
        """Return where a head is kept."""
        if head != self.last:
            self.start = self._ring.append(head[:HEAD_BYTES])
            self.last = head
        return self.start
