"""What all of Ollama's endpoints have in common; see dialects.vendor.Dialect."""

from __future__ import annotations

from sanic_mock.dialects.answer import Renderer, Whole
from sanic_mock.dialects.base import A, BodyDialect
from sanic_mock.dialects.ollama import errors, refusals
from sanic_mock.dialects.ollama.served_models import OllamaModels
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings


class OllamaDialect(BodyDialect[A]):
    """Base of the endpoints.

    Args:
        settings: what the server was asked to be.
    """

    def __init__(self, settings: Settings) -> None:
        self._models = OllamaModels(settings)
        self._model = settings.model

    def refused(self, refusal: Refusal, model: str) -> Problem:
        """See dialects.vendor.Dialect."""
        return refusals.refused(refusal, model)

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """See dialects.vendor.Dialect."""
        return errors.rendered(problem, digest, now_s)

    def stream_error(self, problem: Problem, digest: bytes, renderer: Renderer, sent: int) -> bytes:
        """See dialects.vendor.Dialect."""
        return errors.body_of(problem) + b"\n"
