"""What the messages of a request end with: the user's last words, and results of calls.

Some agents (smolagents) tell results as the user's words, behind "Observation:": the user's turn
goes on then, and what the assistant said before tells which tools were called.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sanic_mock.dialects.openai.chat.request import INSTRUCTING, Message, PlainMessage
from sanic_mock.dialects.openai.chat.turns import texts
from sanic_mock.engine.prompted.step import Spoken
from sanic_mock.engine.prompted.steps import INPUT, is_observation, observed_in, tools_in
from sanic_mock.engine.turn_texts import ANOTHER, RESULT, USER, CallResult, asking_at, goes_on

_ANSWERING = ("tool", "function")


class LastTurn(NamedTuple):
    """What a conversation ends with.

    Attributes:
        asked: what the user said last; what was said last at all where no user spoke.
        findings: the results of tools that stand at its end.
        results: what came of calls since the user asked last, oldest first.
        answered: the names of the tools whose results came since then.
    """

    asked: str
    findings: tuple[str, ...] = ()
    results: Sequence[CallResult] = ()
    answered: frozenset[str] = frozenset()


def last_turn(messages: Sequence[Message]) -> LastTurn:
    """Return what a conversation ends with."""
    at = _asking_at(messages)
    asked, since = " ".join(texts(messages[at])), messages[at + 1 :]
    if not since:
        return LastTurn(asked)
    results = _results(since)
    return LastTurn(asked, _findings(since), results, _answered(since, results))


def last_user_text(messages: Sequence[PlainMessage | Message]) -> str:
    """Return what the user said last; what was said last at all where no user spoke."""
    return " ".join(texts(messages[_asking_at(messages)]))


def asking_texts(messages: Sequence[PlainMessage | Message]) -> list[str]:
    """Return the texts that may ask for what is answered: instructions, and the present turn."""
    if len(messages) == 1:  # as most of a load
        only = messages[0]
        return texts(only) if only.role == "user" or only.role in INSTRUCTING else []
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
    for message in messages:
        content = message.content
        for text in (content,) if isinstance(content, str) else texts(message):
            if INPUT in text:
                return True
    return False


def findings(messages: Sequence[Message]) -> tuple[str, ...]:
    """Return the results of tools that stand at the end of a conversation."""
    return _findings(messages[_asking_at(messages) + 1 :])


def _findings(since: Sequence[Message]) -> tuple[str, ...]:
    found: list[str] = []
    for message in reversed(since):
        if _is_observed(message):
            found += reversed(observed_in(" ".join(texts(message))))
        elif message.role in _ANSWERING:
            found.append(" ".join(texts(message)))
        elif message.role != "user":
            break
    return tuple(reversed(found))


def _results(since: Sequence[Message]) -> list[CallResult]:
    found: list[CallResult] = []
    called: dict[str | None, str] = {}
    for message in since:
        for one in message.tool_calls or ():
            if inner := one.function or one.custom:
                called[one.id] = inner.name
        if message.role in _ANSWERING:
            name = message.name if message.role == "function" else called.get(message.tool_call_id)
            found.append(CallResult(name or "", " ".join(texts(message))))
    return found


def _answered(since: Sequence[Message], results: Sequence[CallResult]) -> frozenset[str]:
    named = {one.tool for one in results}
    is_observed = False
    for message in reversed(since):
        if is_observed and message.role == "assistant":
            named.update(tools_in(" ".join(texts(message))))
        is_observed = is_observed or _is_observed(message)
    return frozenset(named - {""})


def _asking_at(messages: Sequence[PlainMessage | Message]) -> int:
    """Return where the user asked last; -1 where no user did."""
    if len(messages) == 1:  # what follows, without its steps
        return 0 if _letter(messages[0]) == USER else -1

    def belongs(start: int, end: int) -> bool:
        said = messages[start:end]
        spoken = [text for one in said for text in texts(one)]
        return goes_on(spoken, has_media=any(map(_has_media, said)))

    return asking_at(len(messages), lambda at: _letter(messages[at]), belongs)


def _letter(message: PlainMessage | Message) -> str:
    if message.role in _ANSWERING or _is_observed(message):
        return RESULT
    return USER if message.role == "user" else ANOTHER


def _has_media(message: PlainMessage | Message) -> bool:
    parts = () if isinstance(message.content, str) else message.content or ()
    return any(part.text is None for part in parts)


def _is_observed(message: PlainMessage | Message) -> bool:
    """Return whether the user tells what came of a call."""
    if message.role != "user" or not (said := texts(message)):
        return False
    return is_observation(said[0])
