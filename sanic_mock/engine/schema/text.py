"""Makes the scalars: strings, numbers, choices, true and false."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from math import ceil, floor
from random import Random
from typing import Any

from sanic_mock.engine.schema import names as names
from sanic_mock.engine.schema.budget import StepBudget
from sanic_mock.engine.schema.hints import flatten
from sanic_mock.engine.schema.node import ENDLESS, Node, Run, StuckError
from sanic_mock.engine.schema.patterns import Pattern, matches, matching_steps
from sanic_mock.engine.schema.validator import as_fraction, is_multiple

_MAKERS: dict[str, Callable[[Random], str]] = {
    "date": names.date,
    "time": names.time,
    "date-time": lambda draws: f"{names.date(draws)}T{names.time(draws)}",
    "duration": lambda draws: f"P{draws.randint(1, 9)}DT{draws.randint(1, 23)}H",
    "email": lambda draws: f"user{draws.randrange(1000)}@example.com",
    "hostname": lambda draws: f"host{draws.randrange(1000)}.example.com",
    "ipv4": lambda draws: f"192.0.2.{draws.randint(1, 254)}",  # TEST-NET-1, RFC 5737
    "ipv6": lambda draws: f"2001:db8::{draws.randint(1, 0xFFFF):x}",  # RFC 3849
    "uuid": names.uuid,
    "uri": lambda draws: f"https://example.com/{draws.randrange(10_000)}",
    "uri-reference": lambda draws: f"/items/{draws.randrange(10_000)}",
    "json-pointer": lambda draws: f"/items/{draws.randrange(100)}",
    "regex": lambda draws: f"^[a-z]{{{draws.randint(1, 9)}}}$",
}
for _same, _as in (
    ("iri", "uri"),
    ("url", "uri"),
    ("idn-email", "email"),
    ("idn-hostname", "hostname"),
):
    _MAKERS[_same] = _MAKERS[_as]

_DAY = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])"
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
# format: the hints that may fill it, and what they must look like then
_FORMS: dict[str, tuple[str, re.Pattern[str]]] = {
    "date": ("date", re.compile(_DAY)),
    "date-time": ("datetime", re.compile(f"{_DAY}T{_CLOCK}")),
    "email": ("email", re.compile(r"[\w+-]+(?:\.[\w+-]+)*@[\w.-]+", re.ASCII)),
    "uri": ("url", re.compile(r"https?://[\w./~-]+(?:\?[\w./~=&-]*)?", re.ASCII)),
}
_FILLER = " and then some more words follow here"


class Enumeration(Node):
    """One of several values; one that the prompt mentions, if it does.

    Of several that it mentions, the first that no other parameter took: "celsius to fahrenheit".
    """

    __slots__ = ("texts", "values")

    def __init__(self, values: Sequence[Any]) -> None:
        super().__init__()
        self.values = list(values)
        self.texts = [flatten(one) if isinstance(one, str) else "" for one in values]

    def reach(self) -> int:
        return 1 if self.values else ENDLESS

    def mentions(self, run: Run) -> list[tuple[bool, int, int]]:
        """Return (is used, place in the prompt, index) of each value the prompt mentions."""
        flat = run.supply.flat
        if len(flat) < 3:
            return []
        run.work(len(self.texts) * (1 + len(flat) // 2048) // 2)
        places = ((flat.find(text), at) for at, text in enumerate(self.texts) if text.strip())
        return sorted((self.texts[at] in run.used, found, at) for found, at in places if found >= 0)

    def offers(self, run: Run) -> int:
        return len(self.mentions(run))

    def make(self, run: Run, room: int) -> Any:
        run.spend(1)
        mentions = self.mentions(run)
        if not mentions:
            return run.copy(run.draws.choice(self.values))
        at = mentions[0][2]
        run.used.add(self.texts[at])
        return run.copy(self.values[at])


class Flag(Node):
    """True or false; true where the prompt has the parameter's own words."""

    __slots__ = ("words",)

    def __init__(self, name: str) -> None:
        super().__init__()
        skipped = ("is", "has", "include", "with", "enable", "enabled", "use", "should", "the")
        self.words = [f" {word} " for word in names.tokens_of(name) if word not in skipped]

    def make(self, run: Run, room: int) -> bool:
        run.spend(1)
        is_said = bool(self.words) and all(word in run.supply.flat for word in self.words)
        return is_said or run.draws.random() < 0.5


