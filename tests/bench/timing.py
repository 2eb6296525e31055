"""`python -m tests.bench time`: how late streams are, what a chunk costs, what a stream holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.bench.asks import chat, middle_answer
from tests.bench.latency_client import Stream, connections, run_streams
from tests.bench.lateness import Lateness, Pace
from tests.bench.load import Load
from tests.bench.plan import HEADLINE, Plan, in_turn, running_before
from tests.bench.report import Table, Wanted, number, say, targets
from tests.bench.servers import (
    FLOOR,
    MOCK,
    TIMERS,
    Place,
    mock_command,
    reference_command,
    running,
)
from tests.bench.spread import BenchError, Spread, ratio
from tests.bench.streams import (
    ASK,
    Ran,
    Size,
    captured_stream,
    paced_mock,
    paced_timers,
    run,
)

# What its times must reach.
WANTED = (
    Wanted("a2.p50", "A2 lateness, 100 streams x 100 tokens/s: p50", None, 0.3, " ms"),
    Wanted("a2.p99", "A2 p99", None, 2.0, " ms"),
    Wanted("a2.early", "A2 tokens that came early", None, 0.0, ""),
    Wanted("a3.p50", "A3 lateness, 1,000 streams x 20 tokens/s: p50", None, 0.6, " ms"),
    Wanted("a3.p99", "A3 p99", None, 5.0, " ms"),
    Wanted("a3.early", "A3 tokens that came early", None, 0.0, ""),
    Wanted("a2.drift", "A4 drift after 1,000 tokens, median of A2's streams", -1.0, 1.0, " ms"),
    Wanted("a8", "A8 `fast` requests per CPU-second, of --before's", 0.98, None, ""),
    Wanted("full.cost", "capacity, chunks per CPU-second, of one timer per chunk", 1.5, None, ""),
    Wanted("memory", "5,000 concurrent streams, each", None, 25.0, " KB"),
)
LATE = ("", "n", "p50", "p99", "p99.9", "max", "early", "drift", "worst", "us/token")
COST = ("chunks per CPU-second", TIMERS, MOCK, "ratio")
TTFT_S = 0.05
EXACT = Size(100, Pace(TTFT_S, 0.01, 1000))
MANY = Size(1000, Pace(TTFT_S, 0.05, 200))
FULL = Size(1000, Pace(TTFT_S, 0.002, 1500))  # more than a core can send: its capacity
HELD = Size(5000, Pace(TTFT_S, 1.0, 1000))


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """How much is measured.

    Attributes:
        exact: A2 and A4.
        many: A3.
        full: for the capacity; more is due than can be sent.
        held: for the memory.
        load: rounds and seconds of A8, and what it is compared with.
    """

    exact: Size = EXACT
    many: Size = MANY
    full: Size = FULL
    held: Size = HELD
    load: Plan = field(default_factory=Plan)

    def quick(self) -> StreamPlan:
        """Return a plan that only shows that everything runs."""
        sizes = (self.exact, self.many, self.full, self.held)
        exact, many, full, held = (size.tenth() for size in sizes)
        return StreamPlan(exact, many, full, held, self.load.quick())


@dataclass(slots=True)
class Times:
    """What was measured, by the keys of WANTED; rows on lateness and on cost."""

    measured: dict[str, float] = field(default_factory=dict)
    late: list[tuple[str, ...]] = field(default_factory=list)
    costs: list[tuple[str, ...]] = field(default_factory=list)


def measure(plan: StreamPlan, place: Place) -> Iterator[Table]:
    """Yield each table as soon as it is measured; the last is what was to be reached."""
    times = Times()
    _runs(plan, place, times)
    yield Table("Lateness: token due to token read, milliseconds", LATE, times.late)
    yield Table("What a chunk costs, starts of streams included", COST, times.costs)
    yield _memory(plan, place, times)
    yield _fast(plan, place, times)
    yield targets(WANTED, times.measured)


def _runs(plan: StreamPlan, place: Place, times: Times) -> None:
    for key, size in (("a2", plan.exact), ("a3", plan.many), ("full", plan.full)):
        captured = captured_stream(size.pace.tokens, place)
        servers = {
            MOCK: paced_mock(size.pace, place),
            TIMERS: paced_timers(size.pace, place, captured),
        }
        ran = {}
        for kind, server in servers.items():
            say(f"{kind}, {size}, {size.pace.length_s:.0f} s")
            with server as target:
                ran[kind] = run(target, size, captured, place)
            times.late += _late_rows(f"{kind}, {size}", ran[kind].late)
        times.costs.append(_cost_row(str(size), ran))
        _keep(key, ran, times)


def _keep(key: str, ran: dict[str, Ran], times: Times) -> None:
    late = ran[MOCK].late
    times.measured[f"{key}.p50"] = late.read.p50
    times.measured[f"{key}.p99"] = late.read.p99
    times.measured[f"{key}.early"] = late.early
    times.measured[f"{key}.drift"] = late.drift
    times.measured[f"{key}.cost"] = ran[MOCK].chunks_per_cpu_s / ran[TIMERS].chunks_per_cpu_s


def _cost_row(name: str, ran: dict[str, Ran]) -> tuple[str, ...]:
    mock, timers = (ran[kind].chunks_per_cpu_s for kind in (MOCK, TIMERS))
    return (name, number(timers), number(mock), number(ratio(mock, timers)))


def _late_rows(name: str, late: Lateness) -> Iterator[tuple[str, ...]]:
    drift = (f"{late.drift:.3f}", f"{late.worst_drift:.3f}", f"{late.slope_us:.2f}")
    yield (name, *_cells(late.read), str(late.early), *drift)
    yield ("    by the kernel's stamp", *_cells(late.arrived), "", "", "", "")
    yield ("    the client's own lag", *_cells(late.lag), "", "", "", "")


def _cells(one: Spread) -> tuple[str, ...]:
    values = (one.p50, one.p99, one.p999, one.largest)
    return (f"{one.n:,}", *(f"{value:.3f}" for value in values))


def _memory(plan: StreamPlan, place: Place, times: Times) -> Table:
    size = plan.held
    say(f"memory of {size.streams:,} streams")
    with paced_mock(size.pace, place) as mock:
        with connections(mock.port, 20) as opened:
            _hold([Stream(one) for one in opened], 0.2, place)
        idle = mock.resident_bytes()
        with connections(mock.port, size.streams) as opened:
            connected = mock.resident_bytes()
            _hold(streams := [Stream(one) for one in opened], 3.0, place)
            full = mock.resident_bytes()
    silent = sum(not stream.read_ns for stream in streams)
    if silent:
        raise BenchError(f"{silent} of {size.streams} streams had not begun after 6 s")
    each = (full - idle) / size.streams / 1000
    times.measured["memory"] = each
    rows = [
        ("idle", number(idle / 1e6, " MB")),
        (f"{size.streams:,} connections open", number(connected / 1e6, " MB")),
        (f"{size.streams:,} streams of {size.pace.tokens:,} tokens", number(full / 1e6, " MB")),
        ("each stream with its connection", number(each, " KB")),
    ]
    return Table("Memory of streams", ("", "resident"), rows)


def _hold(streams: list[Stream], start_s: float, place: Place) -> None:
    """Start streams over some seconds and leave them running after twice as many."""
    run_streams(streams, ASK, 1 << 60, start_s, 2 * start_s, spin=place.spins)


def _fast(plan: StreamPlan, place: Place, times: Times) -> Table:
    say("`fast` requests per CPU-second")
    command = mock_command("--profile", "fast")
    with running(MOCK, command, place) as mock, running_before(command, plan.load, place) as before:
        file = place.scratch / "fast.answer"
        file.write_bytes(middle_answer(mock.port, chat()))
        with running(FLOOR, reference_command("floor", file), place) as floor:
            servers = [floor, mock, *before]
            load = Load(chat(), True, HEADLINE)
            rounds = in_turn([(server, load) for server in servers], plan.load, place)
    if before:
        times.measured["a8"] = rounds[1].share_of(rounds[2]) or 0.0
    rows = [
        (server.name, number(one.per_cpu_s), number(one.share_of(rounds[0])))
        for server, one in zip(servers, rounds, strict=True)
    ]
    head = ("", "requests per CPU-second", "of the floor")
    return Table("A8: the `fast` profile, all-different bodies, 64 connections", head, rows)
