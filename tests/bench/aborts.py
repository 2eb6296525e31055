"""`python -m tests.bench aborts`: clients that leave mid-stream, each looked up in the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from tests.bench.machine import allow_files, pin
from tests.bench.report import Table, number
from tests.bench.servers import Place
from tests.bench.spread import spread
from tests.leaving import PROFILE, WitnessedLeaving, leave_all, witnessed
from tests.serving import serving

MANY = 1000
_MS = 1000.0


def measure(many: int, place: Place) -> Iterator[Table]:
    """Yield a table for each way to look at a client that has closed its half of a connection."""
    pin(0, {place.cores.load})
    allow_files(many + 100)
    for half_open in ("answer", "drop"):
        profile = place.scratch / f"aborts-{half_open}.yaml"
        profile.write_text(f"{PROFILE}half_open: {half_open}\n")
        with serving("-seed", "7", "-profile", str(profile)) as server:
            pin(server.process.pid, {place.cores.server})
            clients = asyncio.run(leave_all(server.port, many))
            told = witnessed(server, clients)
        yield Table(f"clients that leave, half_open: {half_open}", ("", "seen"), _rows(told))


def _rows(told: Sequence[WitnessedLeaving]) -> list[tuple[str, str]]:
    seen = spread([one.seen_s for one in told]).times(_MS)
    unread = spread([float(one.unread) for one in told])
    return [
        ("in the ledger, with how far they came", f"{len(told):,}"),
        ("leaving seen after, p50 ms", number(seen.p50)),
        ("leaving seen after, p99 ms", number(seen.p99)),
        ("leaving seen after, most ms", number(seen.largest)),
        ("tokens sent and not received, mean", number(unread.mean)),
        ("tokens sent and not received, most", number(unread.largest)),
    ]
