"""What a chat request asks for beyond one free text, as the engine's `Wants`."""

from __future__ import annotations

from sanic_mock.dialects.openai.chat_request import ChatRequest, Message, PlainRequest
from sanic_mock.engine.ask import Wants


def wants(asked: ChatRequest) -> Wants | None:
    """Return what few requests ask for; None for one free text.

    Raises:
        Problem: what OpenAI would answer to a parameter it refuses.
    """
    found = Wants(
        choices=asked.n or 1,
        stop=_stops(asked.stop),
        top_logprobs=(asked.top_logprobs or 0) if asked.logprobs else None,
    )
    return None if found == Wants() else found


def prompt_text(asked: PlainRequest) -> str:
    """Return all that a request says, role by role."""
    return "\n".join(f"{one.role}\n{text}" for one in asked.messages for text in texts(one))


def texts(message: Message) -> list[str]:
    """Return the texts of one message."""
    content = message.content
    if isinstance(content, str):
        return [content]
    return [part.text for part in content or () if part.text]


def _stops(stop: str | list[str] | None) -> tuple[str, ...]:
    if stop is None:
        return ()
    return (stop,) if isinstance(stop, str) else tuple(stop)
