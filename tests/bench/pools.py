"""Which worker gets a connection: small keep-alive pools over several workers."""

from __future__ import annotations

import socket
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.bench.asks import WAIT_S, chat, exchange
from tests.bench.plan import Plan
from tests.bench.report import Measured, Table, Wanted, number, say
from tests.bench.servers import MOCK, Place, Target, family, mock_command, running
from tests.bench.spread import BenchError, median
from tests.bench.tcp_table import ESTABLISHED, inodes_of, sockets_in

WANTED = (Wanted("pools", "small pools: busiest worker's share, times workers", None, 1.1, ""),)
SIZES = (8, 16, 64)
WORKERS = (2, 4)
_OWNED_S = 2.0


def pools(plan: Plan, place: Place, measured: Measured) -> Table:
    """Open pools anew, as often as planned, and look who owns their connections."""
    say("connections of small pools over workers")
    rows, worst = [], 0.0
    for workers in WORKERS:
        with running(MOCK, mock_command("-workers", str(workers)), place) as mock:
            for size in SIZES:
                shares = [workers * busiest(mock, size) for _ in range(plan.pools)]
                worst = max(worst, *shares)
                case = f"{size} connections over {workers} workers"
                rows.append((case, number(median(shares)), number(max(shares))))
    measured["pools"] = worst
    title = f"Busiest worker's share of a pool, times workers; {plan.pools} pools each"
    return Table(title, ("", "median", "worst"), rows)


def busiest(server: Target, size: int) -> float:
    """Return the share of a pool's connections that one worker has; each was used once."""
    request = chat().numbered(0)
    with ExitStack() as stack:
        pool = [stack.enter_context(_connect(server.port)) for _ in range(size)]
        for connection in pool:
            exchange(connection, request)
        return max(owners(server, pool).values()) / size


def _connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), WAIT_S)


def owners(server: Target, pool: Sequence[socket.socket]) -> Counter[int]:
    """Return how many connections each worker has; a parent that hands them on has let go soon."""
    ports = {connection.getsockname()[1] for connection in pool}
    inodes = server_inodes(server.port, ports, Path("/proc/net/tcp").read_text())
    deadline_s = time.monotonic() + _OWNED_S
    while time.monotonic() < deadline_s:
        owned = Counter({pid: len(inodes & inodes_of(pid)) for pid in family(server.pid)})
        if owned.total() == len(pool):
            return owned
        time.sleep(0.01)
    raise BenchError(f"{owned.total()} owners were found of {len(pool)} connections")


def server_inodes(port: int, peers: Iterable[int], table: str) -> set[str]:
    """Return the inodes of a server's ends of connections."""
    wanted = {(port, peer, ESTABLISHED) for peer in peers}
    return {one.inode for one in sockets_in(table) if one[:3] in wanted}
