"""What rules see of a chat completion."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.openai.chat import history
from sanic_mock.dialects.openai.chat.request import (
    INSTRUCTING,
    ChatRequest,
    Message,
    PlainChatRequest,
    PlainMessage,
)
from sanic_mock.dialects.openai.chat.turns import texts
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.kept_property import kept_property


class ChatConversation(ConversationView):
    """A chat completion's messages.

    Args:
        request: as it was read.
        model: the model that it names.
    """

    def __init__(self, request: PlainChatRequest | ChatRequest, model: str) -> None:
        self.endpoint, self.model = "chat", model  # as the base does, in one call less
        self._request = request
        self._messages: Sequence[PlainMessage | Message] = request.messages

    @kept_property
    def user(self) -> str:
        """See ConversationView."""
        last = self._messages[-1]
        if last.role == "user" and isinstance(last.content, str):  # as most requests end
            return last.content
        said = (one for one in reversed(self._messages) if one.role == "user")
        found = next(said, None)
        return "" if found is None else " ".join(texts(found))

    @kept_property
    def texts(self) -> Sequence[str]:
        """See ConversationView."""
        return [text for message in self._messages for text in texts(message)]

    @kept_property
    def system(self) -> str:
        """See ConversationView."""
        instructing = (one for one in self._messages if one.role in INSTRUCTING)
        return "\n".join(text for message in instructing for text in texts(message))

    @kept_property
    def tools(self) -> Sequence[str]:
        """See ConversationView."""
        request = self._request
        if isinstance(request, PlainChatRequest):
            return ()
        offered = (one.function or one.custom for one in request.tools or ())
        names = [one.name for one in offered if one is not None]
        return [*names, *(one.name for one in request.functions or ())]

    @kept_property
    def results(self) -> Sequence[str]:
        """See ConversationView."""
        request = self._request
        return () if isinstance(request, PlainChatRequest) else history.findings(request.messages)

    @kept_property
    def turn(self) -> int:
        """See ConversationView."""
        return 1 + sum(one.role == "assistant" for one in self._messages)
