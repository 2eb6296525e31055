"""What all of OpenAI's endpoints have in common: what they are made of, and how they refuse."""

from __future__ import annotations

from copy import copy
from typing import Self

from sanic_mock.dialects import model_member
from sanic_mock.dialects.answer import Renderer, Whole
from sanic_mock.dialects.base import A, BodyDialect
from sanic_mock.dialects.openai import envelope, gateway_errors, refusals
from sanic_mock.dialects.openai.envelope import Layout
from sanic_mock.dialects.openai.omitting import without
from sanic_mock.dialects.openai.remedy import Remedy
from sanic_mock.dialects.operation import State
from sanic_mock.engine.faults.behaviour import Omission
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem

ANY_MODEL = "gpt-4o-mini"


class Endpoint(BodyDialect[A]):
    """Base of the endpoints of one worker; see dialects.vendor.Dialect.

    Args:
        state: what all endpoints share.

    Attributes:
        ANY_MODEL: a model of OpenAI's that the endpoint is for.
        is_strict: whether to refuse what OpenAI refuses; else whatever the specification allows
            is answered, and what the answer does not use is not looked at.
        any_model: the model that answers a lenient request which names none.
    """

    ANY_MODEL: str = ANY_MODEL

    def __init__(self, state: State) -> None:
        self.state = state
        self.is_strict = True
        settings = state.settings
        self.converses = bool(settings.answers)
        self._remedy = state.part(Remedy)
        self._refused = envelope.REFUSED_UNCOUNTED if settings.limits else envelope.REFUSED
        self.any_model = settings.model or next(iter(settings.models), self.ANY_MODEL)

    def lenient(self) -> Self:
        """Return the same endpoint, which shares all it has rendered, but is not strict."""
        other = copy(self)
        other.is_strict = False
        return other

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """Render a problem."""
        if self.is_strict:
            self._remedy.tell(problem)
        return envelope.error(problem, digest, now_s, self.layout(problem))

    def layout(self, problem: Problem) -> Layout:
        """Return how an error is laid out."""
        return envelope.of_chat(problem, self._refused)

    def stream_error(self, problem: Problem, digest: bytes, renderer: Renderer, sent: int) -> bytes:
        """See dialects.vendor.Dialect; `[DONE]` follows it [issues-2026: go-openai#396]."""
        return envelope.event(problem, digest) + renderer.end

    def no_key(self) -> Problem:
        """Return what a request without a key is told."""
        return gateway_errors.no_key()

    def named(self, body: bytes) -> str:
        """Return the model that a request names, as far as that is seen without reading it."""
        return model_member.named_model(body) or ANY_MODEL

    def without(self, event: bytes, what: Omission) -> bytes:
        """See dialects.vendor.Dialect."""
        return without(event, what)

    def refused(self, refusal: Refusal, model: str) -> Problem:
        """Word a refusal of a request for a model."""
        return refusals.refused(refusal, model)
