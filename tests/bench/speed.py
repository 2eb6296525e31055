"""`python -m tests.bench speed`: how many requests a second of processor time answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import product
from operator import sub

from tests.bench.asks import CURL, chat, middle_answer, openai_fields
from tests.bench.footprint import start_and_memory
from tests.bench.latency_client import NS, Talk, connections, converse, undisturbed
from tests.bench.load import Load, Round, middle, run_load
from tests.bench.report import Table, Wanted, number, say, targets
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
from tests.bench.spread import Spread, ratio, spread

# What the service must reach.
# Uniform 50 to 100 ms: mean 75, p99 99.5.
WANTED = (
    Wanted("small.floor", "small, all-different bodies, of the floor", 0.50, None, ""),
    Wanted("small.sanic", "small, all-different bodies, times plain Sanic", 6.0, None, ""),
    Wanted("big.floor", "big, all-different bodies, of the floor", 0.45, None, ""),
    Wanted("openai", "openai-python's header fields against curl's", 0.85, None, ""),
    Wanted("latency.mean", "-latency 75 -jitter 25, 256 connections: mean", 74.0, 76.0, " ms"),
    Wanted("latency.p99", "-latency 75 -jitter 25, 256 connections: p99", 97.5, 101.5, " ms"),
    Wanted("memory", "resident memory, 1,000 connections, small", None, 130.0, " MB"),
    Wanted("start", "command to first answer", None, 1.5, " s"),
)
JITTERED = ("-latency", "75", "-jitter", "25")
JITTERED_CONNECTIONS = 256
HEADLINE = 64


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured.

    Attributes:
        rounds: runs per case and server.
        seconds: of each.
        payloads: of "small" and "big".
        bodies: whether request bodies differ, one after another.
        connections: at once, one after another.
        starts: of the command, timed.
        against: another server, or None.
    """

    rounds: int = 3
    seconds: int = 3
    payloads: tuple[str, ...] = ("small", "big")
    bodies: tuple[bool, ...] = (False, True)
    connections: tuple[int, ...] = (1, 64, 512)
    starts: int = 5
    against: Target | None = None

    def quick(self) -> Plan:
        """Return a plan that only shows that everything runs."""
        return replace(self, rounds=1, seconds=1, bodies=(True,), connections=(64,), starts=1)


@dataclass(slots=True)
class Speed:
    """What was measured.

    Attributes:
        tables: to be shown.
        measured: by the keys of WANTED.
    """

    tables: list[Table] = field(default_factory=list)
    measured: dict[str, float] = field(default_factory=dict)


def measure(plan: Plan, place: Place) -> Iterator[Table]:
    """Yield each table as soon as it is measured; the last is what was to be reached."""
    speed = Speed()
    for payload in plan.payloads:
        yield from _throughput(payload, plan, place, speed)
    yield _headers(plan, place, speed)
    yield _latency(plan, place, speed)
    yield start_and_memory(plan.starts, place, speed.measured)
    yield targets(WANTED, speed.measured)


# Throughput


def _throughput(payload: str, plan: Plan, place: Place, speed: Speed) -> Iterator[Table]:
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
                _keep(payload, rounds, speed)
    names = [server.name for server in servers]
    about = f"{payload} answers; rows: bodies, connections"
    head = ("requests per CPU-second", *names, f"of {FLOOR}", f"times {SANIC}")
    yield Table(f"Requests per CPU-second of the server, {about}", head, per_cpu)
    yield Table(f"Requests per second, {about}", ("requests per second", *names), per_second)


def _bodies(different: bool) -> str:
    return "all-different" if different else "identical"


def _servers(payload: str, plan: Plan, place: Place, stack: ExitStack) -> list[Target]:
    """Start the servers to compare: all answer as many bytes as the mock does."""
    flags = ("-big-payload",) if payload == "big" else ()
    mock = stack.enter_context(running(MOCK, mock_command(*flags), place))
    file = place.scratch / f"{payload}.answer"
    file.write_bytes(middle_answer(mock.port, chat()))
    floor = stack.enter_context(running(FLOOR, reference_command("floor", file), place))
    plain = stack.enter_context(running(SANIC, reference_command("sanic", file), place))
    return [floor, plain, mock, *([plan.against] if plan.against else [])]


def in_turn(cases: Sequence[tuple[Target, Load]], plan: Plan, place: Place) -> list[Round]:
    """Run some cases one after another, as often as planned; return each one's medians.

    Turns keep what disturbs the machine for a while from falling on one server alone.
    """
    rounds: list[list[Round]] = [[] for _ in cases]
    for turn in range(plan.rounds + 1):
        for place_of, (server, load) in enumerate(cases):
            if turn == 0:  # lets caches fill and connections be made once, unmeasured
                run_load(server, load, 1, place.scratch)
            else:
                rounds[place_of].append(run_load(server, load, plan.seconds, place.scratch))
    return [middle(one) for one in rounds]


def _costs(rounds: Sequence[Round]) -> list[str]:
    floor, plain, mock = (one.per_cpu_s for one in rounds[:3])
    values = [number(one.per_cpu_s) for one in rounds]
    return [*values, number(ratio(mock, floor)), number(ratio(mock, plain))]


def _keep(payload: str, rounds: Sequence[Round], speed: Speed) -> None:
    floor, plain, mock = (one.per_cpu_s for one in rounds[:3])
    for key, base in (("floor", floor), ("sanic", plain)):
        share = ratio(mock, base)
        if share is not None:
            speed.measured[f"{payload}.{key}"] = share


# What a request costs with a real client's header fields


def _headers(plan: Plan, place: Place, speed: Speed) -> Table:
    say("header fields of openai-python")
    kinds = {"curl": CURL, "openai-python": openai_fields()}
    with running(MOCK, mock_command(), place) as mock:
        loads = [Load(chat(fields), True, HEADLINE) for fields in kinds.values()]
        rounds = in_turn([(mock, load) for load in loads], plan, place)
    costs = [one.per_cpu_s for one in rounds]
    share = ratio(costs[1], costs[0])
    if share is not None:
        speed.measured["openai"] = share
    rows = [
        (name, str(len(fields) + 2), number(cost), number(ratio(cost, costs[0])))
        for (name, fields), cost in zip(kinds.items(), costs, strict=True)
    ]
    title = f"Header fields, small answers, all-different bodies, {HEADLINE} connections"
    return Table(title, ("client", "fields", "requests per CPU-second", "of curl's"), rows)


# Latency as asked for


def _latency(plan: Plan, place: Place, speed: Speed) -> Table:
    say(" ".join((*JITTERED, f"with {JITTERED_CONNECTIONS} connections")))
    seconds = 2.0 * plan.seconds * plan.rounds
    with running(MOCK, mock_command(*JITTERED), place) as mock:
        times, arrivals, lags = _times(mock, seconds, place)
    speed.measured["latency.mean"] = times.mean
    speed.measured["latency.p99"] = times.p99
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
        converse(talks, seconds, 0.2, spin=place.cores.apart)
    times_ns = [time_ns for talk in talks for time_ns in talk.times_ns]
    lags_ns = [lag_ns for talk in talks for lag_ns in talk.lags_ns]
    arrivals_ns = map(sub, times_ns, lags_ns)
    return [spread(sample).times(1000 / NS) for sample in (times_ns, arrivals_ns, lags_ns)]


def _spread_cells(one: Spread) -> tuple[str, ...]:
    values = (one.mean, one.p50, one.p99, one.largest)
    return (f"{one.n:,}", *(f"{value:.3f}" for value in values))
