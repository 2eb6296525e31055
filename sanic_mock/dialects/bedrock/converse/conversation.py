"""What rules see of a Converse request."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.bedrock.converse import history
from sanic_mock.dialects.bedrock.converse.request import (
    AnyConverse,
    ConverseRequest,
    texts,
)
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.kept_property import kept_property


class ConverseConversation(ConversationView):
    """A Converse request's turns.

    Args:
        request: as it was read.
        model: the model that is asked.
    """

    def __init__(self, request: AnyConverse, model: str) -> None:
        super().__init__("converse", model)
        self._request = request

    @kept_property
    def user(self) -> str:
        """See ConversationView."""
        return history.last_user_text(self._request.messages)

    @kept_property
    def texts(self) -> Sequence[str]:
        """See ConversationView."""
        said = [text for turn in self._request.messages for text in texts(turn.content)]
        return texts(self._request.system) + said

    @kept_property
    def system(self) -> str:
        """See ConversationView."""
        return "\n".join(texts(self._request.system))

    @kept_property
    def tools(self) -> Sequence[str]:
        """See ConversationView."""
        request = self._request
        if not isinstance(request, ConverseRequest) or request.tool_config is None:
            return ()
        specs = (one.tool_spec for one in request.tool_config.tools)
        return [one.name for one in specs if one is not None]

    @kept_property
    def results(self) -> Sequence[str]:
        """See ConversationView."""
        return history.findings(self._request.messages)

    @kept_property
    def turn(self) -> int:
        """See ConversationView."""
        return 1 + sum(one.role == "assistant" for one in self._request.messages)
