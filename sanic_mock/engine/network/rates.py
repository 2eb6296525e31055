"""Rates of bits, as token buckets of one number: when the last byte so far has passed."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from sanic_mock.engine.network.segments import MSS

BITS_NS = 8e9  # bits of a byte times ns of a second: divided by bits a second, ns of a byte
_MOST_NS = 20_000_000

# Lets bytes that come at a time and take so long pass, and returns when the last has; both in ns.
Reserve = Callable[[int, int], int]


class Bucket:
    """One rate of one connection: theoretical arrival times, as in ATM's GCRA.

    What has passed is never more than the rate allows, a burst included:
    `free = max(at, free) + took`, and the last byte has passed at `max(at, free - burst)`. Bytes
    that come sooner than those before them have passed come then.
    """

    __slots__ = ("_free_ns", "_passed_ns")

    def __init__(self) -> None:
        self._free_ns = self._passed_ns = 0

    def begins_ns(self, at_ns: int, burst_ns: int = 0) -> int:
        """Return when bytes that come at `at_ns` begin to pass."""
        return max(at_ns, self._passed_ns, self._free_ns - burst_ns)

    def reserve(self, at_ns: int, took_ns: int, burst_ns: int = 0) -> int:
        """Let bytes pass; see Reserve."""
        at_ns = max(at_ns, self._passed_ns)
        self._free_ns = free_ns = max(at_ns, self._free_ns) + took_ns
        self._passed_ns = max(at_ns, free_ns - burst_ns)
        return self._passed_ns


class Direction:
    """The rates of one direction: of each connection, and of the server.

    Args:
        own_bps: bits a second of each connection; None is no limit.
        server_bps: likewise of all together.
        server: whose they are.
        burst_bytes: what a connection sends at once after a pause.

    Attributes:
        is_limited: whether there is a rate at all.
    """

    def __init__(
        self,
        own_bps: float | None,
        server_bps: float | None,
        server: Reserve,
        burst_bytes: int = 0,
    ) -> None:
        self._own_ns = BITS_NS / own_bps if own_bps else 0.0
        self._server_ns = BITS_NS / server_bps if server_bps else 0.0
        self._server = server
        self._burst_bytes = burst_bytes
        self.is_limited = bool(self._own_ns or self._server_ns)

    def piece_bytes(self, factor: float) -> int:
        """Return how many bytes pass as one: 20 ms of the rate, or one segment."""
        byte_ns = max(self._own_ns, self._server_ns) / factor
        return max(MSS, int(_MOST_NS / byte_ns))

    def passed_whole(self, bucket: Bucket, at_ns: int, size: int, factor: float) -> int | None:
        """Return what `passed` does; None, and nothing passes, where that is not one piece's time.

        So it is where bytes pass in several pieces, or have to wait for others of their connection.
        """
        if size > MSS and size > self.piece_bytes(factor):
            return None
        if size and bucket.begins_ns(at_ns, self._burst_ns(factor)) > at_ns:
            return None
        return self.passed(bucket, at_ns, size, factor)

    def passed(self, bucket: Bucket, at_ns: int, size: int, factor: float) -> int:
        """Return when the last of some bytes has passed that come at `at_ns`.

        The server's rate comes first, and what passes it passes the connection's meanwhile.

        Args:
            bucket: the connection's.
            at_ns: when they come.
            size: how many they are.
            factor: how much of both rates there is just now.
        """
        own_ns = self._own_ns / factor
        took_ns, burst_ns = ceil(size * own_ns), self._burst_ns(factor)
        if size and self._server_ns:
            begins_ns = bucket.begins_ns(at_ns, burst_ns)
            end_ns = self._server(begins_ns, ceil(size * self._server_ns / factor))
            at_ns = max(at_ns, end_ns - took_ns)
        return bucket.reserve(at_ns, took_ns, burst_ns)

    def _burst_ns(self, factor: float) -> int:
        return int(self._burst_bytes * (self._own_ns / factor)) if self._burst_bytes else 0
