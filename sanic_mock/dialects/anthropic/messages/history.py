"""What messages end with: the user's last words, and results of calls."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.anthropic.messages.blocks import (
    ToolCallBlock,
    ToolReferenceBlock,
    ToolResult,
    text_of,
)
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest, Turn


def last_user_text(turns: Sequence[Turn]) -> str:
    """Return what the user said last in words, "" for nothing."""
    said = (text for turn in reversed(turns) if turn.role == "user" and (text := _words(turn)))
    return next(said, "")


def _words(turn: Turn) -> str:
    return text_of(turn.content)


def result_text(block: ToolResult) -> str:
    """Return what a result says in words, and in quotes the names of tools that it has found."""
    content = block.content
    if isinstance(content, list):
        names = (f'"{one.tool_name}"' for one in content if isinstance(one, ToolReferenceBlock))
        return "\n".join(filter(None, (text_of(content), *names)))
    return content or ""


def findings(turns: Sequence[Turn]) -> tuple[str, ...]:
    """Return the results of calls that the last message tells, as it does not ask anew."""
    if not turns or turns[-1].role != "user":
        return ()
    return tuple(result_text(one) for one in turns[-1].blocks if isinstance(one, ToolResult))


def answered(turns: Sequence[Turn]) -> frozenset[str]:
    """Return the names of the tools whose results came since the user spoke last."""
    names: set[str] = set()
    ids: set[str] = set()
    for turn in reversed(turns):
        results = [one for one in turn.blocks if isinstance(one, ToolResult)]
        if turn.role == "user" and not results:
            break
        ids.update(one.tool_use_id for one in results)
        calls = (one for one in turn.blocks if isinstance(one, ToolCallBlock))
        names.update(one.name for one in calls if one.id in ids)
    return frozenset(names)


def system_text(request: MessagesRequest) -> str:
    """Return all that instructs the model, line by line."""
    told = [text_of(request.system)] if request.system else []
    return "\n".join(told + [text_of(one.content) for one in request.messages if _instructs(one)])


def asking_texts(request: MessagesRequest) -> list[str]:
    """Return the texts that may ask for what is answered: instructions, and the present turn."""
    found = [system_text(request)]
    turns = request.messages
    ends = [place for place, turn in enumerate(turns) if turn.role == "assistant"]
    present = turns[ends[-1] + 1 :] if ends and not findings(turns) else turns
    found += [_words(turn) for turn in present if turn.role == "user"]
    return [text for text in found if text]


def _instructs(turn: Turn) -> bool:
    return turn.role == "system"
