"""What the start-up block says of a profile that does more than answer: a row for each."""

from __future__ import annotations

from collections.abc import Iterator

from sanic_mock.engine.faults.table import fault_of
from sanic_mock.settings import Settings
from sanic_mock.units import show_seconds

MOST_NAMES = 6


def rows(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield what else is on: name and a few words; nothing for a plain profile."""
    if settings.faults or settings.all_faults:
        yield "faults", _faults(settings)
    if silences := list(_silences(settings)):
        yield "silence", "; ".join(silences)
    if settings.drift is not None:
        lasts = show_seconds(settings.drift.period_s)
        yield "days", f"of {lasts}, each multiplies all delays (spread {settings.drift.cv:g})"
    if settings.network is not None:
        yield "network", f"{show_seconds(settings.network.rtt_s)} there and back"
    if settings.limits:
        yield "limits", f"{len(settings.limits)}: who exceeds one gets a 429"
    if settings.scenario.phases:
        names = [one.name or str(at) for at, one in enumerate(settings.scenario.phases)]
        yield "phases", _short(names)
    if settings.answers:
        yield "rules", f"{len(settings.answers)} for what is answered"


def _silences(settings: Settings) -> Iterator[str]:
    """Yield what a stream's client sees, and when it sees nothing."""
    if settings.ttft is not None and settings.ttft.head is not None:
        yield "heads leave before first tokens"
    if settings.itl is not None and settings.itl.stall is not None:
        yield f"{settings.itl.stall.p * 100:.3g} % of answers stop in their midst"
    if settings.thinking.silence != "silent":
        yield f"{settings.thinking.silence} while it thinks"


def _faults(settings: Settings) -> str:
    names = [fault_of(entry).name for entry in settings.all_faults]
    share = sum(entry.p for entry in settings.all_faults if entry.p < 1)
    drawn = f"; {share * 100:.3g} % of requests get one that is drawn" if share else ""
    return _short(list(dict.fromkeys(names))) + drawn


def _short(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more
