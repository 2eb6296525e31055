"""What a rule sees of a request, whoever's request it is."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.engine.kept_property import kept_property


class ConversationView:
    """A request's texts and tools, read as they are asked for.

    Args:
        endpoint: where it is asked, by the name of its dialect.
        model: the model that it names.

    Attributes:
        endpoint: likewise.
        model: likewise.
        calls_tools: whether its answer has a place for calls.
    """

    calls_tools = True

    def __init__(self, endpoint: str, model: str) -> None:
        self.endpoint = endpoint
        self.model = model

    @kept_property
    def user(self) -> str:
        """The last message of a user; "" where there is none."""
        raise NotImplementedError

    @kept_property
    def texts(self) -> Sequence[str]:
        """The texts of all messages, oldest first; instructions are among them."""
        raise NotImplementedError

    @kept_property
    def system(self) -> str:
        """All that instructs the model, line by line; "" for nothing."""
        return ""

    @kept_property
    def tools(self) -> Sequence[str]:
        """The names of the tools that are offered."""
        return ()

    @kept_property
    def results(self) -> Sequence[str]:
        """The results of tools that the conversation ends with, oldest first."""
        return ()

    @kept_property
    def turn(self) -> int:
        """Which answer of the conversation is asked for, from 1."""
        return 1
