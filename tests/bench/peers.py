"""Other servers to compare with: already running here, named at the command line."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.asks import PATH
from tests.bench.servers import Target
from tests.bench.tcp_table import LISTENING, inodes_of, sockets_in

SMALL, BIG, LATE, STREAMS = "small", "big", "late", "streams"
ANSWERS = (SMALL, BIG, LATE, STREAMS)
FORM = "NAME=URL, NAME/big=URL, NAME/late=URL or NAME/streams=URL"
_LOCAL = ("127.0.0.1", "localhost")


@dataclass(frozen=True, slots=True)
class Peer:
    """A server that somebody else started.

    Attributes:
        answers: what it was started to answer, of ANSWERS: short texts at once, about 10 KB at
            once, short texts after 15 to 25 ms, or streams of some 100 chunks a second.
        target: where it listens.
    """

    answers: str
    target: Target


def read_peer(text: str) -> Peer:
    """Read one `--against`; the process is the one that listens on the URL's port.

    Raises:
        argparse.ArgumentTypeError: it has another form, is not on this machine, or is not there.
    """
    name, equals, url = text.partition("=")
    name, _, answers = name.partition("/")
    if not name or not equals or (answers or SMALL) not in ANSWERS:
        raise argparse.ArgumentTypeError(f"{text!r} is not {FORM}")
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname not in _LOCAL:
        raise argparse.ArgumentTypeError(f"{url!r} is not http:// on 127.0.0.1")
    port = parts.port or 80
    pid = listener(port)
    if not pid:
        raise argparse.ArgumentTypeError(f"nothing that this user may see listens on port {port}")
    return Peer(answers or SMALL, Target(name, port, pid, parts.path.rstrip("/") or PATH))


def that_answer(answers: str, peers: Iterable[Peer]) -> list[Target]:
    """Return those of a kind."""
    return [peer.target for peer in peers if peer.answers == answers]


def listener(port: int) -> int:
    """Return the first process that listens on a port of this machine; 0 where none is seen."""
    tables = [Path("/proc/net/tcp"), Path("/proc/net/tcp6")]
    inodes = listening_inodes(port, [file.read_text() for file in tables if file.exists()])
    numbers = sorted(int(one.name) for one in Path("/proc").iterdir() if one.name.isdecimal())
    return next((pid for pid in numbers if inodes & inodes_of(pid)), 0)


def listening_inodes(port: int, tables: Sequence[str]) -> set[str]:
    """Return the inodes of sockets that listen on a port."""
    every = chain.from_iterable(map(sockets_in, tables))
    return {one.inode for one in every if (one.port, one.state) == (port, LISTENING)}
