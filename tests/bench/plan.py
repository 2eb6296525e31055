"""How much is measured, and runs in turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from tests.bench.load import Load, Round, Rounds, run_load
from tests.bench.peers import Peer
from tests.bench.servers import Place, Target, running

BEFORE = "before"
HEADLINE = 64
QUICK_S = 0.2

Case = TypeVar("Case")


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured.

    Attributes:
        rounds: runs per case and server.
        seconds: of each.
        warm_s: of a run before them that is not counted, in which caches fill; 0 is none.
        payloads: of "small" and "big".
        bodies: whether request bodies differ, one after another.
        connections: at once, one after another.
        starts: of the command, timed.
        pools: how often connections are opened anew, to see who gets them.
        peers: other servers.
        before: an older checkout to compare with, or None.
    """

    rounds: int = 3
    seconds: float = 3
    warm_s: float = 1
    payloads: tuple[str, ...] = ("small", "big")
    bodies: tuple[bool, ...] = (False, True)
    connections: tuple[int, ...] = (1, HEADLINE, 512)
    starts: int = 5
    pools: int = 20
    peers: tuple[Peer, ...] = ()
    before: Path | None = None

    def quick(self) -> Plan:
        """Return a plan that only shows that everything runs."""
        return replace(
            self,
            rounds=1,
            seconds=QUICK_S,
            warm_s=0,
            bodies=(True,),
            connections=(HEADLINE,),
            starts=1,
            pools=2,
        )


def turns(cases: Sequence[Case], count: int) -> Iterator[Case]:
    """Yield each case so many times, one after another.

    Turns keep what disturbs the machine for a while from falling on one server alone; every
    second one goes backwards, so that a machine that becomes slower does so for all alike.
    """
    for turn in range(count):
        yield from cases[:: -1 if turn % 2 else 1]


def in_turn(cases: Sequence[tuple[Target, Load]], plan: Plan, place: Place) -> list[Rounds]:
    """Run some cases one after another, as often as planned; return each one's rounds."""
    if plan.warm_s:
        for server, load in cases:
            run_load(server, load, plan.warm_s, place.scratch)
    rounds: list[list[Round]] = [[] for _ in cases]
    for (server, load), ran in turns([*zip(cases, rounds, strict=True)], plan.rounds):
        ran.append(run_load(server, load, plan.seconds, place.scratch))
    return [Rounds(tuple(ran)) for ran in rounds]


@contextmanager
def running_before(command: Sequence[str], plan: Plan, place: Place) -> Iterator[list[Target]]:
    """Run the older checkout's server, if there is one to compare with."""
    if plan.before is None:
        yield []
        return
    with running(BEFORE, command, replace(place, root=plan.before)) as target:
        yield [target]
