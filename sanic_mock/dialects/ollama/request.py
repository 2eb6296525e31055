"""Requests of Ollama's as they are sent, and read alike: as messages [ollama-2026].

What is not known is passed over, as Go's reader does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

import msgspec

from sanic_mock.dialects.ollama import errors
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.errors import Problem

Json = dict[str, Any]
_AT_ONCE = ("0", "0s", "0m")


class OllamaMessage(msgspec.Struct):
    """One message."""

    role: str = "user"
    content: str = ""
    images: list[str] | None = None
    tool_calls: list[Json] | None = None
    tool_name: str | None = None


class NamingBody(msgspec.Struct):
    """What names a model."""

    model: str = ""

    @staticmethod
    def unnamed() -> Problem:
        """Return what is answered where it names none."""
        return errors.no_model("")


B = TypeVar("B", bound=NamingBody)


class OllamaRequest(NamingBody):
    """What both ways of asking for a text have."""

    stream: bool | None = None
    format: Any = None
    options: Json | None = None
    think: Any = None
    keep_alive: Any = None
    logprobs: bool = False
    top_logprobs: int = 0

    def estimated(self) -> int:
        """Return how many tokens a prompt may have, where that is told before they are counted."""
        return 0

    def loads(self) -> str:
        """Return what is done where nothing is asked; no time to stay is to leave at once."""
        is_over = isinstance(self.keep_alive, int | str) and str(self.keep_alive) in _AT_ONCE
        return "unload" if is_over else "load"


class ChatBody(OllamaRequest):
    """A chat."""

    messages: list[OllamaMessage] | None = None
    tools: list[Json] | None = None

    @staticmethod
    def unnamed() -> Problem:
        """See NamingBody."""
        return errors.no_name()

    def said(self) -> Sequence[OllamaMessage]:
        """Return the messages."""
        return self.messages or ()

    def offered(self) -> Sequence[Json]:
        """Return the functions that may be called."""
        return [
            one["function"] for one in self.tools or () if isinstance(one.get("function"), dict)
        ]

    def context_tokens(self) -> Sequence[int]:
        """Return the tokens of an earlier answer: there are none."""
        return ()


class GenerateBody(OllamaRequest):
    """A text that goes on."""

    prompt: str = ""
    suffix: str = ""
    system: str = ""
    images: list[str] | None = None
    context: list[int] | None = None

    def said(self) -> Sequence[OllamaMessage]:
        """Return the same as messages; none where there is no prompt."""
        if not self.prompt:
            return ()
        asked = OllamaMessage("user", self.prompt + self.suffix, self.images)
        return [OllamaMessage("system", self.system), asked] if self.system else [asked]

    def offered(self) -> Sequence[Json]:
        """Return the functions that may be called: there are none."""
        return ()

    def context_tokens(self) -> Sequence[int]:
        """Return the tokens of an earlier answer that this one goes on with."""
        return self.context or ()


class EmbedBody(NamingBody):
    """Texts that vectors are wanted of."""

    input: Any = None
    dimensions: Annotated[int, msgspec.Meta(ge=0)] = 0


class OlderEmbedBody(NamingBody):
    """The same of one text, as it once was."""

    prompt: str = ""
    dimensions: int = 0

    @staticmethod
    def unnamed() -> Problem:
        """See NamingBody."""
        return errors.no_name()

    @property
    def input(self) -> str:
        """What a vector is wanted of."""
        return self.prompt


AnyBody = ChatBody | GenerateBody


def read(body: bytes, kind: type[B]) -> B:
    """Read a request; raises Problem where it is none."""
    if not body.strip():
        raise errors.bad("missing request body")
    try:
        request = msgspec.json.decode(body, type=kind)
    except UNREADABLE as error:
        raise errors.unreadable(str(error)) from None
    if not request.model:
        raise kind.unnamed()
    return request