class Number(Node):
    """A multiple of `step` from `first * step` to `last * step`; of the prompt's, if one fits."""

    __slots__ = ("first", "is_whole", "last", "likely", "safe", "schema", "step")

    def __init__(
        self, schema: dict[str, Any], name: str, budget: StepBudget, *, is_whole: bool
    ) -> None:
        super().__init__()
        budget.spend(20)
        self.schema = schema
        self.is_whole = is_whole
        low, high = _bounds(schema)
        least, most, places = names.range_of(name)
        self.step = _step(schema, low, high, 0 if is_whole else places, is_whole=is_whole)
        self.first, self.last = _inside(schema, self.step, low, high, least)
        likely = (max(self.first, ceil(least / self.step)), min(self.last, floor(most / self.step)))
        self.likely = likely if likely[0] <= likely[1] else (self.first, self.last)
        self.safe = self._safe(budget)

    def reach(self) -> int:
        return ENDLESS if self.safe is None else 1

    def offers(self, run: Run) -> int:
        return run.supply.count("number")

    def make(self, run: Run, room: int) -> float:
        run.spend(1)
        run.work(5 + run.supply.count("number"))
        hint = run.supply.take("number", self._is_good)
        if hint is not None:
            return hint if self.is_whole or isinstance(hint, float) else int(hint)
        for _ in range(8):
            value = self._at(run.draws.randint(*self.likely))
            if self._is_good(value):
                return value
        assert self.safe is not None
        return self.safe

    def _at(self, tick: int) -> float:
        value = tick * self.step
        return int(value) if self.is_whole else float(value)

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
    if is_whole or low is None or high is None or high - low >= 4 * step:
        return step
    return (high - low) / 4 or abs(low) or Fraction(1)


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


class Text(Node):
    """A string: from the prompt, if it has a fitting one, else as the format or the name asks."""

    __slots__ = ("form", "kind", "least_long", "maker", "most_long", "pattern", "regex", "sources")

    def __init__(self, schema: dict[str, Any], name: str) -> None:
        super().__init__()
        self.kind = names.kind_of(name)
        self.least_long: int = int(schema.get("minLength", 0))
        self.most_long: int | None = schema.get("maxLength")
        self.regex: str | None = schema.get("pattern")
        self.pattern = None if self.regex is None else Pattern(self.regex)
        form = schema.get("format", "")
        self.maker = _MAKERS.get(form)
        self.form = _FORMS.get(form)
        self.sources = names.SOURCES.get(self.kind, names.ANY_SOURCES)
        if self.maker:
            self.sources = (self.form[0],) if self.form else ()

    def reach(self) -> int:
        return ENDLESS if self.least_long > (self.most_long or self.least_long) else 1

    def offers(self, run: Run) -> int:
        return max((run.supply.count(source) for source in self.sources), default=0)

    def make(self, run: Run, room: int) -> str:
        text = self._take_hint(run)
        if text is None:
            text = self._generate(run)
        run.spend(1 + len(text) // 8)
        return text

    def _take_hint(self, run: Run) -> str | None:
        is_good = partial(self._is_good, run.work)
        for source in self.sources:
            found = run.supply.take(source, is_good)
            if found is not None:
                return str(found)
        named = None if self.maker else names.mentioned(self.kind, run.supply, run.pools)
        return named if named is not None and is_good(named) else None

    def _is_good(self, work: Callable[[int], None], hint: Any) -> bool:
        text = str(hint)
        work(1 if self.regex is None else matching_steps(self.regex, text))
        return (
            self.least_long
            <= len(text)
            <= (len(text) if self.most_long is None else self.most_long)
            and (self.form is None or self.form[1].fullmatch(text) is not None)
            and (self.regex is None or matches(self.regex, text) is True)
        )

    def _generate(self, run: Run) -> str:
        if self.pattern is not None:
            text = self.pattern.make(run.draws, self.least_long, self.most_long, run.work)
            if text is None:
                raise StuckError
            return text
        for _ in range(4 if self.maker else 0):
            text = self.maker(run.draws) if self.maker else ""
            if self.least_long <= len(text) <= (self.most_long or len(text)):
                return text
        return self._sized(names.plausible(self.kind, run.draws, run.supply, run.pools))

    def _sized(self, text: str) -> str:
        while len(text) < self.least_long:
            text += _FILLER
        most = self.most_long
        return text if most is None or len(text) <= most else text[: max(most, self.least_long)]
