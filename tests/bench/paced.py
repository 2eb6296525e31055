"""Streams at a pace: what a chunk costs, beside other servers that stream as fast."""

from __future__ import annotations

from tests.bench.latency_client import Stream, connections, run_streams, undisturbed
from tests.bench.lateness import Pace
from tests.bench.peers import STREAMS, that_answer
from tests.bench.plan import QUICK_S, Plan
from tests.bench.report import Measured, Table, Wanted, number, say
from tests.bench.servers import Place, Target
from tests.bench.streams import ASK, Ran, Size, captured_stream, paced_mock, run

_PACE = Pace(0.05, 0.01, 600)
SIZES = (Size(100, _PACE), Size(500, _PACE), Size(1000, _PACE))
_MOST = ((15.6, 0.3), (12.5, 0.5), (8.7, 1.0))  # microseconds a chunk, milliseconds late

WANTED = tuple(
    wanted
    for size, (cost_us, late_ms) in zip(SIZES, _MOST, strict=True)
    for wanted in (
        Wanted(f"{size.streams}.us", f"a chunk of {size}", None, cost_us, " us"),
        Wanted(f"{size.streams}.p50", f"lateness of {size}: p50", None, late_ms, " ms"),
        Wanted(f"{size.streams}.early", f"early chunks of {size}", None, 0, ""),
    )
)


def streams(plan: Plan, place: Place, measured: Measured) -> Table:
    """Run streams of each size, ours and the others', in turn."""
    peers = that_answer(STREAMS, plan.peers)
    lines = []
    for size in SIZES:
        sized = size.tenth() if plan.seconds <= QUICK_S else size
        say(f"{sized}")
        ran = _ours(sized, place)
        _keep(size, ran, measured)
        late = (number(ran.late.read.p50), number(ran.late.read.p99), str(ran.late.early))
        costs = [1e6 / ran.chunks_per_cpu_s, *(_cost_us(peer, sized, place) for peer in peers)]
        lines.append((str(sized), *map(number, costs), *late))
    names = ("sanic-mock", *(peer.name for peer in peers))
    head = ("microseconds of CPU time a chunk", *names, "ms late: p50", "p99", "early")
    return Table("Streams at a pace", head, lines)


def _ours(size: Size, place: Place) -> Ran:
    captured = captured_stream(size.pace.tokens, place)
    with paced_mock(size.pace, place) as mock:
        return run(mock, size, captured, place)


def _keep(size: Size, ran: Ran, measured: Measured) -> None:
    measured[f"{size.streams}.us"] = 1e6 / ran.chunks_per_cpu_s
    measured[f"{size.streams}.p50"] = ran.late.read.p50
    measured[f"{size.streams}.early"] = ran.late.early


def _cost_us(peer: Target, size: Size, place: Place) -> float | None:
    """Return what a chunk of another server costs, of as many streams for as long."""
    with connections(peer.port, size.streams) as opened, undisturbed():
        every = [Stream(one) for one in opened]
        before_s = peer.cpu_s()
        limit_s = size.spread_s + size.pace.length_s
        tokens, spin = size.pace.tokens, place.spins
        run_streams(every, ASK, tokens, size.spread_s, limit_s, spin)
        after_s = peer.cpu_s()
    events = sum(len(one.read_ns) for one in every)
    if not events or before_s is None or after_s is None:
        return None
    return (after_s - before_s) / events * 1e6
