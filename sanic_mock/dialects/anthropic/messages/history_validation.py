"""Checks of messages: that they say something, and that calls and their results follow each other.

[issues-2026]
"""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.anthropic import errors
from sanic_mock.dialects.anthropic.messages import thinking
from sanic_mock.dialects.anthropic.messages.blocks import (
    Content,
    DocumentBlock,
    MessageText,
    ThinkingBlock,
    ToolCallBlock,
    ToolResult,
)
from sanic_mock.dialects.anthropic.messages.request import Turn


def check(turns: Sequence[Turn], *, is_new: bool) -> None:
    """Check the messages of a request.

    Args:
        turns: the messages.
        is_new: whether a version is asked for that takes less; see `dialect`.

    Raises:
        Problem: what Anthropic would answer.
    """
    if not turns:
        raise errors.invalid("messages: at least one message is required")
    for place, turn in enumerate(turns):
        _check_content(place, turn, is_last=place == len(turns) - 1)
        _check_thought(place, turn)
        if is_new:
            _check_new(place, turn)
    _check_calls(turns)


def _check_content(place: int, turn: Turn, *, is_last: bool) -> None:
    if not turn.content and not (is_last and turn.role == "assistant"):
        raise errors.at(
            f"messages.{place}",
            "all messages must have non-empty content except for the optional final assistant "
            "message",
        )
    check_texts("messages", turn.content)


def check_texts(where: str, content: Content | None) -> None:
    """Check that the texts of a content say something; raises Problem."""
    if not content:
        return
    # a text alone is refused as a block of it is
    for block in [MessageText(text=content)] if isinstance(content, str) else content:
        if not isinstance(block, MessageText) or block.text.strip():
            continue
        what = "contain non-whitespace text" if block.text else "be non-empty"
        raise errors.at(where, f"text content blocks must {what}")


def _check_thought(place: int, turn: Turn) -> None:
    for number, block in enumerate(turn.blocks):
        if not isinstance(block, ThinkingBlock):
            continue
        if not thinking.is_right(block.signature, block.thinking):
            path = f"messages.{place}.content.{number}"
            raise errors.at(path, "Invalid `signature` in `thinking` block")


def _check_new(place: int, turn: Turn) -> None:
    """Refuse what only the older version takes [platform-2026]."""
    for number, block in enumerate(turn.blocks):
        path = f"messages.{place}.content.{number}"
        if turn.role == "assistant" and isinstance(block, DocumentBlock):
            raise errors.at(path, "`document` blocks are not permitted in assistant messages")
        if turn.role == "user" and isinstance(block, MessageText) and block.citations:
            raise errors.at(f"{path}.text.citations", "Extra inputs are not permitted")


def _check_calls(turns: Sequence[Turn]) -> None:
    """Check that each call has its result in the next message, and each result its call."""
    merged = _merged(turns)
    open_ids: list[str] = []
    before = 0
    for place, turn in merged:
        numbered = enumerate(turn.blocks)
        results = [(n, one) for n, one in numbered if isinstance(one, ToolResult)]
        answered = {one.tool_use_id for _, one in results}
        if missing := [one for one in open_ids if one not in answered]:
            raise _unanswered(before, missing)
        for number, one in results:
            if one.tool_use_id not in open_ids:
                raise _stray(place, number, one.tool_use_id)
        open_ids = [one.id for one in turn.blocks if isinstance(one, ToolCallBlock)]
        before = place
    if open_ids:
        raise _unanswered(before, open_ids)


def _merged(turns: Sequence[Turn]) -> Sequence[tuple[int, Turn]]:
    """Return messages with the place of each; those of one role that follow each other are one."""
    found: list[tuple[int, Turn]] = []
    for place, turn in enumerate(turns):
        if found and found[-1][1].role == turn.role:
            first, last = found[-1]
            found[-1] = first, Turn(turn.role, [*last.blocks, *turn.blocks])
        else:
            found.append((place, turn))
    return found


def _unanswered(place: int, ids: Sequence[str]) -> Exception:
    return errors.at(
        f"messages.{place}",
        "`tool_use` ids were found without `tool_result` blocks immediately after: "
        f"{', '.join(ids)}. Each `tool_use` block must have a corresponding `tool_result` block "
        "in the next message.",
    )


def _stray(place: int, number: int, name: str) -> Exception:
    return errors.at(
        f"messages.{place}.content.{number}",
        f"unexpected `tool_use_id` found in `tool_result` blocks: {name}. Each `tool_result` "
        "block must have a corresponding `tool_use` block in the previous message.",
    )
