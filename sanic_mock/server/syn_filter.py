"""Keeps further connections from a listening TCP socket, which loses none that has come.

Closed over connections that nobody has accepted, a socket resets them; and between the accept that
finds none and the close, one can come. So first the socket gets a filter (socket(7),
SO_ATTACH_FILTER) that drops each SYN and nothing else: a handshake that has begun comes to its end,
and what has come can be accepted to the last. Linux sends a SYN again after a second, and finds
the port closed.
"""

from __future__ import annotations

import ctypes
import socket
import struct

_SO_ATTACH_FILTER = 26
# The classic BPF of linux/filter.h: code, jump if true, jump if false, operand. A TCP socket's
# filter sees the segment from its TCP header on, whose byte 13 has the flags (RFC 9293).
_LOAD_BYTE, _JUMP_IF_BITS, _RETURN = 0x30, 0x45, 0x06
_FLAGS, _SYN, _ALL = 13, 0x02, 0xFFFFFFFF
_PROGRAM = (
    (_LOAD_BYTE, 0, 0, _FLAGS),
    (_JUMP_IF_BITS, 0, 1, _SYN),
    (_RETURN, 0, 0, 0),
    (_RETURN, 0, 0, _ALL),
)


def drop_new_connections(listener: socket.socket) -> None:
    """Let no connection begin any more; does nothing where the system does not allow that."""
    code = b"".join(struct.pack("HBBI", *one) for one in _PROGRAM)
    memory = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HP", len(_PROGRAM), ctypes.addressof(memory))
    try:
        listener.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, program)
    except OSError:  # one may still come between the last accept and the close
        return
