"""What a figure of a report is, and how most of them are computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from sanic_mock.ledger.reader import Entry
from sanic_mock.report.findings import Findings
from sanic_mock.report.times import share_s

Value = float | None

_NO_CHANGES = "no request is remembered with its body and what its client says it sent"


class Unit(Enum):
    """What a figure counts: how it is written, and read."""

    COUNT = "number"
    RATIO = "ratio"
    TIME = "time"
    SIZE = "size"


class Figure(NamedTuple):
    """One figure.

    Attributes:
        name: its group and its own, with a dot between.
        unit: what it counts; times are seconds here.
        doc: one line.
        value: computes it; None where it is not known.
        unknown: why it may not be known; "" where it always is.
        is_exact: whether it is of all answers, not only of those that are remembered.
    """

    name: str
    unit: Unit
    doc: str
    value: Callable[[Findings], Value]
    unknown: str = ""
    is_exact: bool = False

    @property
    def member(self) -> str:
        """Its own name in JSON, where times are ms and say so."""
        own = self.name.partition(".")[2]
        return f"{own}_ms" if self.unit is Unit.TIME else own

    @property
    def group(self) -> str:
        """The name of its group."""
        return self.name.partition(".")[0]


def summed(name: str, doc: str, sums: str = "requests", part: str = "", *values: object) -> Figure:
    """Return a figure that is a sum over all answers, or over those with one of some values."""

    def value(found: Findings) -> Value:
        return found.total(sums, lambda one: not part or getattr(one, part) in values)

    return Figure(name, Unit.SIZE if sums == "bytes" else Unit.COUNT, doc, value, "", True)


def counted(name: str, doc: str, value: Callable[[Findings], Value]) -> Figure:
    """Return a figure that counts what is remembered."""
    return Figure(name, Unit.COUNT, doc, value)


def timed(
    group: str,
    what: str,
    of: Callable[[Findings], Iterable[Entry]],
    time_ns: Callable[[Entry], int],
    unknown: str,
    prefix: str = "",
) -> Iterator[Figure]:
    """Yield percentiles of times, whose names in their group may have a prefix."""
    for own, share in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1.0)):

        def value(found: Findings, share: float = share) -> Value:
            return share_s(map(time_ns, of(found)), share)

        yield Figure(f"{group}.{prefix}{own}", Unit.TIME, f"{what}: {own}", value, unknown)


def changed(own: str, doc: str, kind: str = "") -> Figure:
    """Return what counts the requests that were changed on their way, in a way."""

    def value(found: Findings) -> Value:
        many = sum(not kind or bool(getattr(one, kind)) for one in found.changes)
        return many if found.changes else None

    return Figure(f"changes.{own}", Unit.COUNT, doc, value, _NO_CHANGES)
