"""The faults that are asked for most, by flags: the same as entries of `faults`."""

from __future__ import annotations

import math

import pytest

from sanic_mock.errors import SettingsError
from sanic_mock.profile.answer_place import AnswerPlace
from sanic_mock.profile.resolve import Given, resolve
from sanic_mock.profile.sections.faults.ending import CutFault
from sanic_mock.profile.sections.faults.refusing import StatusFault
from sanic_mock.profile.sections.faults.retiming import StallFault

PLACE = AnswerPlace(5, "tokens")


def given(**values: str) -> dict[str, Given]:
    return {name: Given(text, f"flag -{name}") for name, text in values.items()}


def test_a_rate_stands_for_an_entry_behind_those_of_the_list() -> None:
    settings = resolve(
        given(
            error_rate="0.05",
            error_status="429",
            stall_rate="0.01",
            cut_rate="0.02",
            faults="cut;p=0.3;after=9tokens",
        )
    )
    assert settings.all_faults == (
        CutFault(p=0.3, after=AnswerPlace(9, "tokens")),
        StatusFault(p=0.05, code="429"),
        StallFault(p=0.01, lasts_s=math.inf, after=PLACE),
        CutFault(p=0.02, after=PLACE),
    )


def test_a_rate_of_0_is_none() -> None:
    assert resolve(given(error_rate="0", cut_rate="0")).all_faults == ()


@pytest.mark.parametrize(
    ("flags", "problem"),
    [
        ({"error_status": "429"}, "-error_status: does nothing without error_rate"),
        ({"error_rate": "1.2"}, '-error_rate: "1.2" is out of range; want 0 to 1'),
        (
            {"error_rate": "0.5", "cut_rate": "0.6"},
            "-cut_rate: shares of alternatives come to 1.1 with it; want at most 1",
        ),
        (
            {"faults": "cut;p=0.7", "error_rate": "0.5"},
            "-error_rate: shares of alternatives come to 1.2 with it; want at most 1",
        ),
        ({"faults": "cut;p=half"}, '-faults: cut: p: "half" is not a number'),
    ],
)
def test_what_cannot_be_is_refused(flags: dict[str, str], problem: str) -> None:
    with pytest.raises(SettingsError) as raised:
        resolve(given(**flags))
    assert problem in str(raised.value)
