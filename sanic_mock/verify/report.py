"""A run in words: the verdict, what was asked, each check; and all numbers for --json."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence

from sanic_mock.engine.timeline import is_immediate
from sanic_mock.settings import Settings
from sanic_mock.verify.compare import Comparison
from sanic_mock.verify.order import Order
from sanic_mock.verify.processes import Cores
from sanic_mock.verify.verdict import TOLERANCES, CheckResult, RunVerdict, verdict


def heading(settings: Settings, found: Comparison, results: Sequence[CheckResult]) -> Iterator[str]:
    """Yield the verdict, and what put it in doubt."""
    missed = sum(not one.is_met for one in results)
    failed = f"{missed} of {len(results)} checks failed"
    which = verdict(results)
    if which is RunVerdict.WITHIN:
        yield f"Within all tolerances: {_subject(settings)}."
    elif which is RunVerdict.BEYOND:
        yield f"Not within tolerance: {_subject(settings)}; {failed}."
    else:
        yield f"In doubt: {_subject(settings)}; {failed}."
        lag, control = found.lag_ms.max, found.control_ms.max
        late = f"up to {lag:.2f} ms late in the client, {control:.2f} ms in the control"
        yield f"The machine was too busy to tell: {late}."


def conditions(settings: Settings, requests: int, running: int, used: Cores) -> Iterator[str]:
    """Yield what was asked, and what times mean in such a profile."""
    yield f"{requests:,} requests, {running:,} at a time; {used}"
    if is_immediate(settings):
        yield "nothing is waited for: answers come at once, and their time is the mock's"
    if settings.network is not None:
        yield "without its network: times are those at which the server sends"
    if settings.scenario.phases:
        yield "without its phases: times are those of the profile alone"
    if settings.drift is not None:
        yield "of the first day: by what others are multiplied is left out"
    if settings.load.model != "none":
        yield (
            f"load.model {settings.load.model}: times depend on what else runs, so they are"
            " judged one at a time"
        )


def judgement(results: Sequence[CheckResult], tolerance: float) -> Iterator[str]:
    """Yield the tolerances, and a line for each check."""
    times = "" if tolerance == 1 else f", all but the first times {tolerance:g}"
    yield f"Tolerances{times}:"
    yield from (f"  {line}" for line in TOLERANCES)
    yield ""
    yield from (f"  {_mark(one):<4}{one.said}" for one in results)
    if any(one.is_excused and not one.is_met for one in results):
        yield "  ??  is beyond tolerance by no more than the machine's own lag, client and control"


def document(
    settings: Settings,
    order: Order,
    used: Cores,
    found: Comparison,
    queued: Comparison | None,
    results: Sequence[CheckResult],
) -> dict[str, object]:
    """Return all numbers."""
    which = verdict(results)
    return {
        "profile": settings.profile,
        "seed": settings.seed,
        "time_scale": settings.time_scale,
        "machine": platform.platform(),
        "cores": str(used),
        "tolerance": order.tolerance,
        "verdict": which,
        "within_tolerance": which is RunVerdict.WITHIN,
        "measurement_in_doubt": which is RunVerdict.IN_DOUBT,
        "checks": results,
        "result": _numbers(found),
        "queued": None if queued is None else _numbers(queued),
    }


def _subject(settings: Settings) -> str:
    scale = f", time scale {settings.time_scale:g}" if settings.time_scale != 1 else ""
    return f"{settings.profile}, seed {settings.seed}{scale}"


def _mark(one: CheckResult) -> str:
    if one.is_met:
        return "ok"
    return "??" if one.is_excused else "NO"


def _numbers(found: Comparison) -> dict[str, object]:
    return {name: getattr(found, name) for name in found.__struct_fields__ if name != "curves"}
