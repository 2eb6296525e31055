"""Renders the errors that faults have in the place of answers; each is worded once for a model."""

from __future__ import annotations

from time import time

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.vendor import Dialect
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem

# Errors that are kept, and how long the name of a model may be in one.
MOST_PROBLEMS, LONGEST_NAME = 256, 100


class InjectedErrors:
    """The errors of one variant."""

    def __init__(self) -> None:
        self._problems: dict[tuple[Dialect, str, Refusal], Problem] = {}

    def render(self, dialect: Dialect, refusal: Refusal, body: bytes, digest: bytes) -> Whole:
        """Return the error for a request's body and chance."""
        name = dialect.named(body)
        problem = self._problems.get((dialect, name, refusal))
        if problem is None:
            problem = dialect.refused(refusal, name)
            if len(name) <= LONGEST_NAME:
                self._keep((dialect, name, refusal), problem)
        return dialect.error(problem, digest, int(time()))

    def _keep(self, place: tuple[Dialect, str, Refusal], problem: Problem) -> None:
        if len(self._problems) >= MOST_PROBLEMS:
            self._problems.clear()
        self._problems[place] = problem
