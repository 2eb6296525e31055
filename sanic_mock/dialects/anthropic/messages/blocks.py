"""The blocks that messages are made of, as clients send them [sdk-2026]."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias, cast

import msgspec
from msgspec import Struct


class CacheControl(Struct, forbid_unknown_fields=True):
    """Where a prefix ends that is to be kept, and for how long."""

    type: Literal["ephemeral"]
    ttl: Literal["5m", "1h"] | None = None


class InputBlock(Struct, forbid_unknown_fields=True, kw_only=True):
    """What any block may have."""

    cache_control: CacheControl | None = None


class MessageText(InputBlock, tag_field="type", tag="text"):
    """A text; one that is told again may have citations."""

    text: str
    citations: list[dict[str, Any]] | None = None


class ImageBlock(InputBlock, tag_field="type", tag="image"):
    """An image, or where it is."""

    source: dict[str, Any]
    transformations: Any = None


class DocumentBlock(InputBlock, tag_field="type", tag="document"):
    """A document, or where it is."""

    source: dict[str, Any]
    title: str | None = None
    context: str | None = None
    citations: dict[str, Any] | None = None


class SearchResultBlock(InputBlock, tag_field="type", tag="search_result"):
    """What a search of the client's own has found."""

    content: list[MessageText]
    source: str
    title: str
    citations: dict[str, Any] | None = None


class ToolCallBlock(InputBlock, tag_field="type", tag="tool_use"):
    """A call that an earlier answer made."""

    id: str
    name: str
    input: dict[str, Any]
    caller: dict[str, Any] | None = None
    toolset_name: str | None = None


class ToolReferenceBlock(InputBlock, tag_field="type", tag="tool_reference"):
    """A tool that a search has found."""

    tool_name: str


class ToolResult(InputBlock, tag_field="type", tag="tool_result"):
    """What became of a call."""

    tool_use_id: str
    content: (
        str
        | list[MessageText | ImageBlock | DocumentBlock | SearchResultBlock | ToolReferenceBlock]
        | None
    ) = None
    is_error: bool | None = None
    toolset_name: str | None = None


class ThinkingBlock(Struct, forbid_unknown_fields=True, tag_field="type", tag="thinking"):
    """What was thought, told again."""

    thinking: str
    signature: str


class RedactedThinkingBlock(
    Struct, forbid_unknown_fields=True, tag_field="type", tag="redacted_thinking"
):
    """What was thought and is not shown."""

    data: str


class ServerToolUseBlock(InputBlock, tag_field="type", tag="server_tool_use"):
    """A call of Anthropic's own tools, told again."""

    id: str
    name: str
    input: dict[str, Any]
    caller: dict[str, Any] | None = None


class ServerResultBlock(Struct):
    """What became of one; its members are hardly looked at.

    Attributes:
        tool_use_id: of the call.
        content: what it says.
    """

    tool_use_id: str = ""
    content: Any = None


class CompactionBlock(ServerResultBlock, tag_field="type", tag="compaction"):
    """A summary that an earlier answer made of all that was said before it."""

    cache_control: CacheControl | None = None
    encrypted_content: str | None = None
    signature: str | None = None
    tool_changes: Any = None


def _result(tag: str) -> type[ServerResultBlock]:
    """Return the class of the results of one tool."""
    name = "".join(part.title() for part in tag.split("_"))
    kind = msgspec.defstruct(name, [], bases=(ServerResultBlock,), tag_field="type", tag=tag)
    return cast(type[ServerResultBlock], kind)


SERVER_RESULTS = (
    "web_search_tool_result",
    "web_fetch_tool_result",
    "code_execution_tool_result",
    "bash_code_execution_tool_result",
    "text_editor_code_execution_tool_result",
    "tool_search_tool_result",
    "mcp_tool_use",
    "mcp_tool_result",
    "mcp_tool_listing",
    "advisor_tool_result",
    "tool_addition",
    "tool_removal",
    "fallback",
    "container_upload",
)
KINDS: tuple[type[Struct], ...] = (
    MessageText,
    ImageBlock,
    DocumentBlock,
    SearchResultBlock,
    ToolCallBlock,
    ToolResult,
    ThinkingBlock,
    RedactedThinkingBlock,
    ServerToolUseBlock,
    *map(_result, SERVER_RESULTS),
    CompactionBlock,
)

Block: TypeAlias = (
    MessageText
    | ImageBlock
    | DocumentBlock
    | SearchResultBlock
    | ToolCallBlock
    | ToolResult
    | ThinkingBlock
    | RedactedThinkingBlock
    | ServerToolUseBlock
    | ServerResultBlock
    | ToolReferenceBlock
)
Content: TypeAlias = str | Sequence[Block]


def text_of(content: Content | None) -> str:
    """Return all that is said in words in a content."""
    if content is None or isinstance(content, str):
        return content or ""
    return "\n".join(block.text for block in content if isinstance(block, MessageText))
