"""How long a running stream stands still while something is asked for the first time."""

from __future__ import annotations

import json
import select
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from time import monotonic

from tests.bench.asks import WAIT_S, Ask, chat
from tests.bench.endpoints import case, cases
from tests.bench.latency_client import NS, Stream, connections, undisturbed
from tests.bench.plan import Plan
from tests.bench.report import Measured, Table, Wanted, number, say
from tests.bench.servers import MOCK, Place, mock_command, running
from tests.bench.spread import BenchError, median

NAMES = ("embeddings, base64, 1536", "completions")
WANTED = tuple(
    Wanted(f"stall.{name}", f"stream's worst stall, first of {name}", None, 10.0, " ms")
    for name in NAMES
)
GAP_MS = 10
EVENTS = 20  # are read before the next is asked
# What is asked meanwhile takes as long as the stream, and is not waited for in the end.
_PROFILE = {"itl": {"token": f"{GAP_MS}ms"}, "tokens": {"output": 4000}, "grace": "0s"}


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked for while a stream runs, in a fresh server.

    Attributes:
        name: as the table calls it.
        asks: one after another.
    """

    name: str
    asks: tuple[Ask, ...]


def stalls(plan: Plan, place: Place, measured: Measured) -> Table:
    """Run a stream in a fresh server for each case."""
    say("stalls of a running stream by first requests")
    every = [
        Case("nothing", ()),
        *(Case(f"first of {name}", (case(name).ask,)) for name in NAMES),
        Case("first of every endpoint", tuple(one.ask for one in cases())),
    ]
    rows = []
    for one in every:
        found = [worst_ms(one, place) for _ in range(plan.rounds)]
        rows.append((one.name, number(median(found), " ms"), number(max(found), " ms")))
        key = one.name.replace("first of ", "stall.")
        measured[key] = median(found)
    title = f"Longest gap of a stream beyond its {GAP_MS} ms, by what is asked meanwhile"
    return Table(title, ("", f"median of {plan.rounds}", "worst"), rows)


def worst_ms(one: Case, place: Place) -> float:
    """Return a stream's longest gap less what was planned, by the kernel's stamps."""
    profile = place.scratch / "stalls.yaml"
    profile.write_text(json.dumps(_PROFILE))
    command = mock_command("--profile", str(profile))
    with running(MOCK, command, place) as mock, connections(mock.port, len(one.asks) + 1) as opened:
        stream = Stream(opened[0])
        with undisturbed():
            for connection, ask in zip(opened, (chat(stream=True), *one.asks), strict=True):
                connection.send(ask.numbered(0))
                _read(stream, EVENTS)
    return max(gaps_ms(stream)) - GAP_MS


def _read(stream: Stream, count: int) -> None:
    """Read so many more events; they come whatever the answer to something else takes."""
    wanted, deadline_s = len(stream.read_ns) + count, monotonic() + WAIT_S
    while len(stream.read_ns) < wanted and monotonic() < deadline_s:
        ready, _, _ = select.select([stream.connection], (), (), 1.0)
        if ready and not stream.take():
            break
    if len(stream.read_ns) < wanted:
        raise BenchError(f"a stream told {len(stream.read_ns)} of {wanted} events")


def gaps_ms(stream: Stream) -> Iterator[float]:
    """Yield the times between events, as they arrived."""
    arrived = [read - lag for read, lag in zip(stream.read_ns, stream.lag_ns, strict=True)]
    if len(arrived) < 2:
        raise BenchError("a stream had not begun")
    for before, after in pairwise(arrived):
        yield (after - before) * 1000 / NS
