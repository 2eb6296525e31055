"""What the kernel knows of a connection that has just been accepted; see tcp(7), TCP_INFO.

Other systems than Linux, and UNIX sockets, say nothing of the kind.
"""

from __future__ import annotations

import socket
import struct
import sys

# struct tcp_info of linux/tcp.h: tcpi_last_data_recv, ms before now, and tcpi_bytes_received
_FIELDS = struct.Struct("=52xI72xQ")


def first_wait_ns(connection: socket.socket) -> int:
    """Return how long ago its first bytes arrived, which nobody has read; 0 where none have.

    The kernel counts in its own ticks, 1 to 10 ms. Of bytes that came in several parts it knows
    the last.
    """
    waited_ms, received = _asked(connection)
    return waited_ms * 1_000_000 if received else 0


def is_silent(connection: socket.socket) -> bool:
    """Return whether nothing has ever arrived, as far as is known."""
    try:
        return not _asked(connection)[1]
    except OSError:
        return False


def can_say(connection: socket.socket) -> bool:
    """Return whether this kind of connection can be asked."""
    return sys.platform == "linux" and connection.family in (socket.AF_INET, socket.AF_INET6)


def _asked(connection: socket.socket) -> tuple[int, int]:
    content = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _FIELDS.size)
    waited_ms, received = _FIELDS.unpack(content)
    return waited_ms, received
