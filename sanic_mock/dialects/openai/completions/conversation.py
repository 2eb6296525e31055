"""What rules see of a request for completions: its prompts, of which the last is the user's."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from sanic_mock.dialects.openai.completions.prompts import Prompt, text
from sanic_mock.engine.answers.conversation import ConversationView


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

    @cached_property
    def user(self) -> str:
        """See ConversationView."""
        return text(self._prompts[-1])

    @cached_property
    def texts(self) -> Sequence[str]:
        """See ConversationView."""
        return [*map(text, self._prompts)]
