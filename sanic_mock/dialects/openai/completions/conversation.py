"""What rules see of a request for completions: its prompts, of which the last is the user's."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.openai.completions.prompts import Prompt, text
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.kept_property import kept_property


class CompletionConversation(ConversationView):
    """The prompts of a request.

    Args:
        prompts: as they were given, at least one.
        model: the model that it names.
    """

    calls_tools = False

    def __init__(self, prompts: Sequence[Prompt], model: str) -> None:
        super().__init__("completions", model)
        self._prompts = prompts

    @kept_property
    def user(self) -> str:
        """See ConversationView."""
        return text(self._prompts[-1])

    @kept_property
    def texts(self) -> Sequence[str]:
        """See ConversationView."""
        return [*map(text, self._prompts)]
