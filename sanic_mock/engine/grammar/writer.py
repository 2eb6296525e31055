"""Writes texts of a grammar; one is made as proof, so that a writer never fails afterwards."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Literal

from sanic_mock.engine.grammar.gbnf import as_lark
from sanic_mock.engine.grammar.lark import Grammar
from sanic_mock.engine.grammar.nodes import ROOM, Matching, Symbol, Writing
from sanic_mock.engine.grammar.terminals import GrammarError, expression
from sanic_mock.engine.schema.budget import OverBudgetError, StepBudget, making

Syntax = Literal["regex", "lark", "gbnf"]
_PROOF_STEPS = 20_000


class GrammarWriter:
    """Writes texts of one grammar.

    Args:
        syntax: what it is written in; of "gbnf" it may be Lark's language, too.
        definition: the grammar.

    Raises:
        GrammarError: it cannot be read, or none of its texts is short enough.
    """

    def __init__(self, syntax: Syntax, definition: str) -> None:
        self._start: Symbol
        self._is_spaced = False
        if syntax == "regex":
            self._start = Matching(expression(definition))
        else:
            grammar = Grammar(as_lark(definition) if syntax == "gbnf" else definition)
            self._start, self._is_spaced = grammar.start, grammar.is_spaced
        self._room = max(ROOM, self._start.least)
        self._proof = self._write(Random(0), StepBudget(_PROOF_STEPS).spend)

    def write(self, draws: Random, budget: StepBudget | None = None) -> str:
        """Return a text of the grammar."""
        try:
            return self._write(draws, (budget or making()).spend)
        except (GrammarError, OverBudgetError, RecursionError):
            return self._proof

    def _write(self, draws: Random, spend: Callable[[int], None]) -> str:
        writing = Writing(draws, spend, is_spaced=self._is_spaced)
        try:
            self._start.write(writing, self._room)
        except (OverBudgetError, RecursionError):
            raise GrammarError("Texts of the grammar are too long.") from None
        return "".join(writing.pieces)
