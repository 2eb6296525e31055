"""Tables, plain or for README.md beside it, and the table of what was to be reached."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Measured = dict[str, float]  # by the keys of what is wanted


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of what must be reached.

    Attributes:
        key: under which it was measured.
        line: what it is.
        low: least that will do; None where there is no least.
        high: most that will do; None where there is no most.
        unit: behind the numbers.
    """

    key: str
    line: str
    low: float | None
    high: float | None
    unit: str

    def is_reached(self, measured: float) -> bool:
        """Say whether a measurement will do; it is not rounded for that."""
        if self.low is not None and measured < self.low:
            return False
        return self.high is None or measured <= self.high

    @property
    def wanted(self) -> str:
        """What will do, in words."""
        if self.low is not None and self.high is not None:
            return f"{number(self.low)} to {number(self.high)}{self.unit}"
        if self.low is not None:
            return f"at least {number(self.low)}{self.unit}"
        return f"at most {number(self.high)}{self.unit}"


@dataclass(frozen=True, slots=True)
class Table:
    """A title, a head and rows."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    def plain(self) -> str:
        """Return it in columns."""
        lines = [self.head, *self.rows]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.head))]
        return "\n".join([self.title, *(_columns(line, widths) for line in lines)])

    def markdown(self) -> str:
        """Return it as Markdown; columns after the first are to the right."""
        rule = ["---"] + ["---:"] * (len(self.head) - 1)
        lines = (f"| {' | '.join(line)} |" for line in (self.head, rule, *self.rows))
        return "\n".join([f"**{self.title}**", "", *lines])


def _columns(line: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (
        cell.rjust(width) if place else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(line, widths, strict=True))
    )
    return "  " + "  ".join([first, *rest]).rstrip()


def number(value: float | None, unit: str = "", digits: int = 3) -> str:
    """Return a number as one reads it, some digits or whole; a dash for None."""
    if value is None:
        return "-"
    if abs(value) >= 1000 or value == int(value):
        return f"{value:,.0f}{unit}"
    return f"{value:.{digits}g}{unit}" if abs(value) < 100 else f"{value:.1f}{unit}"


def targets(wanted: Sequence[Wanted], measured: Mapping[str, float]) -> Table:
    """Return what was wanted beside what was measured."""
    rows = [_target(one, measured.get(one.key)) for one in wanted]
    return Table("What it must reach", ("line", "wanted", "measured", "reached"), rows)


def _target(one: Wanted, measured: float | None) -> tuple[str, str, str, str]:
    if measured is None:
        return (one.line, one.wanted, "not measured", "-")
    reached = "yes" if one.is_reached(measured) else "no"
    return (one.line, one.wanted, number(measured, one.unit, digits=4), reached)


def facts(rows: Sequence[tuple[str, str]], markdown: bool) -> str:
    """Return names and values, one a line."""
    if markdown:
        return "\n".join(f"- {name}: {value}" for name, value in rows)
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"  {name.ljust(width)}  {value}" for name, value in rows)


def say(text: str) -> None:
    """Tell who waits what is going on."""
    print(f"  ... {text}", file=sys.stderr, flush=True)
