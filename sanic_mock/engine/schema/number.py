"""Makes numbers: the prompt's, if one fits, else one that is likely for its name."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import Any

from sanic_mock.engine.schema.assertions import is_multiple
from sanic_mock.engine.schema.budget import StepBudget
from sanic_mock.engine.schema.hint_forms import is_number, number_of
from sanic_mock.engine.schema.labels import Label
from sanic_mock.engine.schema.mentions import can_count, is_spoken_of
from sanic_mock.engine.schema.names import range_of
from sanic_mock.engine.schema.node import ENDLESS, Node, Run

_MOST_WHOLE = 2**53  # beyond it a float says no more than its first digits
_PLACES = (2, 4)  # of fractions, where a schema's bounds ask for them


class Number(Node):
    """A multiple of `step` from `first * step` to `last * step`; of the prompt's, if one fits."""

    label: Label = "number"
    __slots__ = ("first", "is_whole", "last", "likely", "name", "safe", "schema", "step")

    def __init__(
        self, schema: dict[str, Any], name: str, budget: StepBudget, *, is_whole: bool
    ) -> None:
        super().__init__()
        budget.spend(20)
        self.schema = schema
        self.name = name
        self.is_whole = is_whole
        low, high = _bounds(schema)
        least, most, places = range_of(name)
        self.step = _step(schema, low, high, 0 if is_whole else places, is_whole=is_whole)
        self.first, self.last = _inside(schema, self.step, low, high, least)
        likely = (max(self.first, ceil(least / self.step)), min(self.last, floor(most / self.step)))
        is_narrow = likely[1] - likely[0] < min(1, self.last - self.first)
        self.likely = (self.first, self.last) if is_narrow else likely
        self.safe = self._safe(budget)

    def reach(self) -> int:
        return ENDLESS if self.safe is None else 1

    def offers(self, run: Run) -> int:
        return run.supply.count("number") + len(run.supply.keeps(self.name) or ())

    def claim(self, run: Run, *, is_needed: bool) -> bool:
        run.work(5 + run.supply.count("number") + len(run.supply.text) // 2048)
        is_meant = is_needed or can_count(self.name) or is_spoken_of(self.name, run.supply)
        return is_meant and self._take_hint(run) is not None

    def make(self, run: Run, room: int) -> float:
        run.spend(1)
        run.work(5 + run.supply.count("number"))
        hint = self._take_hint(run)
        if hint is not None:
            return hint if isinstance(hint, int) else _written(Fraction(hint))
        for _ in range(8):
            value = self._at(run.draws.randint(*self.likely))
            if self._is_good(value):
                return value
        assert self.safe is not None
        return self.safe

    def _take_hint(self, run: Run) -> float | None:
        """Return the number that stands beside the name, else the first that none else has."""
        kept = run.supply.take_kept(self.name, self._is_good_text)
        if kept is not None:
            return number_of(kept)
        found: float | None = run.supply.take("number", self._is_good)
        return found

    def _is_good_text(self, text: str) -> bool:
        """Return whether a text is a good number; one that may be a string has any beside it."""
        return is_number(text) and self._is_good(number_of(text))

    def _at(self, tick: int) -> float:
        value = tick * self.step
        return int(value) if self.is_whole else _written(value)

    def _safe(self, budget: StepBudget) -> float | None:
        """Return a value that is known to be good, or None where a search finds none."""
        starts = (0, self.first, self.likely[0], self.last - 200)
        ticks = (start + more for start in starts for more in range(400))
        for tick in ticks:
            if self.first <= tick <= self.last:
                budget.spend(4)
                if self._is_good(value := self._at(tick)):
                    return value
        return None

    def _is_good(self, value: Any) -> bool:
        schema = self.schema
        return (
            (not self.is_whole or isinstance(value, int))
            and value >= schema.get("minimum", value)
            and value <= schema.get("maximum", value)
            and ("exclusiveMinimum" not in schema or value > schema["exclusiveMinimum"])
            and ("exclusiveMaximum" not in schema or value < schema["exclusiveMaximum"])
            and is_multiple(value, schema.get("multipleOf", value or 1))
        )


def _written(value: Fraction) -> float:
    """Return a number as models write it: without a fraction where it has none."""
    is_whole = value.denominator == 1 and abs(value) <= _MOST_WHOLE
    return int(value) if is_whole else float(value)


def _bounds(schema: dict[str, Any]) -> tuple[Fraction | None, Fraction | None]:
    lows = [as_fraction(schema[key]) for key in ("minimum", "exclusiveMinimum") if key in schema]
    highs = [as_fraction(schema[key]) for key in ("maximum", "exclusiveMaximum") if key in schema]
    return max(lows, default=None), min(highs, default=None)


def _step(
    schema: dict[str, Any],
    low: Fraction | None,
    high: Fraction | None,
    places: int,
    *,
    is_whole: bool,
) -> Fraction:
    """Return the distance of candidates: what is asked, else fine enough for the bounds."""
    if "multipleOf" in schema:
        step = as_fraction(schema["multipleOf"])
        return Fraction(step.numerator) if is_whole else step
    step = Fraction(1, 10**places)
    if is_whole:
        return step
    bounds = [one for one in (low, high) if one is not None]
    if any(one.denominator > 1 for one in bounds):
        step = min(step, Fraction(1, 10 ** _PLACES[0]))
    if low is None or high is None or high - low >= 4 * step:
        return step
    span = high - low
    finer = (Fraction(1, 10**more) for more in _PLACES)
    return next((one for one in finer if span >= 4 * one), span / 4) or abs(low) or Fraction(1)


def _inside(
    schema: dict[str, Any], step: Fraction, low: Fraction | None, high: Fraction | None, least: int
) -> tuple[int, int]:
    """Return the first and last tick within the bounds; the first is higher where there is none."""
    wide = 10_000
    if low is None:
        low = min(Fraction(least), high - wide * step) if high is not None else Fraction(least)
    first = ceil(low / step)
    last = first + wide if high is None else floor(high / step)
    if first * step == schema.get("exclusiveMinimum"):
        first += 1
    if last * step == schema.get("exclusiveMaximum"):
        last -= 1
    return first, last


def as_fraction(number: float) -> Fraction:
    """Return a number as its decimal writing says: 0.1 is a tenth."""
    return Fraction(str(number))
