"""Linux's table of TCP sockets, and who holds them: /proc/net/tcp and /proc/PID/fd; see proc(5)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

ESTABLISHED, LISTENING = "01", "0A"


class TcpSocket(NamedTuple):
    """One line of the table.

    Attributes:
        port: its own.
        peer_port: the other end's; 0 where it listens.
        state: as in the table, in hexadecimal.
        inode: what names it in /proc/PID/fd.
    """

    port: int
    peer_port: int
    state: str
    inode: str


def sockets_in(table: str) -> Iterator[TcpSocket]:
    """Yield the sockets of a table, of either version of IP."""
    for line in table.splitlines()[1:]:
        _, own, other, state, *rest = line.split()
        yield TcpSocket(_port(own), _port(other), state, rest[5])


def inodes_of(pid: int) -> set[str]:
    """Return the sockets of a process; none of one that has ended or is somebody else's."""
    inodes = set()
    with suppress(OSError):
        for file in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):  # closed meanwhile
                kind, _, inode = str(file.readlink()).partition(":[")
                if kind == "socket":
                    inodes.add(inode.removesuffix("]"))
    return inodes


def _port(address: str) -> int:
    return int(address.rpartition(":")[2], 16)
