"""What rules see of a request for generated content."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.gemini import turns
from sanic_mock.dialects.gemini.turns import GeminiTurn
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.kept_property import kept_property


class GeminiConversation(ConversationView):
    """A conversation.

    Args:
        said: its messages, at least one.
        system: what instructs; None for nothing.
        model: who is asked.
        offered: the names of the functions that it may call.
    """

    def __init__(
        self,
        said: Sequence[GeminiTurn],
        system: GeminiTurn | None,
        model: str,
        offered: Sequence[str],
    ) -> None:
        super().__init__("chat", model)
        self._turns, self._system, self._offered = said, system, offered

    @kept_property
    def user(self) -> str:
        """See ConversationView."""
        said = (one for one in reversed(self._turns) if one.role == "user" and one.texts)
        found = next(said, None)
        return "" if found is None else " ".join(found.texts)

    @kept_property
    def texts(self) -> Sequence[str]:
        """See ConversationView."""
        return [*(self._system.texts if self._system else ()), *turns.all_texts(self._turns)]

    @kept_property
    def system(self) -> str:
        """See ConversationView."""
        return "\n".join(self._system.texts) if self._system else ""

    @kept_property
    def tools(self) -> Sequence[str]:
        """See ConversationView."""
        return self._offered

    @kept_property
    def results(self) -> Sequence[str]:
        """See ConversationView."""
        return turns.results(self._turns)

    @kept_property
    def turn(self) -> int:
        """See ConversationView."""
        return 1 + sum(one.role == "model" for one in self._turns)
