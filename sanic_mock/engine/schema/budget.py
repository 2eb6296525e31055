"""How much work schemas may cause: to read them, to prove them, and to make their values.

A step is about a microsecond. A request has one allowance for all its schemas, of which each
document takes its own; where that is used up, those that follow have little. Whatever reads a
stranger's schema pays for its loops here, before it runs them, by what it is given and never by
what is cached: so whether a document is within its budget is the same in every process, and a value
stays a function of its draws.
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
REQUEST = MOST_COMPILING + WITNESS  # of all documents of a request
SHORT = 2_000  # of each of them that comes when this is used up; a usual one takes 500
SHORT_WITNESS = 500
MAKING = 100_000  # of all values of one answer
LEAST_MAKING = 600  # of each of them, however many they are
BRIEF = 5_000  # of all documents of a request, on the event loop
BRIEF_MAKING = 5_000  # of all values of one answer, on the event loop
PATTERN = 20  # to read an expression, and more for each of its letters
PATTERN_LETTER = 8
KEPT_PATTERNS = 128  # are surely kept by whoever reads them, as several may at once
READING_BYTE = 4  # of decoding and validating a document, on the event loop


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

    __slots__ = ("_given", "_is_brief", "_patterns", "left")

    def __init__(self, steps: int, brief: int | None = None) -> None:
        self._is_brief = brief is not None and brief < steps
        self.left = self._given = steps if brief is None else min(brief, steps)
        self._patterns: set[str] | None = None

    @property
    def spent(self) -> int:
        """How many steps were taken."""
        return self._given - self.left

    def spend(self, steps: int = 1) -> None:
        """Take steps.

        Raises:
            OverBudgetError: there are not so many left.
            Lengthy: there may be, on a thread.
        """
        self.left -= steps
        if self.left < 0:
            raise Lengthy if self._is_brief else OverBudgetError

    def expect(self, steps: int) -> None:
        """Leave so many steps, which will surely be taken, to a thread before the first of them.

        Raises:
            Lengthy: they are too many for the event loop, now or when the next value is made.
        """
        if self._is_brief and steps > min(self.left, BRIEF_MAKING):
            raise Lengthy

    def read(self, pattern: str) -> None:
        """Pay for reading an expression; not again while it is sure to be kept."""
        known = self._patterns = self._patterns or set()
        if pattern not in known:
            self.spend(PATTERN + PATTERN_LETTER * len(pattern))
            if len(known) >= KEPT_PATTERNS:
                known.clear()
            known.add(pattern)


class DocumentBudget:
    """What one document may cost.

    Args:
        length: its bytes.
        brief: steps until the event loop may wait no longer; None where it does not wait.
        is_short: whether others have used up what a request has.

    Attributes:
        compiling: to read and to prove it.
        witness: to look for any value after that was not enough.
    """

    __slots__ = ("compiling", "witness")

    def __init__(self, length: int, brief: int | None = None, *, is_short: bool = False) -> None:
        self.compiling = StepBudget(SHORT if is_short else _compiling(length), brief)
        self.witness = StepBudget(SHORT_WITNESS if is_short else WITNESS)

    @property
    def spent(self) -> int:
        """How many steps were taken."""
        return self.compiling.spent + self.witness.spent


class Allowance:
    """What all schemas of one request may cost together.

    What is known from before is paid for as if it were not, so that no answer depends on what was
    asked before; on the event loop only the work that is done counts.
    """

    __slots__ = ("_brief", "_left")

    def __init__(self) -> None:
        self._left = REQUEST
        self._brief = None if is_patient() else BRIEF

    @property
    def paid(self) -> int:
        """How many steps were paid for."""
        return REQUEST - self._left

    def is_short(self, length: int) -> bool:
        """Return whether less is left than a document of so many bytes may cost."""
        return self._left < _compiling(length) + WITNESS

    def pay(self, steps: int) -> None:
        """Pay for a document, known or not."""
        self._left -= steps

    def read(self, length: int) -> None:
        """Pay for decoding and validating so many bytes on the event loop.

        Raises:
            Lengthy: a thread is to do that.
        """
        self.waited(READING_BYTE * length)

    def document(self, length: int, *, is_short: bool) -> DocumentBudget:
        """Return what a document may cost; `waited` is told when it is compiled."""
        return DocumentBudget(length, self._brief, is_short=is_short)

    def waited(self, steps: int) -> None:
        """Note how many steps were taken, if the event loop waited; raises as `read`."""
        if self._brief is not None:
            self._brief -= steps
            if self._brief < 0:
                raise Lengthy


def _compiling(length: int) -> int:
    """Return what a document of so many bytes may cost."""
    return min(COMPILING + COMPILING_BYTE * length, MOST_COMPILING)


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
