"""What rules see of a request, and what its messages ask for."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.ollama.request import Json, OllamaMessage
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.kept_property import kept_property


class OllamaConversation(ConversationView):
    """A conversation.

    Args:
        said: its messages.
        model: who is asked.
        offered: the functions that may be called.
        endpoint: what rules call the endpoint.
    """

    def __init__(
        self,
        said: Sequence[OllamaMessage],
        model: str,
        offered: Sequence[Json],
        endpoint: str = "chat",
    ) -> None:
        super().__init__(endpoint, model)
        self._said, self._offered = said, offered

    @kept_property
    def user(self) -> str:
        """See ConversationView."""
        return last_user_text(self._said)

    @kept_property
    def texts(self) -> Sequence[str]:
        """See ConversationView."""
        return [one.content for one in self._said]

    @kept_property
    def system(self) -> str:
        """See ConversationView."""
        return "\n".join(one.content for one in self._said if one.role == "system")

    @kept_property
    def tools(self) -> Sequence[str]:
        """See ConversationView."""
        return [str(one.get("name", "")) for one in self._offered]

    @kept_property
    def results(self) -> Sequence[str]:
        """See ConversationView."""
        return results(self._said)

    @kept_property
    def turn(self) -> int:
        """See ConversationView."""
        return 1 + sum(one.role == "assistant" for one in self._said)


def last_user_text(said: Sequence[OllamaMessage]) -> str:
    """Return what a user said last, "" for nothing."""
    return next((one.content for one in reversed(said) if one.role == "user"), "")


def results(said: Sequence[OllamaMessage]) -> list[str]:
    """Return the results of calls that messages end with, oldest first."""
    found: list[str] = []
    for one in reversed(said):
        if one.role != "tool":
            break
        found.insert(0, one.content)
    return found


def answered(said: Sequence[OllamaMessage]) -> frozenset[str]:
    """Return the names of the functions whose results came since a user spoke last."""
    names: set[str] = set()
    for one in reversed(said):
        if one.role == "user":
            break
        called = [call.get("function") for call in one.tool_calls or ()]
        names.update(str(made.get("name")) for made in called if isinstance(made, dict))
    return frozenset(names)


def asking_texts(said: Sequence[OllamaMessage]) -> list[str]:
    """Return the texts that may ask for what is answered: instructions, and the last one."""
    return [
        *(one.content for one in said if one.role == "system"),
        *filter(None, (last_user_text(said),)),
    ]
