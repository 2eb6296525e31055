"""What the turns of a conversation end with: the user's last words, and results of calls."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.bedrock.converse.request import (
    AnyConverse,
    AnyTurn,
    calls,
    result_text,
    results,
    texts,
    turns_of,
)


def last_user_text(turns: Sequence[AnyTurn]) -> str:
    """Return what the user said last; a turn that only brings results says nothing."""
    said = (" ".join(texts(one.content)) for one in reversed(turns) if one.role == "user")
    return next(filter(None, said), "")


def asking_texts(request: AnyConverse) -> list[str]:
    """Return the texts that may ask for what is answered: instructions, and the present turn."""
    found: list[str] = []
    for turn in reversed(turns_of(request)):
        if turn.role == "assistant" and not calls(turn):
            break
        if turn.role == "user":
            found += reversed(texts(turn.content))
    return texts(request.system) + found[::-1]


def findings(turns: Sequence[AnyTurn]) -> tuple[str, ...]:
    """Return the results of calls that a conversation ends with."""
    return tuple(map(result_text, results(turns[-1])))


def answered(turns: Sequence[AnyTurn]) -> frozenset[str]:
    """Return the names of the tools whose results came since the user spoke last."""
    names, ids = set[str](), set[str]()
    for turn in reversed(turns):
        brought = results(turn)
        if turn.role == "user" and not brought:
            break
        ids.update(one.tool_use_id for one in brought)
        names.update(one.name for one in calls(turn) if one.tool_use_id in ids)
    return frozenset(names)
