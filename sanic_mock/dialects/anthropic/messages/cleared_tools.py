"""Results of calls that are cleared from a context that grows too long [sdk-2026]."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from sanic_mock.dialects.anthropic.messages.blocks import ToolCallBlock, ToolResult
from sanic_mock.dialects.anthropic.messages.compaction import edits_of, value_of
from sanic_mock.dialects.anthropic.messages.counting import content_tokens, page_tokens
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest
from sanic_mock.engine.long_runs import counter

KIND = "clear_tool_uses_20250919"
USUAL_TRIGGER, USUAL_KEPT = 100_000, 3


class ClearedTools(NamedTuple):
    """What was cleared: how many results, and their tokens."""

    uses: int
    tokens: int

    @property
    def json(self) -> bytes:
        """What is told of it."""
        told = b'{"type":"%b","cleared_tool_uses":%d,"cleared_input_tokens":%d}'
        return told % (KIND.encode(), self.uses, self.tokens)


def clear_tools(request: MessagesRequest, tokens: int) -> ClearedTools | None:
    """Return what is cleared of a prompt of so many tokens; None for nothing."""
    edit = next((one for one in edits_of(request) if one.get("type") == KIND), None)
    if edit is None:
        return None
    results = list(_results(request, _excluded(edit)))
    if not _is_due(edit, tokens, len(results)):
        return None
    cleared = results[: max(0, len(results) - value_of(edit, "keep", USUAL_KEPT))]
    count = counter()
    saved = sum(content_tokens(one.content or "", count) + page_tokens(one) for one in cleared)
    if not cleared or saved < value_of(edit, "clear_at_least", 0):
        return None
    return ClearedTools(len(cleared), saved)


def _excluded(edit: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of the tools whose results are kept."""
    names = edit.get("exclude_tools")
    listed = names if isinstance(names, list) else ()
    return frozenset(one for one in listed if isinstance(one, str))


def _is_due(edit: Mapping[str, Any], tokens: int, uses: int) -> bool:
    trigger = edit.get("trigger")
    is_by_uses = isinstance(trigger, dict) and trigger.get("type") == "tool_uses"
    return (uses if is_by_uses else tokens) > value_of(edit, "trigger", USUAL_TRIGGER)


def _results(request: MessagesRequest, excluded: Collection[str | None]) -> Iterator[ToolResult]:
    """Yield the results of calls, oldest first, but of tools that keep theirs."""
    names: dict[str, str] = {}
    for turn in request.messages:
        for block in turn.blocks:
            if isinstance(block, ToolCallBlock):
                names[block.id] = block.name
            elif isinstance(block, ToolResult) and names.get(block.tool_use_id) not in excluded:
                yield block
