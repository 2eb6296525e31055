"""Requests of Ollama's as they are sent, and read alike: as messages [ollama-2026].

What is not known is passed over, as Go's reader does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from sanic_mock.dialects.ollama import errors

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
Json = dict[str, Any]


class OllamaMessage(msgspec.Struct):
    """One message."""

    role: str = "user"
    content: str = ""
    images: list[str] | None = None
    tool_calls: list[Json] | None = None
    tool_name: str | None = None


class OllamaRequest(msgspec.Struct):
    """What both ways of asking have."""

    model: str = ""
    stream: bool | None = None
    format: Any = None
    options: Json | None = None
    think: Any = None


class ChatBody(OllamaRequest):
    """A chat."""

    messages: list[OllamaMessage] | None = None
    tools: list[Json] | None = None

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


AnyBody = ChatBody | GenerateBody


def read(body: bytes, kind: type[ChatBody] | type[GenerateBody]) -> AnyBody:
    """Read a request; raises Problem where it is none."""
    if not body.strip():
        raise errors.bad("missing request body")
    try:
        request: AnyBody = msgspec.json.decode(body, type=kind)
    except UNREADABLE as error:
        raise errors.unreadable(str(error)) from None
    if not request.model:
        raise errors.bad("model is required")
    return request
