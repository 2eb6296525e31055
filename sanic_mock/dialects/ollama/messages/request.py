"""Anthropic's requests as Ollama reads them: as chats of its own [ollama-2026].

What is not known is passed over, and so are choices of tools and what Anthropic runs itself.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from sanic_mock.dialects.ollama import errors
from sanic_mock.dialects.ollama.request import ChatBody, Json, NamingBody, OllamaMessage, read
from sanic_mock.errors import Problem

_LETTERS_A_TOKEN = 4
_EFFORTS = {"low": "low", "medium": "medium", "high": "high", "xhigh": "high", "max": "max"}
_THINKS = {"enabled": True, "disabled": False}


class TurnBlock(Struct):
    """A block of a message, of whatever type."""

    type: str = ""
    text: str = ""
    source: Json | None = None
    id: str = ""
    name: str = ""
    input: Json | None = None
    content: Any = None


class MessagesTurn(Struct):
    """A message."""

    role: str = ""
    content: str | list[TurnBlock] = ""

    @property
    def blocks(self) -> Sequence[TurnBlock]:
        """What it is made of."""
        if isinstance(self.content, str):
            return (TurnBlock("text", self.content),)
        return self.content


class MessagesTool(Struct):
    """A tool; one of Anthropic's own has a type."""

    type: str = ""
    name: str = ""
    description: str = ""
    input_schema: Json | None = None

    @property
    def function(self) -> Json:
        """The same as a function of a chat."""
        parameters = self.input_schema or {}
        return {"name": self.name, "description": self.description, "parameters": parameters}


class MessagesBody(NamingBody):
    """A request for a message."""

    max_tokens: int = 0
    messages: list[MessagesTurn] | None = None
    system: Any = None
    stream: bool = False
    stop_sequences: list[str] | None = None
    tools: list[MessagesTool] | None = None
    thinking: Json | None = None
    output_config: Json | None = None

    @staticmethod
    def unnamed() -> Problem:
        """See NamingBody."""
        return errors.no_name()


class MessagesChat(ChatBody):
    """A request for a message as a chat.

    Attributes:
        estimate: tokens of its prompt, as a stream tells them at its beginning.
    """

    estimate: int = 0

    def estimated(self) -> int:
        """See OllamaRequest."""
        return self.estimate


def read_chat(body: bytes) -> MessagesChat:
    """Read a request; raises Problem where it is none."""
    request = read(body, MessagesBody)
    if request.max_tokens <= 0:
        raise errors.bad("max_tokens is required and must be positive")
    if not request.messages:
        raise errors.bad("messages is required")
    said = [one for turn in request.messages for one in _messages(turn)]
    system = _system(request.system)
    tools = [one for one in request.tools or () if one.type in ("", "custom")]
    return MessagesChat(
        request.model,
        stream=request.stream,
        options={"num_predict": request.max_tokens, "stop": request.stop_sequences},
        think=_think(request),
        messages=[OllamaMessage("system", system), *said] if system else said,
        tools=[{"type": "function", "function": one.function} for one in tools],
        estimate=_estimate(request, system, said),
    )


def _messages(turn: MessagesTurn) -> Iterator[OllamaMessage]:
    """Yield the messages that one of Anthropic's is: results of calls are some of their own."""
    blocks, role = turn.blocks, turn.role.lower()
    results = [_result(one) for one in blocks if one.type == "tool_result"]
    if role == "user":
        yield from results
    text = "".join(one.text for one in blocks if one.type == "text")
    images = [_image(one.source) for one in blocks if one.type == "image"]
    calls = [_call(one) for one in blocks if one.type == "tool_use"]
    if text or images or calls:
        yield OllamaMessage(role, text, images or None, calls or None)
    if role != "user":
        yield from results


def _call(block: TurnBlock) -> Json:
    for name in ("id", "name"):
        if not getattr(block, name):
            raise errors.bad(f"tool_use block missing required '{name}' field")
    return {"id": block.id, "function": {"name": block.name, "arguments": block.input or {}}}


def _result(block: TurnBlock) -> OllamaMessage:
    if isinstance(block.content, str):
        return OllamaMessage("tool", block.content)
    parts = block.content if isinstance(block.content, list) else ()
    known = [one for one in parts if isinstance(one, dict)]
    text = "".join(str(one.get("text", "")) for one in known if one.get("type") == "text")
    images = [_image(one.get("source")) for one in known if one.get("type") == "image"]
    return OllamaMessage("tool", text, images or None)


def _image(source: Any) -> str:
    """Return an image's base64; raises Problem where that is not there."""
    if not isinstance(source, dict):
        raise errors.bad("invalid image source")
    kind, data = source.get("type", ""), str(source.get("data", ""))
    if kind != "base64":
        raise errors.bad(f"invalid image source type: {kind}. Only base64 images are supported.")
    try:
        b64decode(data, validate=True)
    except ValueError as error:
        raise errors.bad(f"invalid base64 image data: {error}") from None
    return data


def _system(system: Any) -> str:
    if isinstance(system, str):
        return system
    parts = system if isinstance(system, list) else ()
    known = [one for one in parts if isinstance(one, dict) and one.get("type") == "text"]
    return "".join(str(one.get("text", "")) for one in known)


def _think(request: MessagesBody) -> Any:
    """Return how hard it is thought, as a chat says it."""
    asked = str((request.thinking or {}).get("type"))
    effort = str((request.output_config or {}).get("effort", "")).strip().lower()
    return _THINKS[asked] if asked in _THINKS else _EFFORTS.get(effort)


def _estimate(request: MessagesBody, system: str, said: Sequence[OllamaMessage]) -> int:
    letters = len(system) + sum(len(one.role) + len(one.content) for one in said)
    letters += sum(len(one.name) + len(one.description) for one in request.tools or ())
    return max(1, letters // _LETTERS_A_TOKEN)
