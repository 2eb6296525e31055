"""What rules see of a request for a message."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.anthropic.messages import history
from sanic_mock.dialects.anthropic.messages.blocks import text_of
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.kept_property import kept_property


class MessagesConversation(ConversationView):
    """A request's messages.

    Args:
        request: as it was read.
        model: the model that it names.
    """

    def __init__(self, request: MessagesRequest, model: str) -> None:
        super().__init__("messages", model)
        self._request = request

    @kept_property
    def user(self) -> str:
        """See ConversationView."""
        return history.last_user_text(self._request.messages)

    @kept_property
    def texts(self) -> Sequence[str]:
        """See ConversationView."""
        system = self._request.system
        told = [text_of(system)] if system else []
        return told + [text_of(turn.content) for turn in self._request.messages]

    @kept_property
    def system(self) -> str:
        """See ConversationView."""
        return history.system_text(self._request)

    @kept_property
    def tools(self) -> Sequence[str]:
        """See ConversationView."""
        return [tool.name for tool in self._request.tools or ()]

    @kept_property
    def results(self) -> Sequence[str]:
        """See ConversationView."""
        return history.findings(self._request.messages)

    @kept_property
    def turn(self) -> int:
        """See ConversationView."""
        return 1 + sum(turn.role == "assistant" for turn in self._request.messages)
