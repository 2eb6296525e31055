"""What every maker of values is: a node that knows the least nesting it can end in.

`least` counts the nodes passed on the shortest way down; a node is given `room` for at least that
many, and picks only what fits, so a recursive schema ends and a value's depth is bounded. With
`room == least` a node takes its shortest way out. Pieces of a value are counted: beyond `SOFT` of
them every node takes the shortest way, beyond `HARD` making stops.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING, Any

from sanic_mock.engine.schema.budget import StepBudget, size
from sanic_mock.engine.schema.validator import STEPS, Validator

if TYPE_CHECKING:
    from sanic_mock.engine.schema.hints import Supply
    from sanic_mock.engine.schema.names import Pools

ENDLESS = 1 << 30
DEEPEST = 64  # nodes down the shortest way; a schema that needs more is refused
ROOM = 24  # nodes down any way, if the shortest is no longer
NESTED = 2  # how often a definition may be inside itself before it takes the shortest way
SOFT = 400
HARD = 8_000
TRIES = 24


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
        self.nested: dict[Shared, int] = {}

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
    """

    __slots__ = ("least", "width")

    def __init__(self) -> None:
        self.least = ENDLESS
        self.width = 1

    def reach(self) -> int:
        """Return `least` as far as the nodes below know theirs; `ENDLESS` where they do not."""
        return 1

    def offers(self, run: Run) -> int:
        """Return how many values the prompt has for this node."""
        return 0

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


class Shared(Node):
    """A definition, wherever it is referred to."""

    __slots__ = ("target",)

    def __init__(self) -> None:
        super().__init__()
        self.target: Node = Never()

    def reach(self) -> int:
        return self.target.least + 1

    def offers(self, run: Run) -> int:
        return 0 if run.nested.get(self) else run.supply.count("") + _offers(self, run)

    def make(self, run: Run, room: int) -> Any:
        depth = run.nested.get(self, 0)
        run.nested[self] = depth + 1
        try:
            is_last = depth >= NESTED or run.spent > SOFT
            return self.target.make(run, self.target.least if is_last else room - 1)
        finally:
            run.nested[self] = depth


def _offers(shared: Shared, run: Run) -> int:
    return 0 if isinstance(shared.target, (Shared, Union)) else shared.target.offers(run)


class Union(Node):
    """A value of one of several nodes; null, if among others, one time in eight."""

    __slots__ = ("branches", "nulls")

    def __init__(self, branches: Sequence[Node], nulls: Sequence[Node] = ()) -> None:
        super().__init__()
        self.branches = list(branches)
        self.nulls = list(nulls)
        self.width = 1 + len(branches) // 2

    def reach(self) -> int:
        return 1 + min((one.least for one in (*self.branches, *self.nulls)), default=ENDLESS)

    def make(self, run: Run, room: int) -> Any:
        run.spend(1)
        run.work(self.width)
        if run.spent > SOFT:
            room = self.least
        usual = [one for one in self.branches if one.least < room]
        nulls = [one for one in self.nulls if one.least < room]
        if nulls and (not usual or run.draws.random() < 0.125):
            return nulls[0].make(run, room - 1)
        wanted = [one for one in usual if len(usual) > 1 and one.offers(run)]
        return run.draws.choice(wanted or usual).make(run, room - 1)


class Tested(Node):
    """Makes values until one is valid, where making alone does not see to it."""

    __slots__ = ("inner", "root", "schema")

    def __init__(self, inner: Node, schema: Any, root: Any) -> None:
        super().__init__()
        self.inner = inner
        self.schema = schema
        self.root = root

    def reach(self) -> int:
        return self.inner.least + 1

    def offers(self, run: Run) -> int:
        return self.inner.offers(run)

    def make(self, run: Run, room: int) -> Any:
        kept, was_sparse = dict(run.supply.left), run.is_sparse
        run.work(4)
        for attempt in range(TRIES):
            run.is_sparse = was_sparse or attempt > 1
            # the shortest way alone may never be valid: let it out a little, later
            value = self.inner.make(run, room - 1 + (attempt > 2) * 2)
            validator = Validator(self.root, run.budget)
            is_valid = validator.decide(value, self.schema)
            run.spend((STEPS - validator.left) // 50)  # validating counts, too
            run.is_sparse = was_sparse
            if is_valid:
                return value
            run.supply.left = dict(kept)
        raise StuckError
