"""What is answered to a request that was refused, or that something of ours failed at."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import time

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.vendor import Dialect
from sanic_mock.engine.refusal import Refusal, RefusedError, internal
from sanic_mock.errors import HeldError, Problem

log = logging.getLogger("sanic_mock")


def error_answer(dialect: Dialect, error: Exception, digest: bytes) -> Whole:
    """Render what was raised."""
    problem = problem_of(error, dialect.refused)
    # who raised it may hold it: with its frames it would be a cycle, and keep the body until that
    # is collected
    error.__traceback__ = problem.__traceback__ = None
    return dialect.error(problem, digest, int(time()))


def problem_of(error: Exception, refuse: Callable[[Refusal, str], Problem]) -> Problem:
    """Return what is answered where something was raised.

    Args:
        error: what was.
        refuse: words a refusal of a request for a model, "" where that is not known.
    """
    if isinstance(error, Problem):
        return error
    if isinstance(error, RefusedError):
        return refuse(error.refusal, error.model)
    if isinstance(error, HeldError):
        return refuse(Refusal("overloaded", retry_s=1.0), "")
    if isinstance(error, RecursionError):
        return refuse(Refusal("too_deep"), "")
    # a bug of ours must reach the client as an answer
    log.error("could not answer a request", exc_info=error)
    return refuse(internal(repr(error)), "")
