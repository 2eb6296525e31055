"""Between a request's head and a vendor: who answers, before anybody reads the body."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.engine.ask import Ask, Reply
from sanic_mock.errors import Problem


class Front(NamedTuple):
    """What of a head decides who answers.

    Attributes:
        method: the HTTP method.
        path: the path, as it came, without its query.
        query: what follows the question mark; empty without one.
        authorization: value of the Authorization field, None without one.
        api_key: value of the api-key field, which Azure reads, None without one.
        mode: value of the x-mock-mode field, None without one.
        error: value of the x-mock-error field, None without one.
    """

    method: str
    path: str
    query: str = ""
    authorization: str | None = None
    api_key: str | None = None
    mode: str | None = None
    error: str | None = None


class Dialect(Protocol):
    """One endpoint of a vendor's API: the only thing that knows its bytes.

    The Asks that it renders are those that it read itself, of a type that nobody else knows.

    Attributes:
        REHEARSAL: requests that touch everything it makes lazily.
        ENCODING: the tokenizer that its requests are counted with.
    """

    REHEARSAL: tuple[bytes, ...]
    ENCODING: str

    def learn(self, vocabulary: Iterable[bytes]) -> None:
        """Know the pieces that texts are made of, before the first request."""

    def parse(self, body: bytes) -> Ask:
        """Read a request; raises Problem where the vendor would refuse it."""

    def whole(self, ask: Any, reply: Reply, now_s: int) -> Whole:
        """Render an answer in one piece."""

    def events(self, ask: Any, reply: Reply, now_s: int) -> Events:
        """Render an answer as server-sent events."""

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """Render a refusal."""

    def overloaded(self, status: int, retry_s: float, model: str, limit: int) -> Problem:
        """Return what is told where there is no room.

        Args:
            status: 429 or 503.
            retry_s: when to come back.
            model: what was asked for.
            limit: how many requests there is room for.
        """

    def broken(self, detail: str) -> Problem:
        """Return what is told where sanic-mock itself failed."""


class Admission(NamedTuple):
    """Who answers a request, and why nobody will, or None."""

    dialect: Dialect
    refusal: Problem | None
