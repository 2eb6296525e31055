"""What every maker of values is: a node that knows the least nesting it can end in.

`least` counts the nodes passed on the shortest way down; a node is given `room` for at least that
many, and picks only what fits, so a recursive schema ends and a value's depth is bounded. With
`room == least` a node takes its shortest way out. Pieces of a value are counted: beyond `SOFT` of
them every node takes the shortest way, beyond `HARD` making stops.
"""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

from sanic_mock.engine.schema.budget import StepBudget, size

if TYPE_CHECKING:
    from sanic_mock.engine.schema.hints import Supply
    from sanic_mock.engine.schema.labels import Label
    from sanic_mock.engine.schema.names import Pools

ENDLESS = 1 << 30
DEEPEST = 64  # nodes down the shortest way; a schema that needs more is refused
ROOM = 24  # nodes down any way, if the shortest is no longer
SOFT = 400
HARD = 8_000


class StuckError(Exception):
    """No value was found this time; another may be tried."""


class Run:
    """The state of making one value.

    Attributes:
        spent: pieces of the value.
        is_sparse: whether optional keys are left to chance, as some may exclude each other.
        budget: what it may cost.
        work: pays for what is no piece: `budget.spend`.
    """

    __slots__ = (
        "budget",
        "draws",
        "is_sparse",
        "nested",
        "pools",
        "spent",
        "supply",
        "used",
        "work",
    )

    def __init__(self, draws: Random, supply: Supply, pools: Pools, budget: StepBudget) -> None:
        self.draws = draws
        self.budget = budget
        self.work = budget.spend
        self.supply = supply
        self.pools = pools
        self.spent = 0
        self.is_sparse = False
        self.used: set[str] = set()
        self.nested: dict[Node, int] = {}

    def spend(self, pieces: int) -> None:
        """Count pieces of the value.

        Raises:
            StuckError: there are too many.
        """
        self.spent += pieces
        self.work(2 * pieces)
        if self.spent > HARD:
            raise StuckError

    def expect(self, pieces: int) -> None:
        """Give up now where so many more pieces will be too many."""
        if self.spent + pieces > HARD:
            raise StuckError

    def trial(self) -> Run:
        """Return a run that takes of a copy of the supply; its work is paid from here."""
        run = Run(self.draws, self.supply.copy(), self.pools, self.budget)
        run.used, run.nested = set(self.used), dict(self.nested)
        return run

    def copy(self, value: Any) -> Any:
        """Return a value that may be changed without changing the schema's."""
        if isinstance(value, (str, dict, list)):
            # its length counts, too: a long constant may be asked for many times
            self.work(len(value) // 8 if isinstance(value, str) else 2 * size(value, self.budget))
        return json.loads(json.dumps(value)) if isinstance(value, (dict, list)) else value


class Node:
    """Makes values for one schema.

    Attributes:
        least: nodes down its shortest way.
        width: about how many steps it takes to look at all nodes directly below.
        is_tag: whether it has one value only, as what tells a union's members apart.
        label: what beside its name in a prompt is its value.
    """

    __slots__ = ("least", "width")

    is_tag = False
    label: Label = ""

    def __init__(self) -> None:
        self.least = ENDLESS
        self.width = 1

    def reach(self) -> int:
        """Return `least` as far as the nodes below know theirs; `ENDLESS` where they do not."""
        return 1

    def offers(self, run: Run) -> int:
        """Return how many values the prompt has for this node."""
        return 0

    def claim(self, run: Run, *, is_needed: bool) -> bool:
        """Take what the prompt has for this node, and return whether it has something.

        Args:
            run: a trial.
            is_needed: whether all that fits will do, and not only what is clearly meant for it.
        """
        return False

    def make(self, run: Run, room: int) -> Any:
        """Return a value, at most `room` nodes deep; `room` is at least `self.least`.

        Raises:
            StuckError: none was found.
        """
        raise NotImplementedError


class Never(Node):
    """No value is valid."""

    __slots__ = ()

    def reach(self) -> int:
        return ENDLESS
