"""What all operations on a model have in common: one of them, of one model; see vendor.Dialect."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from copy import copy
from typing import Generic, Self, TypeVar

from sanic_mock.dialects.answer import Events, Framing, Renderer, Whole
from sanic_mock.dialects.bedrock import errors, refusals
from sanic_mock.dialects.bedrock.models import family_of
from sanic_mock.dialects.vendor import AtOnce, LetIn
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.answers.picks import Pick
from sanic_mock.engine.ask import Ask, Reply
from sanic_mock.engine.content import Body
from sanic_mock.engine.faults.behaviour import Omission
from sanic_mock.engine.refusal import Refusal
from sanic_mock.engine.tokens import ENCODING
from sanic_mock.engine.usage import completion_tokens
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings

A = TypeVar("A", bound=Ask)


class ModelOperation(ABC, Generic[A]):
    """Base of the operations.

    Args:
        settings: of the server.
        model: its id, as the path has it.
        is_stream: whether it answers in events.
        is_strict: whether what Bedrock refuses is refused.

    Attributes:
        REHEARSAL: see Dialect.
        ENCODING: see Dialect.
        NAME: see Dialect.
        converses: whether its Asks say what rules see of a request.
    """

    REHEARSAL: tuple[bytes, ...] = ()
    ENCODING: str = ENCODING
    NAME: str = ""

    def __init__(self, settings: Settings, model: str, *, is_stream: bool, is_strict: bool) -> None:
        self.converses = bool(settings.answers)
        self.model = model
        self.answers_as = settings.model or model
        self.family = family_of(model)
        self.is_stream = is_stream
        self.is_strict = is_strict

    def conversing(self) -> Self:
        """See Dialect."""
        if self.converses:
            return self
        other = copy(self)
        other.converses = True
        return other

    def learn(self, vocabulary: Iterable[bytes]) -> None:
        """See Dialect; pieces are rendered when they are first sent."""

    @abstractmethod
    def parse(self, body: bytes) -> A:
        """See Dialect."""

    @abstractmethod
    def whole(self, ask: A, reply: Reply, now_s: int) -> Whole:
        """See Dialect."""

    def sliced(self, ask: A, reply: Reply, now_s: int) -> Whole:
        """See Dialect; joined for each client, for most."""
        return self.whole(ask, reply, now_s)

    @abstractmethod
    def events(self, ask: A, reply: Reply, now_s: int) -> Events:
        """See Dialect."""

    def completion_tokens(self, ask: A, reply: Reply) -> int:
        """See Dialect."""
        return completion_tokens(reply)

    def at_once(
        self,
        bodies: Sequence[Body],
        framing: Framing,
        let_in: LetIn | None,
        *,
        is_counted: bool = False,
        pick: Pick | None = None,
    ) -> AtOnce | None:
        """See Dialect; few have one."""
        return None

    def named(self, body: bytes) -> str:
        """See Dialect; the path names it."""
        return self.model

    def asked_model(self, body: bytes) -> str:
        """See Dialect; the path names it."""
        return self.model

    def with_model(self, body: bytes, model: str) -> bytes:
        """See Dialect; no body names one."""
        return body

    def conversation(self, body: bytes) -> ConversationView | None:
        """See Dialect; where nobody converses there is none."""
        return None

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
