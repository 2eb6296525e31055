"""`python -m tests.bench cliffs`: where clients have found a fast mock slow, uneven or shut."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench import early, heads, pools, stalls
from tests.bench.plan import Plan
from tests.bench.report import Measured, Table, targets
from tests.bench.servers import Place

WANTED = (*heads.WANTED, *pools.WANTED, *stalls.WANTED, *early.WANTED)


def measure(plan: Plan, place: Place) -> Iterator[Table]:
    """Yield each table as soon as it is measured; the last is what was to be reached."""
    measured: Measured = {}
    yield from tables(plan, place, measured)
    yield targets(WANTED, measured)


def tables(plan: Plan, place: Place, measured: Measured) -> Iterator[Table]:
    """Yield the tables alone."""
    yield heads.heads(plan, place, measured)
    yield pools.pools(plan, place, measured)
    yield stalls.stalls(plan, place, measured)
    yield early.early(plan, place, measured)
