"""Nodes that make what others make: a definition, one of several, what must be tried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sanic_mock.engine.schema.labels import Label
from sanic_mock.engine.schema.node import ENDLESS, SOFT, Never, Node, Run, StuckError
from sanic_mock.engine.schema.validator import STEPS, Validator

NESTED = 2  # how often a definition may be inside itself before it takes the shortest way
TRIES = 24

_NULLS = 0.125  # of values that may be null


class Shared(Node):
    """A definition, wherever it is referred to."""

    __slots__ = ("target",)

    def __init__(self) -> None:
        super().__init__()
        self.target: Node = Never()

    @property
    def is_tag(self) -> bool:  # type: ignore[override]  # nobody assigns it
        return not isinstance(self.target, Shared) and self.target.is_tag

    @property
    def label(self) -> Label:  # type: ignore[override]  # nobody assigns it
        return "" if isinstance(self.target, (Shared, Union)) else self.target.label

    def reach(self) -> int:
        return self.target.least + 1

    def offers(self, run: Run) -> int:
        return 0 if run.nested.get(self) else run.supply.count("") + _offers(self, run)

    def claim(self, run: Run, *, is_needed: bool) -> bool:
        if run.nested.get(self):
            return False
        run.nested[self] = 1
        try:
            return self.target.claim(run, is_needed=is_needed)
        finally:
            run.nested[self] = 0

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
    """A value of one of several nodes; null, if among others, now and then."""

    __slots__ = ("branches", "label", "nulls")

    def __init__(self, branches: Sequence[Node], nulls: Sequence[Node] = ()) -> None:
        super().__init__()
        self.branches = list(branches)
        self.nulls = list(nulls)
        self.width = 1 + len(branches) // 2
        labels = (one.label for one in branches if not isinstance(one, Shared))
        self.label: Label = next(filter(None, labels), "")

    def reach(self) -> int:
        return 1 + min((one.least for one in (*self.branches, *self.nulls)), default=ENDLESS)

    def claim(self, run: Run, *, is_needed: bool) -> bool:
        run.work(self.width)
        return any(one.claim(run, is_needed=is_needed) for one in self.branches)

    def make(self, run: Run, room: int) -> Any:
        run.spend(1)
        run.work(self.width)
        if run.spent > SOFT:
            room = self.least
        usual = [one for one in self.branches if one.least < room]
        nulls = [one for one in self.nulls if one.least < room]
        if nulls and (not usual or self._is_null(run)):
            return nulls[0].make(run, room - 1)
        wanted = [one for one in usual if len(usual) > 1 and one.offers(run)]
        return run.draws.choice(wanted or usual).make(run, room - 1)

    def _is_null(self, run: Run) -> bool:
        """Return whether null is chosen, where the prompt has nothing better."""
        return run.draws.random() < _NULLS and not self.claim(run.trial(), is_needed=True)


class Tested(Node):
    """Makes values until one is valid, where making alone does not see to it."""

    __slots__ = ("inner", "label", "root", "schema")

    def __init__(self, inner: Node, schema: Any, root: Any) -> None:
        super().__init__()
        self.inner = inner
        self.label = "" if isinstance(inner, Shared) else inner.label
        self.schema = schema
        self.root = root

    def reach(self) -> int:
        return self.inner.least + 1

    def offers(self, run: Run) -> int:
        return self.inner.offers(run)

    def claim(self, run: Run, *, is_needed: bool) -> bool:
        return self.inner.claim(run, is_needed=is_needed)

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
