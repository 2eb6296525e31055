"""What the kernel knows of a connection; see tcp(7), TCP_INFO.

Other systems than Linux, and UNIX sockets, say nothing of the kind.
"""

from __future__ import annotations

import socket
import struct
import sys

# struct tcp_info of linux/tcp.h: tcpi_last_data_recv, ms before now; tcpi_bytes_received;
# tcpi_data_segs_out
_TCP_INFO = 11
_FIELDS = struct.Struct("=52xI72xQ20xI")
# tcpi_last_ack_recv, ms before now: of anything that acknowledges, as FIN does and RST does not
_LAST_PACKET = struct.Struct("=56xI")
_NS_OF_MS = 1_000_000


def first_wait_ns(connection: socket.socket) -> int:
    """Return how long the first bytes of a connection have been there, 0 where none are.

    0 as well where something was sent on it: then it was served before. The kernel counts in its
    own ticks of 1 to 10 ms, and of bytes that came in several parts it knows the last.

    Raises:
        OSError: this kind of connection says nothing.
    """
    waited_ms, received, sent = _tcp_info(connection)
    return waited_ms * _NS_OF_MS if received and not sent else 0


def is_silent(connection: socket.socket) -> bool:
    """Return whether nothing has ever arrived, as far as is known."""
    try:
        return not _tcp_info(connection)[1]
    except OSError:
        return False


def silence_ns(connection: socket.socket) -> int:
    """Return how long ago the last packet came but for a reset; at least 1, 0 where nobody says.

    Of a client that has ended its half, and has acknowledged nothing since, that was its end. The
    kernel counts in its own ticks of 1 to 10 ms.
    """
    if not can_say(connection):
        return 0
    raw = connection.getsockopt(socket.IPPROTO_TCP, _TCP_INFO, _LAST_PACKET.size)
    silence_ms: int = _LAST_PACKET.unpack(raw)[0]
    return max(1, silence_ms * _NS_OF_MS)


def can_say(connection: socket.socket) -> bool:
    """Return whether this kind of connection can be asked."""
    return sys.platform == "linux" and connection.family in (socket.AF_INET, socket.AF_INET6)


def _tcp_info(connection: socket.socket) -> tuple[int, ...]:
    return _FIELDS.unpack(connection.getsockopt(socket.IPPROTO_TCP, _TCP_INFO, _FIELDS.size))
