"""What all operations on a model have in common: one of them, of one model; see vendor.Dialect."""

from __future__ import annotations

from sanic_mock.dialects.answer import Renderer, Whole
from sanic_mock.dialects.base import A, PathDialect
from sanic_mock.dialects.bedrock import errors, refusals
from sanic_mock.dialects.bedrock.models import family_of
from sanic_mock.engine.faults.behaviour import Omission
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings


class ModelOperation(PathDialect[A]):
    """Base of the operations.

    Args:
        settings: of the server.
        model: its id, as the path has it.
        is_stream: whether it answers in events.
        is_strict: whether what Bedrock refuses is refused.
    """

    def __init__(self, settings: Settings, model: str, *, is_stream: bool, is_strict: bool) -> None:
        self.converses = bool(settings.answers)
        self.model = model
        self.answers_as = settings.model or model
        self.family = family_of(model)
        self.is_stream = is_stream
        self.is_strict = is_strict

    def prompt_tokens(self, body: bytes) -> int:
        """Return what a request's prompt bills, and remember nothing of it; raises as `parse`."""
        return self.parse(body).prompt_tokens

    def without(self, event: bytes, what: Omission) -> bytes:
        """See Dialect."""
        return event

    def refused(self, refusal: Refusal, model: str) -> Problem:
        """See Dialect."""
        return refusals.refused(refusal)

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """See Dialect."""
        return errors.rendered(problem, digest, now_s)

    def stream_error(self, problem: Problem, digest: bytes, renderer: Renderer, sent: int) -> bytes:
        """See Dialect; nothing follows the exception."""
        return refusals.stream_exception(problem)
