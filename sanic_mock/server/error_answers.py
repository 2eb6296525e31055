"""What is answered to a request that was refused, or that something of ours failed at."""

from __future__ import annotations

import logging
from time import time

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.vendor import Dialect
from sanic_mock.engine.refusal import Refusal, RefusedError, internal
from sanic_mock.errors import HeldError, Problem

log = logging.getLogger("sanic_mock")


def error_answer(dialect: Dialect, error: Exception, digest: bytes) -> Whole:
    """Render what was raised."""
    problem = _problem(dialect, error)
    # who raised it may hold it: with its frames it would be a cycle, and keep the body until that
    # is collected
    error.__traceback__ = problem.__traceback__ = None
    return dialect.error(problem, digest, int(time()))


def _problem(dialect: Dialect, error: Exception) -> Problem:
    if isinstance(error, RefusedError):
        error = dialect.refused(error.refusal, error.model)
    if isinstance(error, HeldError):
        error = dialect.refused(Refusal("overloaded", retry_s=1.0), "")
    if isinstance(error, RecursionError):
        error = dialect.refused(Refusal("too_deep"), "")
    if not isinstance(error, Problem):  # a bug of ours must reach the client as an answer
        log.error("could not answer a request", exc_info=error)
        error = dialect.refused(internal(repr(error)), "")
    return error
