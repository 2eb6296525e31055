"""What the messages of a request end with: the user's last words, and results of calls.

Some agents (smolagents) tell results as the user's words, behind "Observation:": the user's turn
goes on then, and what the assistant said before tells which tools were called.
"""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.openai.chat.request import INSTRUCTING, Message, PlainMessage
from sanic_mock.dialects.openai.chat.turns import texts
from sanic_mock.engine.prompted.step import Spoken
from sanic_mock.engine.prompted.steps import INPUT, is_observation, observed_in, tools_in


def last_user_text(messages: Sequence[PlainMessage | Message]) -> str:
    """Return what the user said last; what was said last at all where no user spoke."""
    said = (message for message in reversed(messages) if _is_asking(message))
    return " ".join(texts(next(said, messages[-1])))


def asking_texts(messages: Sequence[PlainMessage | Message]) -> list[str]:
    """Return the texts that may ask for what is answered: instructions, and the present turn."""
    found: list[str] = []
    is_past = is_observed = False
    for message in reversed(messages):
        if message.role == "assistant" and not message.tool_calls:
            is_past, is_observed = is_past or not is_observed, False
        is_observed = is_observed or _is_observed(message)
        if message.role in INSTRUCTING or (message.role == "user" and not is_past):
            found += reversed(texts(message))
    return found[::-1]


def spoken(messages: Sequence[PlainMessage | Message]) -> list[Spoken]:
    """Return all texts, oldest first, with who wrote them."""
    return [
        Spoken(message.role, " ".join(texts(message)))
        for message in messages
        if message.content is not None
    ]


def takes_steps(messages: Sequence[PlainMessage]) -> bool:
    """Return whether a text may show in words how a step is told."""
    return any(INPUT in text for message in messages for text in texts(message))


def findings(messages: Sequence[Message]) -> tuple[str, ...]:
    """Return the results of tools that stand at the end of a conversation."""
    found: list[str] = []
    for message in reversed(messages):
        if _is_observed(message):
            found += reversed(observed_in(" ".join(texts(message))))
        elif message.role in ("tool", "function"):
            found.append(" ".join(texts(message)))
        else:
            break
    return tuple(reversed(found))


def answered(messages: Sequence[Message]) -> frozenset[str]:
    """Return the names of the tools whose results came since the user spoke last."""
    names, ids = set(), set()
    is_observed = False
    for message in reversed(messages):
        if _is_asking(message):
            break
        if is_observed and message.role == "assistant":
            names.update(tools_in(" ".join(texts(message))))
        is_observed = is_observed or _is_observed(message)
        if message.role == "function" and message.name:
            names.add(message.name)
        ids.add(message.tool_call_id)
        made = (one for one in message.tool_calls or () if one.id in ids)
        names.update(inner.name for one in made if (inner := one.function or one.custom))
    return frozenset(names)


def _is_asking(message: PlainMessage | Message) -> bool:
    return message.role == "user" and not _is_observed(message)


def _is_observed(message: PlainMessage | Message) -> bool:
    """Return whether the user tells what came of a call."""
    return message.role == "user" and any(map(is_observation, texts(message)[:1]))
