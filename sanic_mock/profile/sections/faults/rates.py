"""The faults that are asked for most, each by a number: what `faults` would say in a line."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sanic_mock.profile.amounts import NumberKind
from sanic_mock.profile.answer_place import AnswerPlace
from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.error_names import ErrorKind
from sanic_mock.profile.keys import fill, key
from sanic_mock.profile.mappings import Values, given
from sanic_mock.profile.sections.faults.ending import CutFault
from sanic_mock.profile.sections.faults.entry import FaultEntry, is_beyond_all
from sanic_mock.profile.sections.faults.refusing import StatusFault
from sanic_mock.profile.sections.faults.retiming import StallFault

# Where cuts and stalls come: a stream is well under way by then.
PLACE = AnswerPlace(5, "tokens")
RATES = ("error_rate", "stall_rate", "cut_rate")


@dataclass(frozen=True, slots=True)
class FaultRates:
    """Shares of requests; 0 is none."""

    error: float = key("error_rate", NumberKind(0, 1), "share of requests that get an error", 0.0)
    error_status: str = key(
        "error_status", ErrorKind(), "which, by status or name", "500", switch="error_rate"
    )
    stall: float = key(
        "stall_rate", NumberKind(0, 1), "share of requests that stall for ever after 5 tokens", 0.0
    )
    cut: float = key(
        "cut_rate", NumberKind(0, 1), "share of requests that are cut off after 5 tokens", 0.0
    )

    def entries(self) -> Iterator[FaultEntry]:
        """Yield the same as entries of `faults`."""
        if self.error:
            yield StatusFault(p=self.error, code=self.error_status)
        if self.stall:
            yield StallFault(p=self.stall, lasts_s=math.inf, after=PLACE)
        if self.cut:
            yield CutFault(p=self.cut, after=PLACE)


def build_fault_rates(chosen: ChosenValues) -> FaultRates:
    """Return the shares."""
    return fill(FaultRates, chosen)


def beyond_all(values: Values) -> list[str]:
    """Return a problem where all shares, those of `faults` among them, come to more than 1."""
    listed = given(values, "faults") or ()
    total = sum(one.value.p for one in listed if one.value.p < 1)
    for name in RATES:
        share = given(values, name)
        if not share:
            continue
        total += share
        if is_beyond_all(total):
            why = f"shares of alternatives come to {total:.12g} with it; want at most 1"
            return [values[name].node.problem(why)]
    return []
