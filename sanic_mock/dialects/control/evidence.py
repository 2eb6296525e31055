"""Takes from a running server what a report is made of."""

from __future__ import annotations

from collections.abc import Iterator

from sanic_mock.dialects.operation import State
from sanic_mock.errors import Problem
from sanic_mock.ledger.reader import LedgerReader
from sanic_mock.report.bodies import Callers, Place, place_of
from sanic_mock.report.changes import SENT
from sanic_mock.report.findings import Findings

#: So many of the last answers are looked at one by one: to look takes 10 us each, on a thread.
MOST = 50_000
_LATE = ("late_at_s", "late_accept_at_s")


def findings_of(state: State) -> Findings:
    """Return what is known of a server's requests.

    Raises:
        Problem: single answers are not remembered.
    """
    observe = state.settings.observe
    if state.ledger is None or not observe.ledger:
        raise Problem(404, "There is no ledger; set observe.ledger, or start with -ledger N.")
    trouble = state.trouble()  # this worker counts what it has seen so far
    late = zip(*map(state.levels, _LATE), strict=True)
    totals = state.ledger.totals()
    entries = state.ledger.recent(min(MOST, observe.ledger * state.settings.workers))
    known = ((place_of(one), state.ledger.caller(one)) for one in entries)
    callers = {place: one for place, one in known if one is not None}
    return Findings(
        totals,
        entries,
        callers,
        dict(_compared_bodies(state.ledger, callers)),
        state.level("inflight"),
        state.peak("inflight_peak"),
        state.settings.late_budget_s,
        sum(any(moments) for moments in late),
        trouble,
    )


def _compared_bodies(ledger: LedgerReader, callers: Callers) -> Iterator[tuple[Place, bytes]]:
    """Yield the bodies that are kept whole, of clients that say what they sent."""
    for place, caller in callers.items():
        if caller.body_length != caller.body_bytes or SENT not in caller.fields():
            continue
        if (body := ledger.content(place[0], caller.body)) is not None:
            yield place, body


def counting_ledger(state: State) -> LedgerReader:
    """Return the sums of a server.

    Raises:
        Problem: nothing is counted.
    """
    if state.ledger is None or not state.settings.observe.is_on:
        raise Problem(404, "Nothing is counted; set observe.metrics, or start with -metrics.")
    return state.ledger
