"""Tools that wait until a search has found them: prompts have nothing of them [platform-2026].

What was found is told again by clients, in results of Anthropic's search and of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sanic_mock.dialects.anthropic import errors
from sanic_mock.dialects.anthropic.messages.blocks import ServerResultBlock, ToolReferenceBlock
from sanic_mock.dialects.anthropic.messages.request import (
    MessagesRequest,
    OfferedTool,
    sent_blocks,
)

TOOL_SEARCH = "tool_search_tool"


def waiting(request: MessagesRequest) -> Sequence[OfferedTool]:
    """Return the tools that nobody has found yet, and no choice names."""
    deferred = [tool for tool in request.tools or () if tool.defer_loading]
    if not deferred:
        return ()
    choice = request.tool_choice
    known = {choice.name} if choice is not None else set()
    known.update(_references(request))
    return [tool for tool in deferred if tool.name not in known]


def waiting_names(request: MessagesRequest) -> frozenset[str]:
    """Return what those tools are called."""
    return frozenset(tool.name for tool in waiting(request))


def is_tool_search(tool: OfferedTool) -> bool:
    """Return whether a tool is Anthropic's search for others."""
    return (tool.type or "").startswith(TOOL_SEARCH)


def check(request: MessagesRequest) -> None:
    """Check that a tool does not wait, and that those exist that were found; raises Problem.

    [issues-2026]
    """
    tools = request.tools or ()
    if tools and all(tool.defer_loading for tool in tools):
        raise errors.invalid(
            "At least one tool must have defer_loading=false. All tools cannot be deferred."
        )
    names = {tool.name for tool in tools}
    for name in _references(request):
        if name not in names:
            raise errors.invalid(f"Tool reference '{name}' not found in available tools")


def _references(request: MessagesRequest) -> Iterator[str]:
    """Yield the names of the tools that searches have found."""
    for block in sent_blocks(request):
        if isinstance(block, ToolReferenceBlock):
            yield block.tool_name
        elif isinstance(block, ServerResultBlock) and isinstance(block.content, dict):
            yield from _names(block.content)


def _names(content: dict[str, Any]) -> Iterator[str]:
    found = content.get("tool_references")
    for one in found if isinstance(found, list) else ():
        if isinstance(one, dict) and isinstance(one.get("tool_name"), str):
            yield one["tool_name"]
