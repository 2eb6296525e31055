"""Clients that come too early: connections that are opened while the workers start."""

from __future__ import annotations

import socket
import time
from collections import Counter
from contextlib import ExitStack
from typing import Literal

from tests.bench.asks import WAIT_S, chat, exchange
from tests.bench.plan import Plan
from tests.bench.report import Measured, Table, Wanted, say
from tests.bench.servers import START_S, Place, Started, free_port, mock_command, spawned
from tests.bench.spread import BenchError

WANTED = (Wanted("early", "connections opened during start that were not answered", None, 0, ""),)
WORKERS = ("-workers", "2")
CONNECTIONS = 20  # of each start, from the first that is accepted on
_EVERY_S = 0.02

Outcome = Literal["answered", "reset", "closed"]


def early(plan: Plan, place: Place, measured: Measured) -> Table:
    """Start the command and connect until it lets one in, then some more; all ask at once."""
    say(f"connections opened during start, {' '.join(WORKERS)}")
    outcomes: Counter[Outcome] = Counter()
    for _ in range(plan.starts):
        outcomes += _one_start(place)
    lost = outcomes.total() - outcomes["answered"]
    measured["early"] = float(lost)
    names: tuple[Outcome, ...] = ("answered", "reset", "closed")
    rows = [(f"{outcomes.total()} connections", *(str(outcomes[name]) for name in names))]
    return Table(f"Opened during start, {' '.join(WORKERS)}", ("", *names), rows)


def _one_start(place: Place) -> Counter[Outcome]:
    port, output = free_port(), place.scratch / "early.out"
    command = mock_command(*WORKERS, port=port)
    with (
        spawned(command, output, place.cores.every, place.root) as process,
        ExitStack() as stack,
    ):
        pool = [stack.enter_context(_first(port, process))]
        while len(pool) < CONNECTIONS:
            time.sleep(_EVERY_S)
            pool.append(stack.enter_context(_first(port, process)))
        return Counter(map(_outcome, pool))


def _first(port: int, process: Started) -> socket.socket:
    """Return the first connection that is let in, and has asked."""
    deadline_s = time.monotonic() + START_S
    while time.monotonic() < deadline_s and process.poll() is None:
        try:
            connection = socket.create_connection(("127.0.0.1", port), WAIT_S)
        except ConnectionRefusedError:
            time.sleep(0.002)
            continue
        connection.sendall(chat().numbered(0))
        return connection
    raise BenchError(f"nothing listened within {START_S:g} s")


def _outcome(connection: socket.socket) -> Outcome:
    try:
        exchange(connection, b"")
    except ConnectionError:
        return "reset"
    except BenchError:
        return "closed"
    return "answered"
