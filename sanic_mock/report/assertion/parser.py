"""From the text of an assertion to what it says."""

from __future__ import annotations

import math
from typing import NamedTuple

from sanic_mock.errors import SettingsError
from sanic_mock.profile.nearest import suggestion
from sanic_mock.report.assertion.tokens import AssertionProblem, Kind, Token, tokens
from sanic_mock.report.assertion.tree import (
    Either,
    Every,
    FigureComparison,
    Negation,
    Quantity,
    Statement,
)
from sanic_mock.report.figure import Figure, Unit
from sanic_mock.report.figures import BY_NAME
from sanic_mock.units import quoted, seconds, size_bytes

_DEEPEST = 50
_PATTERN = "a comparison, such as inflight.max <= 64"


class Clause(NamedTuple):
    """A part of an assertion that is to be true by itself.

    Attributes:
        text: as it was written, on one line.
        node: what it says.
    """

    text: str
    node: Statement


def parse(text: str, label: str = "assertion") -> list[Clause]:
    """Return what an assertion says: the parts that `and` joins, or itself.

    Args:
        text: the assertion.
        label: what it is called in problems.

    Raises:
        SettingsError: with what is wrong, each with line and column.
    """
    try:
        parser = _Parser(text)
        clauses = parser.clauses()
        problems = parser.problems
    except AssertionProblem as problem:
        problems = [problem]
    if problems:
        raise SettingsError([_located(one, text, label) for one in problems])
    return clauses


class _Parser:
    """Reads one assertion, word by word, and goes on behind names that are wrong."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = [*tokens(text)]
        self._place = 0
        self._depth = 0
        self._joined: list[Clause] = []  # of the last conjunction that was read
        self.problems: list[AssertionProblem] = []

    def clauses(self) -> list[Clause]:
        """Return what the whole text says."""
        first = self._word
        node = self._assertion()
        if self._word.kind != "end":
            raise self._unexpected("and, or, or the end")
        return [self._clause(first, node)] if isinstance(node, Either) else self._joined

    def _assertion(self) -> Statement:
        parts = [self._conjunction()]
        while self._take("or"):
            parts.append(self._conjunction())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _conjunction(self) -> Statement:
        parts = [self._term_clause()]
        while self._take("and"):
            parts.append(self._term_clause())
        self._joined = parts
        return parts[0].node if len(parts) == 1 else Every(tuple(one.node for one in parts))

    def _term_clause(self) -> Clause:
        first = self._word
        return self._clause(first, self._term())

    def _clause(self, first: Token, node: Statement) -> Clause:
        last = self._words[self._place - 1]
        return Clause(" ".join(self._text[first.start : last.stop].split()), node)

    def _term(self) -> Statement:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise AssertionProblem(f"more than {_DEEPEST} deep", self._word.start)
        node = self._bare_term()
        self._depth -= 1
        return node

    def _bare_term(self) -> Statement:
        if self._take("not"):
            return Negation(self._term())
        if self._take_kind("open") is None:
            return self._comparison()
        node = self._assertion()
        if self._take_kind("close") is None:
            raise self._unexpected("and, or, or )")
        return node

    def _comparison(self) -> Statement:
        operands, signs = [self._operand()], [self._sign()]
        operands.append(self._operand())
        while self._word.kind == "operator":
            signs.append(self._sign())
            operands.append(self._operand())
        pairs = zip(operands, signs, operands[1:], strict=False)
        compared = [self._compared(*one) for one in pairs]
        return compared[0] if len(compared) == 1 else Every(tuple(compared))

    def _sign(self) -> Token:
        if (found := self._take_kind("operator")) is None:
            raise self._unexpected("a comparison: <, <=, >, >=, == or !=")
        return found

    def _operand(self) -> Token:
        found = self._take_kind("figure") or self._take_kind("quantity")
        if found is None:
            raise self._unexpected(_PATTERN)
        return found

    def _compared(self, left: Token, sign: Token, right: Token) -> Statement:
        figures = [self._figure(one) for one in (left, right)]
        known = next(filter(None, figures), None)
        if known is None:
            if "figure" not in (left.kind, right.kind):
                self._note(f"{left.text} {sign.text} {right.text} names no figure", left)
            return Every(())  # a problem is noted
        sides = [
            self._quantity(word, known) if figure is None else figure
            for word, figure in zip((left, right), figures, strict=True)
        ]
        if all(figures) and {one.unit for one in figures if one} != {known.unit}:
            self._note(f"{left.text} and {right.text} do not count the same", left)
        return FigureComparison(sides[0], sign.text, sides[1])

    def _figure(self, word: Token) -> Figure | None:
        if word.kind != "figure":
            return None
        if (found := BY_NAME.get(word.text)) is None:
            self._note(f"{quoted(word.text)} is no figure; {suggestion(word.text, BY_NAME)}", word)
        return found

    def _quantity(self, word: Token, figure: Figure) -> Quantity:
        """Return a number in the unit of the figure beside it."""
        try:
            return Quantity(_number(word.text, figure.unit) if word.kind == "quantity" else 0.0)
        except ValueError as error:
            self._note(f"{figure.name} is a {figure.unit.value}; {error}", word)
            return Quantity(0.0)

    def _note(self, message: str, word: Token) -> None:
        problem = AssertionProblem(message, word.start)
        if (message, word.start) not in [(one.message, one.start) for one in self.problems]:
            self.problems.append(problem)

    @property
    def _word(self) -> Token:
        return self._words[self._place]

    def _take(self, keyword: str) -> bool:
        is_there = self._word.kind == "keyword" and self._word.text == keyword
        self._place += is_there
        return is_there

    def _take_kind(self, kind: Kind) -> Token | None:
        if self._word.kind != kind:
            return None
        self._place += 1
        return self._words[self._place - 1]

    def _unexpected(self, wanted: str) -> AssertionProblem:
        word = self._word
        what = "the end" if word.kind == "end" else quoted(word.text)
        return AssertionProblem(f"{what} is not expected; want {wanted}", word.start)


def _number(text: str, unit: Unit) -> float:
    if unit is Unit.TIME:
        return seconds(text)
    if unit is Unit.SIZE:
        return size_bytes(text)
    try:
        number = float(text)
    except ValueError:
        raise ValueError(f"{quoted(text)} has a unit") from None
    if not math.isfinite(number):
        raise ValueError(f"{quoted(text)} is not a finite number")
    return number


def _located(problem: AssertionProblem, text: str, label: str) -> str:
    """Return a problem with its line and column, both from 1."""
    before = text[: problem.start]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return f"{label}:{line}:{column}: {problem.message}"
