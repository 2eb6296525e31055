"""A Converse request: a typed pass for nearly all of them, and one for what few have.

Members that nobody knows are passed over, as the service passes them over.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Raw, Struct

Role = Literal["user", "assistant"]
Count = Annotated[int, Meta(ge=1)]
Share = Annotated[float, Meta(ge=0, le=1)]
MOST_STOPS = 2500

ToolName = Annotated[str, Meta(pattern="^[a-zA-Z0-9_-]+$", min_length=1, max_length=64)]
ToolUseId = Annotated[str, Meta(pattern="^[a-zA-Z0-9_.:-]+$", min_length=1, max_length=64)]


class ConverseText(Struct, gc=False, forbid_unknown_fields=True):
    """A block of text alone."""

    text: str


class PlainConverseTurn(Struct, gc=False, forbid_unknown_fields=True):
    """One turn of texts alone."""

    role: Role
    content: Annotated[list[ConverseText], Meta(min_length=1)]


class PlainInference(Struct, gc=False, forbid_unknown_fields=True, rename="camel"):
    """How the model is to answer, where nothing ends it early."""

    max_tokens: Count | None = None
    temperature: Share | None = None
    top_p: Share | None = None


class PlainConverse(Struct, gc=False, forbid_unknown_fields=True, rename="camel"):
    """What nearly all requests keep to; it asks for one free text."""

    messages: Annotated[list[PlainConverseTurn], Meta(min_length=1)]
    system: list[ConverseText] | None = None
    inference_config: PlainInference | None = None


class ConverseCall(Struct, rename="camel"):
    """A call that an earlier answer made."""

    tool_use_id: ToolUseId
    name: ToolName
    input: Raw


class ResultPart(Struct):
    """Part of what a tool returned; what is neither text nor JSON is only counted."""

    text: str | None = None
    json: Raw = Raw()


class ConverseResult(Struct, rename="camel"):
    """What a tool returned."""

    tool_use_id: ToolUseId
    content: list[ResultPart]
    status: Literal["success", "error"] | None = None


class ConverseContent(Struct, rename="camel"):
    """One block of a turn: it has one of these members."""

    text: str | None = None
    tool_use: ConverseCall | None = None
    tool_result: ConverseResult | None = None
    image: dict[str, Any] | None = None
    document: dict[str, Any] | None = None
    video: dict[str, Any] | None = None
    audio: dict[str, Any] | None = None
    cache_point: dict[str, Any] | None = None
    guard_content: dict[str, Any] | None = None
    reasoning_content: dict[str, Any] | None = None
    citations_content: dict[str, Any] | None = None
    search_result: dict[str, Any] | None = None


class ConverseTurn(Struct):
    """One turn of a conversation."""

    role: Role
    content: list[ConverseContent]


class InferenceConfig(PlainInference, rename="camel", forbid_unknown_fields=False):
    """How the model is to answer."""

    stop_sequences: Annotated[list[str], Meta(max_length=MOST_STOPS)] | None = None


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
    cache_point: dict[str, Any] | None = None


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


class JsonSchemaDefinition(Struct):
    """A schema, as text."""

    schema: str
    name: str | None = None
    description: str | None = None


class FormatStructure(Struct, rename="camel"):
    """What a structured text is like."""

    json_schema: JsonSchemaDefinition | None = None


class TextFormat(Struct):
    """What a text is to be."""

    type: Literal["json_schema"]
    structure: FormatStructure


class OutputConfig(Struct, rename="camel"):
    """What an answer is to be."""

    text_format: TextFormat | None = None


class ConverseRequest(Struct, rename="camel"):
    """All that a request may have and that decides anything here."""

    messages: Annotated[list[ConverseTurn], Meta(min_length=1)]
    system: list[ConverseContent] | None = None
    inference_config: InferenceConfig | None = None
    tool_config: ToolConfig | None = None
    output_config: OutputConfig | None = None
    additional_model_request_fields: Raw = Raw()


AnyTurn = PlainConverseTurn | ConverseTurn
AnyConverse = PlainConverse | ConverseRequest

decode_plain = msgspec.json.Decoder(PlainConverse).decode
decode = msgspec.json.Decoder(ConverseRequest).decode


def turns_of(request: AnyConverse) -> Sequence[AnyTurn]:
    """Return the turns of a conversation."""
    return request.messages


def texts(blocks: Sequence[ConverseText | ConverseContent] | None) -> list[str]:
    """Return the texts of a turn's blocks, or of the instructions."""
    return [one.text for one in blocks or () if one.text is not None]


def calls(turn: AnyTurn) -> list[ConverseCall]:
    """Return the calls that a turn tells of."""
    if isinstance(turn, PlainConverseTurn):
        return []
    return [one.tool_use for one in turn.content if one.tool_use is not None]


def results(turn: AnyTurn) -> list[ConverseResult]:
    """Return the results of calls that a turn brings."""
    if isinstance(turn, PlainConverseTurn):
        return []
    return [one.tool_result for one in turn.content if one.tool_result is not None]


def result_text(result: ConverseResult) -> str:
    """Return what a tool returned, as text."""
    return " ".join(filter(None, map(_part_text, result.content)))


def _part_text(part: ResultPart) -> str:
    return bytes(part.json).decode() if part.text is None else part.text
