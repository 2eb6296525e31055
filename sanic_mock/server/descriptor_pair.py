"""Pairs of sockets that pass descriptors: a message is received whole, or not at all."""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Sequence

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


def receive(end: socket.socket, size: int, count: int) -> tuple[bytes, Sequence[int]]:
    """Return the next message, of at most so many bytes, and its descriptors; at the end nothing.

    What is received where there are not so many descriptors left is lost with the message, so that
    is looked at before: the message stays where it is, for whoever can take it. What another thread
    opens in between cannot be seen.

    Raises:
        BlockingIOError: there is none just now.
        LostDescriptorError: descriptors were lost.
        OSError: this process has no descriptors for it.
    """
    _check_left(end, count)
    message, descriptors, flags, _ = socket.recv_fds(end, size, count)
    if flags & socket.MSG_CTRUNC:
        for one in descriptors:
            os.close(one)
        raise LostDescriptorError(errno.EMFILE, os.strerror(errno.EMFILE))
    return message, descriptors


class LostDescriptorError(OSError):
    """A message was received, and its descriptors were not."""


def _check_left(end: socket.socket, count: int) -> None:
    """Raise OSError where there is a message, and so many descriptors are not left."""
    opened: list[int] = []
    try:
        for _ in range(count):
            opened.append(os.dup(end.fileno()))
    except OSError:
        if _has_message(end):
            raise
    finally:
        for one in opened:
            os.close(one)


def _has_message(end: socket.socket) -> bool:
    try:
        return bool(end.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False


def is_full(error: OSError) -> bool:
    """Return whether a message was not sent because too much is under way just now."""
    return error.errno in _FULL
