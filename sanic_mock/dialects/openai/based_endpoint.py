"""An endpoint of somebody else's that stands on one of OpenAI's, which reads and answers."""

from __future__ import annotations

from copy import copy
from typing import Any, Self

from sanic_mock.dialects.base import DialectBase
from sanic_mock.dialects.openai.endpoint import Endpoint
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.faults.behaviour import Omission
from sanic_mock.engine.reply import Reply


class BasedEndpoint(DialectBase[Ask]):
    """Base of such endpoints; see dialects.vendor.Dialect.

    Args:
        endpoint: OpenAI's.
    """

    def __init__(self, endpoint: Endpoint[Any]) -> None:
        self.ENCODING = endpoint.ENCODING
        self.NAME = endpoint.NAME
        self._endpoint = endpoint

    def conversing(self) -> Self:
        """See dialects.vendor.Dialect."""
        other = copy(self)
        other._endpoint = self._endpoint.conversing()
        return other

    def parse(self, body: bytes) -> Ask:
        """Read a request; raises Problem as the endpoint does."""
        ask: Ask = self._endpoint.parse(body)
        return ask

    def seen_model(self, body: bytes) -> str:
        """See dialects.vendor.Dialect."""
        return self._endpoint.seen_model(body)

    def named(self, body: bytes) -> str:
        """See dialects.vendor.Dialect."""
        return self._endpoint.named(body)

    def asked_model(self, body: bytes) -> str:
        """See dialects.vendor.Dialect."""
        return self._endpoint.asked_model(body)

    def with_model(self, body: bytes, model: str) -> bytes:
        """See dialects.vendor.Dialect."""
        return self._endpoint.with_model(body, model)

    def conversation(self, body: bytes) -> ConversationView | None:
        """See dialects.vendor.Dialect."""
        return self._endpoint.conversation(body)

    def completion_tokens(self, ask: Any, reply: Reply) -> int:
        """See dialects.vendor.Dialect."""
        return self._endpoint.completion_tokens(ask, reply)

    def without(self, event: bytes, what: Omission) -> bytes:
        """See dialects.vendor.Dialect."""
        return self._endpoint.without(event, what)
