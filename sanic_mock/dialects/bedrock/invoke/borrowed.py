"""InvokeModel of models that another vendor's endpoint answers, in Bedrock's clothes."""

from __future__ import annotations

from copy import copy
from typing import Self

from sanic_mock.dialects.base import A
from sanic_mock.dialects.bedrock.invoke import omitting
from sanic_mock.dialects.bedrock.invoke.validation import of_model
from sanic_mock.dialects.bedrock.model_operation import ModelOperation
from sanic_mock.dialects.vendor import Dialect
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.faults.behaviour import Omission
from sanic_mock.engine.reply import Reply
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings


class BorrowedInvocation(ModelOperation[A]):
    """Base of these; see ModelOperation.

    Args:
        settings: of the server.
        model: its id.
        endpoint: the other vendor's.
        is_stream: whether it answers in events.
        is_strict: whether what Bedrock refuses is refused.
    """

    NAME = "invoke"

    def __init__(
        self, settings: Settings, model: str, endpoint: Dialect, *, is_stream: bool, is_strict: bool
    ) -> None:
        super().__init__(settings, model, is_stream=is_stream, is_strict=is_strict)
        self._endpoint = endpoint

    def conversing(self) -> Self:
        """See Dialect."""
        if self.converses:
            return self
        other = copy(self)
        other.converses, other._endpoint = True, self._endpoint.conversing()
        return other

    def completion_tokens(self, ask: A, reply: Reply) -> int:
        """See Dialect."""
        return self._endpoint.completion_tokens(ask, reply)

    def without(self, event: bytes, what: Omission) -> bytes:
        """See Dialect."""
        return omitting.without(event, what)

    def _parsed(self, asked: bytes) -> A:
        """Return the Ask of a body as the other vendor's endpoint would be sent it."""
        try:
            ask: A = self._endpoint.parse(asked)  # type: ignore[assignment]
        except Problem as problem:
            raise of_model(problem) from None
        ask.is_dated = True
        return ask

    def _viewed(self, asked: bytes) -> ConversationView | None:
        """Return what such a body says."""
        found = self._endpoint.conversation(asked)
        if found is not None:
            found.endpoint, found.model = self.NAME, self.model
        return found
