"""Streams at a pace: what a chunk costs, beside other servers that stream as fast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.latency_client import Stream, connections, run_streams, undisturbed
from tests.bench.lateness import Pace
from tests.bench.peers import STREAMS, that_answer
from tests.bench.plan import QUICK_S, Plan, turns
from tests.bench.report import Measured, Table, Wanted, number, say
from tests.bench.servers import Place, Target
from tests.bench.spread import median, paired_ratio
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


@dataclass(frozen=True, slots=True)
class Costs:
    """What streams of one size came to, ours and the others', one run of each in each turn.

    Attributes:
        ours: our runs.
        others: microseconds of CPU time of a chunk, of each other server; None where unknown.
    """

    ours: Sequence[Ran]
    others: Sequence[Sequence[float | None]]

    @property
    def ours_us(self) -> list[float]:
        """What a chunk of ours cost, in each turn."""
        return [1e6 / ran.chunks_per_cpu_s for ran in self.ours]

    @property
    def p50_ms(self) -> float:
        """How late half of ours were at most, in the middle one of the turns."""
        return median(ran.late.read.p50 for ran in self.ours)

    @property
    def early(self) -> int:
        """How many of ours were early in all turns."""
        return sum(ran.late.early for ran in self.ours)

    def cells(self) -> list[str]:
        """Return what a table says of them."""
        known = [[one for one in each if one is not None] for each in self.others]
        others = [median(each) if each else None for each in known]
        shares = [paired_ratio(self.ours_us, each) for each in self.others]
        p99_ms = median(ran.late.read.p99 for ran in self.ours)
        numbers = (median(self.ours_us), *others, *shares, self.p50_ms, p99_ms)
        return [*map(number, numbers), str(self.early)]


def streams(plan: Plan, place: Place, measured: Measured) -> Table:
    """Run streams of each size, ours and the others', in turn."""
    peers = that_answer(STREAMS, plan.peers)
    lines = []
    for size in SIZES:
        sized = size.tenth() if plan.seconds <= QUICK_S else size
        say(f"{sized}")
        costs = _in_turn(sized, peers, plan.rounds, place)
        measured[f"{size.streams}.us"] = median(costs.ours_us)
        measured[f"{size.streams}.p50"] = costs.p50_ms
        measured[f"{size.streams}.early"] = costs.early
        lines.append((str(sized), *costs.cells()))
    names = [peer.name for peer in peers]
    ours = ("microseconds of CPU time a chunk", "sanic-mock", *names)
    head = (*ours, *(f"of {name}'s" for name in names), "ms late: p50", "p99", "early")
    return Table("Streams at a pace", head, lines)


def _in_turn(size: Size, peers: Sequence[Target], rounds: int, place: Place) -> Costs:
    captured = captured_stream(size.pace.tokens, place)
    ours, others = list[Ran](), [list[float | None]() for _ in peers]
    with paced_mock(size.pace, place) as mock:
        for server, costs in turns([(mock, None), *zip(peers, others, strict=True)], rounds):
            if costs is None:
                ours.append(run(server, size, captured, place))
            else:
                costs.append(_cost_us(server, size, place))
    return Costs(ours, others)


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
