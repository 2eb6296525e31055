"""`python -m tests.bench speed`: how many requests a second of processor time answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import product
from operator import sub

from tests.bench import cliffs
from tests.bench.asks import chat, middle_answer
from tests.bench.footprint import WANTED as FOOTPRINT
from tests.bench.footprint import start_and_memory
from tests.bench.latency_client import NS, Talk, connections, converse, undisturbed
from tests.bench.load import Load, Rounds
from tests.bench.peers import that_answer
from tests.bench.plan import BEFORE, HEADLINE, Plan, in_turn, running_before
from tests.bench.report import Measured, Table, Wanted, number, say, targets
from tests.bench.servers import (
    FLOOR,
    MOCK,
    SANIC,
    Place,
    Target,
    mock_command,
    reference_command,
    running,
)
from tests.bench.spread import Spread, spread
from tests.bench.timed import WANTED as TIMED
from tests.bench.timed import timed_answers

# What the service must reach.
# Uniform 50 to 100 ms: mean 75, p99 99.5.
WANTED = (
    Wanted("small.floor", "small, all-different bodies, of the floor", 0.55, None, ""),
    Wanted("small.sanic", "small, all-different bodies, times plain Sanic", 6.0, None, ""),
    Wanted("big.floor", "big, all-different bodies, of the floor", 0.55, None, ""),
    Wanted("small.before", "small, all-different bodies, of --before's", 0.98, None, ""),
    *TIMED,
    Wanted("latency.mean", "-latency 75 -jitter 25, 256 connections: mean", 74.0, 76.0, " ms"),
    Wanted("latency.p99", "-latency 75 -jitter 25, 256 connections: p99", 97.5, 101.5, " ms"),
    *FOOTPRINT,
    *cliffs.WANTED,
)
JITTERED = ("-latency", "75", "-jitter", "25")
JITTERED_CONNECTIONS = 256


def measure(plan: Plan, place: Place) -> Iterator[Table]:
    """Yield each table as soon as it is measured; the last is what was to be reached."""
    measured: Measured = {}
    for payload in plan.payloads:
        yield from _throughput(payload, plan, place, measured)
    yield timed_answers(plan, place, measured)
    yield _latency(plan, place, measured)
    yield start_and_memory(plan.starts, place, measured)
    yield from cliffs.tables(plan, place, measured)
    yield targets(WANTED, measured)


# Throughput


def _throughput(payload: str, plan: Plan, place: Place, measured: Measured) -> Iterator[Table]:
    with ExitStack() as stack:
        servers = _servers(payload, plan, place, stack)
        per_cpu, per_second = [], []
        for different, count in product(plan.bodies, plan.connections):
            say(f"{payload} answers, {_bodies(different)} requests, {count} connections")
            load = Load(chat(), different, count)
            rounds = in_turn([(server, load) for server in servers], plan, place)
            case = (f"{payload}, {_bodies(different)}, {count}",)
            per_cpu.append((*case, *_costs(rounds)))
            per_second.append((*case, *(number(one.rate) for one in rounds)))
            if different and count == HEADLINE:
                _keep(payload, servers, rounds, measured)
    names = [server.name for server in servers]
    about = f"{payload} answers; rows: bodies, connections"
    head = ("requests per CPU-second", *names, f"of {FLOOR}", f"times {SANIC}")
    yield Table(f"Requests per CPU-second of the server, {about}", head, per_cpu)
    yield Table(f"Requests per second, {about}", ("requests per second", *names), per_second)


def _bodies(different: bool) -> str:
    return "all-different" if different else "identical"


def _servers(payload: str, plan: Plan, place: Place, stack: ExitStack) -> list[Target]:
    """Start the servers to compare: all answer as many bytes as the mock does."""
    command = mock_command(*(("-big-payload",) if payload == "big" else ()))
    mock = stack.enter_context(running(MOCK, command, place))
    file = place.scratch / f"{payload}.answer"
    file.write_bytes(middle_answer(mock.port, chat()))
    floor = stack.enter_context(running(FLOOR, reference_command("floor", file), place))
    plain = stack.enter_context(running(SANIC, reference_command("sanic", file), place))
    before = [] if payload == "big" else stack.enter_context(running_before(command, plan, place))
    return [floor, plain, mock, *before, *that_answer(payload, plan.peers)]


def _costs(rounds: Sequence[Rounds]) -> list[str]:
    floor, plain, mock = rounds[:3]
    values = [number(one.per_cpu_s) for one in rounds]
    return [*values, number(mock.share_of(floor)), number(mock.share_of(plain))]


def _keep(
    payload: str, servers: Sequence[Target], rounds: Sequence[Rounds], measured: Measured
) -> None:
    ran = {server.name: one for server, one in zip(servers, rounds, strict=True)}
    for key, base in (("floor", FLOOR), ("sanic", SANIC), ("before", BEFORE)):
        share = ran[MOCK].share_of(ran[base]) if base in ran else None
        if share is not None:
            measured[f"{payload}.{key}"] = share


# Latency as asked for


def _latency(plan: Plan, place: Place, measured: Measured) -> Table:
    say(" ".join((*JITTERED, f"with {JITTERED_CONNECTIONS} connections")))
    seconds = 2.0 * plan.seconds * plan.rounds
    with running(MOCK, mock_command(*JITTERED), place) as mock:
        times, arrivals, lags = _times(mock, seconds, place)
    measured["latency.mean"] = times.mean
    measured["latency.p99"] = times.p99
    rows = [
        ("uniform 50 to 100 ms", "-", "75", "75", "99.5", "100"),
        ("measured", *_spread_cells(times)),
        ("    by the kernel's stamp", *_spread_cells(arrivals)),
        ("    the client's own lag", *_spread_cells(lags)),
    ]
    title = f"{' '.join(JITTERED)}, {JITTERED_CONNECTIONS} connections, milliseconds"
    return Table(title, ("", "n", "mean", "p50", "p99", "max"), rows)


def _times(mock: Target, seconds: float, place: Place) -> list[Spread]:
    with connections(mock.port, JITTERED_CONNECTIONS) as opened, undisturbed():
        talks = [Talk(one, chat()) for one in opened]
        converse(talks, seconds, 0.2, spin=place.spins)
    times_ns = [time_ns for talk in talks for time_ns in talk.times_ns]
    lags_ns = [lag_ns for talk in talks for lag_ns in talk.lags_ns]
    arrivals_ns = map(sub, times_ns, lags_ns)
    return [spread(sample).times(1000 / NS) for sample in (times_ns, arrivals_ns, lags_ns)]


def _spread_cells(one: Spread) -> tuple[str, ...]:
    values = (one.mean, one.p50, one.p99, one.largest)
    return (f"{one.n:,}", *(f"{value:.3f}" for value in values))
