"""A request for a message: two typed passes, explained in Anthropic's words where both fail.

`PlainMessagesRequest` holds what nearly all requests keep to and is the hot path; what it refuses
is read as `MessagesRequest`, all members with their types and bounds [sdk-2026].
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Raw, Struct

from sanic_mock.dialects.anthropic.messages.blocks import (
    KINDS,
    Block,
    CacheControl,
    MessageText,
    ToolResult,
)

Probability = Annotated[float, Meta(ge=0, le=1)]
_TOOLSET = "_toolset"
_AnyBlock: Any = reduce(or_, KINDS)


class PlainMessageTurn(Struct, gc=False, forbid_unknown_fields=True):
    """A message of text alone."""

    role: Literal["user", "assistant"]
    content: Annotated[str, Meta(min_length=1)]


class PlainMessagesRequest(Struct, gc=False, forbid_unknown_fields=True):
    """What nearly all requests are."""

    model: str
    max_tokens: Annotated[int, Meta(ge=1)]
    messages: Annotated[list[PlainMessageTurn], Meta(min_length=1)]
    system: str | None = None
    stream: bool | None = None


class Turn(Struct, forbid_unknown_fields=True):
    """A message."""

    role: Literal["user", "assistant", "system"]
    content: str | list[_AnyBlock]

    @property
    def blocks(self) -> Sequence[Block]:
        """What it is made of."""
        if isinstance(self.content, str):
            return (MessageText(text=self.content),)
        return self.content


class RequestMetadata(Struct, forbid_unknown_fields=True):
    """What is said of who asks."""

    user_id: Annotated[str, Meta(max_length=512)] | None = None


class ThinkingSpec(Struct, forbid_unknown_fields=True):
    """Whether there is thought before the answer, how much, and whether it is told."""

    type: Literal["enabled", "adaptive", "disabled"]
    budget_tokens: Annotated[int, Meta(ge=1024)] | None = None
    display: Literal["summarized", "omitted"] | None = None


class OutputFormat(Struct, forbid_unknown_fields=True):
    """What the text is to be like."""

    type: Literal["json_schema"]
    schema: Raw
    name: str | None = None


class OutputSpec(Struct, forbid_unknown_fields=True):
    """How hard it is thought, and what the text is to be like."""

    effort: Literal["low", "medium", "high", "xhigh", "max"] | None = None
    format: OutputFormat | None = None
    task_budget: dict[str, Any] | None = None


class OfferedTool(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A tool: the client's own, or one of Anthropic's, by its type."""

    name: Annotated[str, Meta(pattern=r"^[a-zA-Z0-9_-]{1,128}$")] = ""
    type: str | None = None
    description: str | None = None
    input_schema: Raw = Raw()
    strict: bool | None = None
    cache_control: CacheControl | None = None
    input_examples: list[Any] | None = None
    defer_loading: bool | None = None
    eager_input_streaming: bool | None = None
    allowed_callers: list[str] | None = None
    max_uses: int | None = None
    allowed_domains: list[str] | None = None
    blocked_domains: list[str] | None = None
    user_location: dict[str, Any] | None = None
    citations: dict[str, Any] | None = None
    max_content_tokens: int | None = None
    max_characters: int | None = None
    display_width_px: int | None = None
    display_height_px: int | None = None
    display_number: int | None = None
    enable_zoom: bool | None = None
    use_cache: bool | None = None
    response_inclusion: str | None = None
    model: str | None = None
    caching: dict[str, Any] | None = None
    max_tokens: int | None = None
    url_sources: Any = None
    mcp_server_name: str | None = None
    tools: Any = None
    configs: Any = None
    default_config: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        """Refuse one without a name, which only sets of tools may be."""
        if not self.name and _TOOLSET not in (self.type or ""):
            raise ValueError("Object missing required field `name`")

    @property
    def is_own(self) -> bool:
        """Whether it is the client's, who answers its calls."""
        return self.type in (None, "custom")


class ChosenTool(Struct, forbid_unknown_fields=True):
    """Which tool is to be called."""

    type: Literal["auto", "any", "tool", "none"]
    name: str | None = None
    disable_parallel_tool_use: bool | None = None


class ThreadSpec(Struct, forbid_unknown_fields=True):
    """What a conversation goes on from that Anthropic would keep; here none is kept."""

    type: Literal["create", "continue"]
    previous_message_id: str | None = None


class McpToolSpec(Struct, forbid_unknown_fields=True):
    """Which tools of a connected server may be called."""

    enabled: bool | None = None
    allowed_tools: list[str] | None = None


class McpServer(Struct, forbid_unknown_fields=True):
    """An MCP server whose tools Anthropic would call; its address is not looked at."""

    name: str
    url: str
    type: Literal["url"]
    authorization_token: str | None = None
    tool_configuration: McpToolSpec | None = None


class Skill(Struct, forbid_unknown_fields=True):
    """A skill that is to be in a container: Anthropic's own, or the client's."""

    skill_id: Annotated[str, Meta(min_length=1, max_length=64)]
    type: Literal["anthropic", "custom"]
    version: Annotated[str, Meta(min_length=1, max_length=64)] | None = None


class ContainerSpec(Struct, forbid_unknown_fields=True):
    """The container that code is to be run in: one that there is, or a new one."""

    id: str | None = None
    skills: Annotated[list[Skill], Meta(max_length=8)] | None = None


class MessagesRequest(Struct, forbid_unknown_fields=True, kw_only=True):
    """All that a message may be asked for."""

    model: str
    max_tokens: Annotated[int, Meta(ge=0)]
    messages: list[Turn]
    system: str | list[MessageText] | None = None
    stream: bool | None = None
    temperature: Probability | None = None
    top_p: Probability | None = None
    top_k: Annotated[int, Meta(ge=0)] | None = None
    stop_sequences: list[str] | None = None
    metadata: RequestMetadata | None = None
    service_tier: Literal["auto", "standard_only"] | None = None
    speed: Literal["standard", "fast"] | None = None
    inference_geo: str | None = None
    container: str | ContainerSpec | None = None
    diagnostics: dict[str, Any] | None = None
    cache_control: CacheControl | None = None
    thinking: ThinkingSpec | None = None
    output_config: OutputSpec | None = None
    output_format: OutputFormat | None = None
    tools: list[OfferedTool] | None = None
    tool_choice: ChosenTool | None = None
    context_management: dict[str, Any] | None = None
    mcp_servers: list[McpServer] | None = None
    betas: list[str] | None = None
    thread: ThreadSpec | None = None
    compaction: dict[str, Any] | None = None
    fallbacks: Any = None
    fallback_credit_token: str | None = None
    billing_policy: dict[str, Any] | None = None

    @property
    def form(self) -> OutputFormat | None:
        """What the text is to be like, where that is said in either place."""
        said = None if self.output_config is None else self.output_config.format
        return said or self.output_format


def sent_blocks(request: MessagesRequest) -> Iterator[Block]:
    """Yield the blocks of a request's messages, those within results of calls in their place."""
    for turn in request.messages:
        for block in turn.blocks:
            if isinstance(block, ToolResult) and isinstance(block.content, list):
                yield from block.content
            else:
                yield block


decode_plain = msgspec.json.Decoder(PlainMessagesRequest).decode
decode = msgspec.json.Decoder(MessagesRequest).decode
