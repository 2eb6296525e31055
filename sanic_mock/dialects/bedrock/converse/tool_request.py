"""The tools that a Converse request offers, and which of them is to be called [boto-2026]."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Raw, Struct

from sanic_mock.dialects.bedrock.converse.content import CachePoint, ToolName


class InputSchema(Struct):
    """Where a tool has the schema of its input."""

    json: Raw = Raw()


class ToolSpecification(Struct, rename="camel"):
    """A tool that may be called."""

    name: ToolName
    input_schema: InputSchema
    description: Annotated[str, Meta(min_length=1)] | None = None


class ConverseTool(Struct, rename="camel"):
    """One of the tools, or a mark that the ones before it are to be cached."""

    tool_spec: ToolSpecification | None = None
    system_tool: dict[str, Any] | None = None
    cache_point: CachePoint | None = None


class NamedTool(Struct):
    """The one tool that is to be called."""

    name: ToolName


class ConverseChoice(Struct):
    """Which tool is to be called: it has one of these members."""

    auto: dict[str, Any] | None = None
    any: dict[str, Any] | None = None
    tool: NamedTool | None = None


class ToolConfig(Struct, rename="camel"):
    """The tools, and which of them is to be called."""

    tools: Annotated[list[ConverseTool], Meta(min_length=1)]
    tool_choice: ConverseChoice | None = None
