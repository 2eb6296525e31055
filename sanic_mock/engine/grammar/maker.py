"""Makes texts of a grammar where values of a schema are made else."""

from __future__ import annotations

from random import Random

from sanic_mock.engine.grammar.writer import GrammarWriter
from sanic_mock.engine.schema.budget import StepBudget
from sanic_mock.engine.schema.hints import NO_HINTS, Hints
from sanic_mock.engine.schema.names import POOLS, Pools
from sanic_mock.engine.schema.values import Maker


class GrammarMaker(Maker):
    """Makes a text for each answer; see Maker.

    Args:
        writer: writes it.
    """

    def __init__(self, writer: GrammarWriter) -> None:
        self._writer = writer

    def make(
        self,
        draws: Random,
        hints: Hints = NO_HINTS,
        pools: Pools = POOLS,
        budget: StepBudget | None = None,
    ) -> str:
        """Return a text; a prompt has nothing to offer it."""
        return self._writer.write(draws, budget)
