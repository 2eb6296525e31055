"""What all of OpenAI's endpoints have in common: what they are made of, and how they refuse."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Generic, Self, TypeVar

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.openai import envelope, gateway_errors, limits
from sanic_mock.dialects.openai.envelope import Layout
from sanic_mock.dialects.operation import State
from sanic_mock.engine.ask import Ask, Reply
from sanic_mock.engine.tokens import ENCODING
from sanic_mock.errors import Problem

A = TypeVar("A", bound=Ask)


class Endpoint(Generic[A]):
    """Base of the endpoints of one worker; see dialects.front.Dialect.

    Args:
        state: what all endpoints share.

    Attributes:
        LAYOUT: how errors are printed.
        REHEARSAL: see dialects.front.Dialect.
        ENCODING: see dialects.front.Dialect.
        is_strict: whether to refuse what OpenAI refuses; else whatever the specification allows
            is answered, and what the answer does not use is not looked at.
    """

    LAYOUT: Layout = envelope.CHAT
    REHEARSAL: tuple[bytes, ...] = ()
    ENCODING: str = ENCODING

    def __init__(self, state: State) -> None:
        self.state = state
        self.is_strict = True

    def lenient(self) -> Self:
        """Return the same endpoint, which shares all it has rendered, but is not strict."""
        other = copy(self)
        other.is_strict = False
        return other

    def learn(self, vocabulary: Iterable[bytes]) -> None:
        """Know the pieces that texts are made of; nothing to know for most endpoints."""

    def parse(self, body: bytes) -> A:
        """Read a request; raises Problem where OpenAI would refuse it."""
        raise NotImplementedError

    def whole(self, ask: A, reply: Reply, now_s: int) -> Whole:
        """Render an answer in one piece; `now_s` is the time of day, unix seconds."""
        raise NotImplementedError

    def events(self, ask: A, reply: Reply, now_s: int) -> Events:
        """Render an answer as events; for endpoints whose requests can ask for them."""
        raise NotImplementedError

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """Render a problem."""
        return envelope.error(problem, digest, now_s, self.LAYOUT)

    def no_key(self) -> Problem:
        """Return what a request without a key is told."""
        return gateway_errors.no_key()

    def overloaded(self, status: int, retry_s: float, model: str, limit: int) -> Problem:
        """Return what is told where there is no room for another request."""
        if status == 429:
            return limits.rate_limited(model, "requests", limit, limit, 1, retry_s)
        return limits.overloaded(retry_s)

    def on_demand(self, kind: str, model: str) -> Problem:
        """Return the problem that a request asked for by a name of `limits.ON_DEMAND`."""
        return limits.ON_DEMAND[kind](model)

    def broken(self, detail: str) -> Problem:
        """Return what is told where sanic-mock itself failed."""
        return gateway_errors.server_error(detail)
