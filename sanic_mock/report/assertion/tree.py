"""What an assertion says, and whether it is true of some values; None is not known."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, Protocol

from sanic_mock.report.figure import Figure, Value

Values = Mapping[str, Value]

_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


class Statement(Protocol):
    """A part of an assertion."""

    def holds(self, values: Values) -> bool | None:
        """Return whether it is true; None where too little is known."""

    def figures(self) -> Iterator[Figure]:
        """Yield the figures that it names, in order."""


class Quantity(NamedTuple):
    """A number that was written, in a figure's unit."""

    number: float


class FigureComparison(NamedTuple):
    """Two operands, of which one is a figure, and how they are to be."""

    left: Figure | Quantity
    sign: str
    right: Figure | Quantity

    def holds(self, values: Values) -> bool | None:
        """See Statement."""
        left, right = _number(self.left, values), _number(self.right, values)
        return None if left is None or right is None else _COMPARE[self.sign](left, right)

    def figures(self) -> Iterator[Figure]:
        """See Statement."""
        return (one for one in (self.left, self.right) if isinstance(one, Figure))


class Every(NamedTuple):
    """Parts that are all to be true."""

    parts: tuple[Statement, ...]

    def holds(self, values: Values) -> bool | None:
        """See Statement."""
        found = [one.holds(values) for one in self.parts]
        return False if False in found else None if None in found else True

    def figures(self) -> Iterator[Figure]:
        """See Statement."""
        return (figure for one in self.parts for figure in one.figures())


class Either(NamedTuple):
    """Parts of which one is to be true."""

    parts: tuple[Statement, ...]

    def holds(self, values: Values) -> bool | None:
        """See Statement."""
        found = [one.holds(values) for one in self.parts]
        return True if True in found else None if None in found else False

    def figures(self) -> Iterator[Figure]:
        """See Statement."""
        return (figure for one in self.parts for figure in one.figures())


class Negation(NamedTuple):
    """A part that is not to be true."""

    part: Statement

    def holds(self, values: Values) -> bool | None:
        """See Statement."""
        found = self.part.holds(values)
        return None if found is None else not found

    def figures(self) -> Iterator[Figure]:
        """See Statement."""
        return self.part.figures()


def _number(operand: Figure | Quantity, values: Values) -> Value:
    return operand.number if isinstance(operand, Quantity) else values[operand.name]
