"""What rules see of a response's request, and of what came before it."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.openai.responses import history
from sanic_mock.dialects.openai.responses.items import CALLS, INSTRUCTING, kind
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.kept_property import kept_property


class ResponsesConversation(ConversationView):
    """The items that a model reads.

    Args:
        items: what the request goes on from, and its input.
        instructions: the request's own, None for none.
        tools: those that it offers.
        model: the model that it names.
    """

    def __init__(
        self,
        items: Sequence[Item],
        instructions: str | None,
        tools: Sequence[Item],
        model: str,
    ) -> None:
        super().__init__("responses", model)
        self._items = items
        self._instructions = [instructions] if instructions else []
        self._offered = tools

    @kept_property
    def user(self) -> str:
        """See ConversationView."""
        return history.last_user_text(self._items)

    @kept_property
    def texts(self) -> Sequence[str]:
        """See ConversationView."""
        return [*self._instructions, *history.all_texts(self._items)]

    @kept_property
    def system(self) -> str:
        """See ConversationView."""
        own = (one for one in self._items if one.get("role") in INSTRUCTING)
        return "\n".join([*self._instructions, *history.all_texts(own)])

    @kept_property
    def tools(self) -> Sequence[str]:
        """See ConversationView."""
        return [str(one.get("name") or one.get("type")) for one in self._offered]

    @kept_property
    def results(self) -> Sequence[str]:
        """See ConversationView."""
        return history.findings(self._items)

    @kept_property
    def turn(self) -> int:
        """See ConversationView; calls that were made together are one answer."""
        turn, was_answer = 1, False
        for item in self._items:
            is_answer = item.get("role") == "assistant" or kind(item) in CALLS
            turn += is_answer and not was_answer
            was_answer = is_answer
        return turn
