"""Pairs of sockets that pass descriptors: a message is received whole, or not at all."""

from __future__ import annotations

import errno
import socket
import sys

# macOS has no such pairs; its datagrams between two ends are as reliable
_KIND = socket.SOCK_SEQPACKET if sys.platform == "linux" else socket.SOCK_DGRAM
# what sendmsg(2) and unix(7) say when too much is under way
_FULL = (errno.EAGAIN, errno.ENOBUFS, errno.ENOMEM, errno.ETOOMANYREFS)


def make_pair() -> tuple[socket.socket, socket.socket]:
    """Return two ends, neither of which waits."""
    pair = socket.socketpair(socket.AF_UNIX, _KIND)
    for end in pair:
        end.setblocking(False)
    return pair


def is_full(error: OSError) -> bool:
    """Return whether a message was not sent because too much is under way just now."""
    return error.errno in _FULL
