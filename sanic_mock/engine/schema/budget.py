"""How much work one document may cause: to read it, to prove it, and to make its values.

A step is about a microsecond. Whatever reads a stranger's schema pays for its loops here, before
it runs them, by what it is given and never by what is cached: so whether a document is within its
budget is the same in every process, and a value stays a function of its draws.
"""

from __future__ import annotations

from typing import Any

from sanic_mock.engine.offload import is_patient
from sanic_mock.engine.schema.refs import SchemaError
from sanic_mock.errors import Lengthy

COMPILING = 45_000  # of a document, and more for each of its bytes
COMPILING_BYTE = 4
MOST_COMPILING = 600_000
WITNESS = 60_000  # to look for any valid value, where compiling was over its budget
MAKING = 100_000  # of all values of one answer
LEAST_MAKING = 6_000  # of each of them, however many they are
BRIEF = 2_500  # of compiling, on the event loop
BRIEF_MAKING = 5_000  # of all values of one answer, on the event loop


class OverBudgetError(SchemaError):
    """The steps are used up."""

    def __init__(self) -> None:
        super().__init__("The schema is too large to make a value for it.")


class StepBudget:
    """Counts down.

    Args:
        steps: how many may be taken.
        brief: how many may be taken while the event loop waits, before the work is begun again
            on a thread; None where it does not wait.

    Attributes:
        left: how many steps are left.
    """

    __slots__ = ("_is_brief", "left")

    def __init__(self, steps: int, brief: int | None = None) -> None:
        self._is_brief = brief is not None and brief < steps
        self.left = steps if brief is None else min(brief, steps)

    def spend(self, steps: int = 1) -> None:
        """Take steps.

        Raises:
            OverBudgetError: there are not so many left.
            Lengthy: there may be, on a thread.
        """
        self.left -= steps
        if self.left < 0:
            raise Lengthy if self._is_brief else OverBudgetError


def compiling(length: int, *, is_brief: bool) -> StepBudget:
    """Return what a document of so many bytes may cost."""
    steps = min(COMPILING + COMPILING_BYTE * length, MOST_COMPILING)
    return StepBudget(steps, BRIEF if is_brief else None)


def making(values: int = 1) -> StepBudget:
    """Return what each of an answer's values may cost; little where the event loop waits."""
    steps = max(MAKING // values, LEAST_MAKING)
    return StepBudget(steps, None if is_patient() else BRIEF_MAKING // values)


def size(value: Any, budget: StepBudget) -> int:
    """Return how many values are in a value, its long texts counted by their parts.

    Raises:
        OverBudgetError: counting them takes more steps than are left; it takes one for four.
    """
    found, stack = 0, [value]
    while stack:
        one = stack.pop()
        found += 1
        if isinstance(one, str):
            found += len(one) // 256
        elif isinstance(one, (dict, list)) and one:
            budget.spend(1 + len(one) // 4)
            stack += one.values() if isinstance(one, dict) else one
    return found
