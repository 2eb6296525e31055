"""Held answers on their way into the ledger, as `AnswerLog.observe` keeps what Results tell.

Nearly all of them come to their end: no Result is made of those, which is as long as all the rest.
"""

from __future__ import annotations

import logging
from time import monotonic_ns, time

from sanic_mock.server.answer_log import AnswerLog
from sanic_mock.server.held_end import HeldEnd, KeepHeld
from sanic_mock.server.result import HeldTimes, Label

log = logging.getLogger("sanic_mock")

# So many models of one client are known at a time.
_MOST_KNOWN = 256
_NS = 1e9


def keeping_held(answers: AnswerLog, label: Label) -> KeepHeld:
    """Return what keeps the held answers of a client's requests that come to their end."""
    end_one, pack, keep_caller = answers.levels.end, answers.writer.pack, answers.keep_caller
    entries: dict[tuple[str, int, str, str], int] = {}

    def learn(known: tuple[str, int, str, str]) -> int:
        if len(entries) >= _MOST_KNOWN:
            entries.clear()
        model, status, fault, _ = known
        found = entries[known] = answers.entry(label, model, status, "completed", fault)
        return found

    def keep(end: HeldEnd, response: bytes, times: HeldTimes) -> None:
        end_one()
        planned_ns, actual_ns, first_ns, first_planned_ns, worst_ns = times
        model, prompt, completion, cached, reasoning = end.billed
        known, tokens = (model, end.status, end.fault, answers.phase), end.tokens
        number = pack(
            time() - (monotonic_ns() - end.arrived_ns) / _NS,
            end.digest,
            entries[known] if known in entries else learn(known),
            prompt,
            completion,
            cached,
            end.size,
            reasoning,
            tokens,
            end.parks,
            False,
            actual_ns or 1,
            planned_ns,
            first_ns,
            first_planned_ns,
            worst_ns,
            tokens,
            0,
        )
        if end.caller is not None:
            keep_caller(number, end.caller, response, end.status)

    def keep_safely(end: HeldEnd, response: bytes, times: HeldTimes) -> None:
        try:
            keep(end, response, times)
        except Exception:
            log.exception("a held answer could not be kept")

    return keep_safely
