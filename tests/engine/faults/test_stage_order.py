"""Faults of one answer at their places, as they are written one behind the other."""

from __future__ import annotations

import pytest

from sanic_mock.engine.faults.stage_order import in_stage_order
from sanic_mock.engine.faults.table import fault_of
from sanic_mock.engine.flow import through
from sanic_mock.profile.answer_place import AnswerPlace, PlaceUnit
from sanic_mock.profile.sections.faults.ending import CutFault, ResetFault, TruncateFault
from sanic_mock.profile.sections.faults.entry import FaultEntry
from sanic_mock.profile.sections.faults.refusing import StreamErrorFault
from sanic_mock.profile.sections.faults.retiming import StallFault
from tests.engine.faults.placing import STREAM, circumstances, shown

EVER = float("inf")
ENDS_AT_15 = (15, "<close>", 2)


def after(amount: int, unit: PlaceUnit = "tokens") -> AnswerPlace:
    return AnswerPlace(amount, unit)


def end_of(*entries: FaultEntry) -> tuple[float, str, int]:
    """Return when a stream ends and how, and how many parts it had before."""
    faults = in_stage_order([fault_of(entry) for entry in entries])
    behaviours = [(fault.behaviour, fault.entry) for fault in faults]
    stages = [one.stage(entry, circumstances()) for one, entry in behaviours if one.stage]
    *before, (due_ms, ending) = shown(through([one for one in stages if one], STREAM))
    return due_ms, ending, len(before)


@pytest.mark.parametrize(
    ("entries", "end"),
    [
        ((StallFault(lasts_s=1, after=after(2)), CutFault(after=after(2))), (1020, "<close>", 3)),
        ((StallFault(lasts_s=1, at="end"), ResetFault(at="end")), (1030, "<reset>", 5)),
        ((StallFault(lasts_s=1), CutFault()), (1010, "<close>", 0)),
        ((CutFault(after=after(2)), StallFault(lasts_s=1, after=after(2))), (20, "<close>", 3)),
        ((StallFault(lasts_s=1, after=after(1)), CutFault(after=after(2))), (1020, "<close>", 3)),
    ],
)
def test_at_one_place_they_come_in_the_order_of_the_list(
    entries: tuple[FaultEntry, ...], end: tuple[float, str, int]
) -> None:
    assert end_of(*entries) == end


@pytest.mark.parametrize("is_turned", [False, True])
@pytest.mark.parametrize(
    ("first", "second", "end"),
    [
        (CutFault(after=after(1)), ResetFault(after=after(3)), (10, "<close>", 2)),
        (TruncateFault(after=after(2, "bytes")), ResetFault(at="end"), (10, "<close>", 2)),
        (ResetFault(after=after(1)), StreamErrorFault(after=after(2)), (10, "<reset>", 2)),
        (CutFault(after=after(1)), StallFault(lasts_s=EVER, after=after(2)), (10, "<close>", 2)),
        (
            CutFault(after=after(15, "ms")),
            StallFault(lasts_s=1, after=after(1)),
            (15, "<close>", 2),
        ),
        (
            StallFault(lasts_s=EVER, after=after(1)),
            ResetFault(after=after(300, "ms")),
            (300, "<reset>", 2),
        ),
        (StallFault(lasts_s=EVER, after=after(1)), ResetFault(after=after(2)), (10, "<hold>", 2)),
    ],
)
def test_the_earlier_place_decides_how_an_answer_ends(
    first: FaultEntry, second: FaultEntry, end: tuple[float, str, int], is_turned: bool
) -> None:
    assert end_of(*((second, first) if is_turned else (first, second))) == end
