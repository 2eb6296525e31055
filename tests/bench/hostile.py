"""`python -m tests.bench hostile`: how long others wait beside each attack, and what it costs.

The classes are those of tests/hostile, here in all sizes. A stall is a wait that the server itself
used a processor for: see tests.hostile.probe.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tests.bench.machine import pin
from tests.bench.plan import Plan
from tests.bench.report import Measured, Table, Wanted, number, say, targets
from tests.bench.servers import Place
from tests.hostile.attacks import (
    Attack,
    at_vendors,
    of_connections,
    of_prompts,
    of_schemas,
    of_shapes,
    unread_texts,
)
from tests.hostile.scene import Outcome, Scene, immediate, paced

UP_TO = 65_536
SIZES = (1024, UP_TO, 1_000_000, 10_000_000, 50_000_000)
QUICK_SIZES = (1024,)
CONTROL_S = 0.5
WANTED = (
    Wanted("stall.small", "worst stall of others, bodies up to 64 KB", None, 25.0, " ms"),
    Wanted("stall.large", "worst stall of others, any body", None, 50.0, " ms"),
    Wanted("unread", "memory of 200 unread 16 MiB answers", None, 300.0, " MB"),
)
HEAD = ("", "size", "stall", "gap", "health", "gap before", "stall before", "memory", "answers")


def measure(plan: Plan, place: Place) -> Iterator[Table]:
    """Yield each table as soon as it is measured; the last is what was to be reached."""
    pin(0, place.cores.every)  # the server needs the cores that it would have
    measured: Measured = {}
    is_quick = plan == plan.quick()
    sizes = QUICK_SIZES if is_quick else SIZES
    schema_sizes = [size for size in sizes if size <= UP_TO]
    with paced(place.scratch) as scene:
        yield _table("Bodies by shape", scene, of_shapes(sizes), measured)
        yield _table("Schemas by grammar", scene, of_schemas(schema_sizes, seed=1), measured)
        yield _table("Prompts by reader", scene, of_prompts(schema_sizes), measured)
        yield _table("Connections", scene, of_connections(20 if is_quick else 200), measured)
    payload, count = ("1MiB", 5) if is_quick else ("16MiB", 200)
    with immediate() as scene:
        attacks = at_vendors(schema_sizes, seed=1)
        yield _table("Schemas at vendors", scene, attacks, measured)
    with immediate("-payload", payload) as scene:
        yield _table(f"Texts of {payload}", scene, unread_texts(count), measured)
    yield targets(WANTED, measured)


def _table(title: str, scene: Scene, attacks: Iterable[Attack], measured: Measured) -> Table:
    rows = []
    for attack in attacks:
        say(f"{attack.name}, {attack.size:,}")
        outcome = scene.suffer(attack, CONTROL_S)
        _note(outcome, measured)
        rows.append(_row(outcome))
    return Table(f"{title}: what others notice", HEAD, rows)


def _note(outcome: Outcome, measured: Measured) -> None:
    attack, stall_ms = outcome.attack, outcome.during.stall_ms
    keys = ("stall.small", "stall.large") if attack.size <= UP_TO else ("stall.large",)
    for key in keys:
        measured[key] = max(measured.get(key, 0.0), stall_ms)
    if attack.name.startswith("unread") and "text" in attack.name:
        measured["unread"] = max(measured.get("unread", 0.0), outcome.peak_bytes / 1e6)


def _row(outcome: Outcome) -> tuple[str, ...]:
    during, control = outcome.during, outcome.control
    statuses = ", ".join(
        f"{count} x {status or 'none'}" for status, count in outcome.statuses.items()
    )
    return (
        outcome.attack.name,
        f"{outcome.attack.size:,}",
        number(during.stall_ms, " ms"),
        number(during.gap_ms, " ms"),
        number(during.health_ms, " ms"),
        number(control.gap_ms, " ms"),
        number(control.stall_ms, " ms"),
        number(outcome.peak_bytes / 1e6, " MB"),
        statuses or "-",
    )
