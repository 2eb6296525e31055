"""What the messages of a request end with: the user's last words, and results of calls."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.openai.chat.request import INSTRUCTING, Message, PlainMessage
from sanic_mock.dialects.openai.chat.turns import texts


def last_user_text(messages: Sequence[PlainMessage | Message]) -> str:
    """Return what the user said last; what was said last at all where no user spoke."""
    said = (message for message in reversed(messages) if message.role == "user")
    return " ".join(texts(next(said, messages[-1])))


def asking_texts(messages: Sequence[PlainMessage | Message]) -> list[str]:
    """Return the texts that may ask for what is answered: instructions, and the present turn."""
    found: list[str] = []
    is_past = False
    for message in reversed(messages):
        is_past = is_past or (message.role == "assistant" and not message.tool_calls)
        if message.role in INSTRUCTING or (message.role == "user" and not is_past):
            found += reversed(texts(message))
    return found[::-1]


def findings(messages: Sequence[Message]) -> tuple[str, ...]:
    """Return the results of tools that stand at the end of a conversation."""
    found: list[str] = []
    for message in reversed(messages):
        if message.role not in ("tool", "function"):
            break
        found.append(" ".join(texts(message)))
    return tuple(reversed(found))


def answered(messages: Sequence[Message]) -> frozenset[str]:
    """Return the names of the tools whose results came since the user spoke last."""
    names, ids = set(), set()
    for message in reversed(messages):
        if message.role == "user":
            break
        if message.role == "function" and message.name:
            names.add(message.name)
        ids.add(message.tool_call_id)
        made = (one for one in message.tool_calls or () if one.id in ids)
        names.update(inner.name for one in made if (inner := one.function or one.custom))
    return frozenset(names)
