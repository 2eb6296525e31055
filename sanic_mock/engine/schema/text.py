"""Makes strings: from the prompt, else as a format, a pattern or the parameter's name asks."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

from sanic_mock.engine.schema import names as names
from sanic_mock.engine.schema.budget import StepBudget
from sanic_mock.engine.schema.hint_forms import bare_paths
from sanic_mock.engine.schema.hints import flatten
from sanic_mock.engine.schema.labels import Label
from sanic_mock.engine.schema.matching import matches, matching_steps
from sanic_mock.engine.schema.mentions import is_spoken_of, mentioned
from sanic_mock.engine.schema.node import ENDLESS, Node, Run, StuckError
from sanic_mock.engine.schema.patterns import Pattern

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
# Kinds of which a prompt has values that are written like no other; and that are codes.
_OWN_FORMS = frozenset(("email", "url", "phone", "datetime", "date", "time", "uuid", "timezone"))
_CODES = frozenset(("", "id", "zip", "file"))
_FILLER = " and then some more words follow here"


def _label(kind: str, *, has_maker: bool) -> Label:
    """Return what beside its name is the value of a string."""
    if has_maker or kind in _OWN_FORMS:
        return ""
    return "code" if kind in _CODES else "text"


class Text(Node):
    """A string: from the prompt, if it has a fitting one, else as the format or the name asks."""

    __slots__ = (
        "form",
        "is_sure",
        "kind",
        "label",
        "least_long",
        "maker",
        "most_long",
        "name",
        "pattern",
        "regex",
        "sources",
    )

    def __init__(self, schema: dict[str, Any], name: str) -> None:
        super().__init__()
        self.kind = names.kind_of(name)
        self.name = name
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
        self.is_sure = self.maker is not None or self.kind in names.SURE_KINDS
        self.label = _label(self.kind, has_maker=self.maker is not None)

    def reach(self) -> int:
        return ENDLESS if self.least_long > (self.most_long or self.least_long) else 1

    def offers(self, run: Run) -> int:
        if kept := run.supply.keeps(self.name):
            return len(kept)
        return max((run.supply.count(source) for source in self.sources), default=0)

    def claim(self, run: Run, *, is_needed: bool) -> bool:
        run.work(1 + len(run.supply.text) // 2048)
        is_meant = is_needed or self.is_sure or bool(run.supply.keeps(self.name))
        if is_meant or is_spoken_of(self.name, run.supply):
            return self._take_hint(run) is not None
        if self.kind == "file":
            return run.supply.take("path", partial(self._is_good, run.budget)) is not None
        return self._take_mentioned(run) is not None

    def make(self, run: Run, room: int) -> str:
        text = self._take_hint(run)
        if text is None:
            text = self._generate(run)
        run.spend(1 + len(text) // 8)
        return text

    def _take_hint(self, run: Run) -> str | None:
        is_good = partial(self._is_good, run.budget)
        value = run.supply.take_kept(self.name, is_good) or self._take_mentioned(run)
        if value is not None:
            return value
        for source in self.sources:
            found = run.supply.take(source, is_good)
            if found is not None:
                return str(found)
        if self.kind != "file":
            return None
        return next(filter(is_good, bare_paths(run.supply.text)), None)

    def _take_mentioned(self, run: Run) -> str | None:
        """Return a value that the prompt names, as "french" is a language."""
        value = None if self.maker else mentioned(self.kind, run.supply, run.used, run.pools)
        if value is None or not self._is_good(run.budget, value):
            return None
        run.used.add(flatten(value))
        run.supply.drop(value)
        return value

    def _is_good(self, budget: StepBudget, hint: Any) -> bool:
        text = str(hint)
        if self.regex is not None:
            budget.read(self.regex)
        budget.spend(1 if self.regex is None else matching_steps(self.regex, text))
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
