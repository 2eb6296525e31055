"""A Converse request: a typed pass for nearly all of them, and one for what few have.

Members that nobody knows are passed over, as the service passes them over.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Raw, Struct

from sanic_mock.dialects.bedrock.converse.answer_request import (
    AskedTier,
    GuardrailConfig,
    OutputConfig,
    PerformanceConfig,
)
from sanic_mock.dialects.bedrock.converse.content import (
    ConverseCall,
    ConverseContent,
    ConverseResult,
    ConverseText,
    ResultPart,
)
from sanic_mock.dialects.bedrock.converse.tool_request import ToolConfig

Role = Literal["user", "assistant"]
Count = Annotated[int, Meta(ge=1)]
Share = Annotated[float, Meta(ge=0, le=1)]
MOST_STOPS = 2500


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


class ConverseTurn(Struct):
    """One turn of a conversation."""

    role: Role
    content: list[ConverseContent]


class InferenceConfig(PlainInference, rename="camel", forbid_unknown_fields=False):
    """How the model is to answer."""

    stop_sequences: Annotated[list[str], Meta(max_length=MOST_STOPS)] | None = None


# Clients find a request by it in their logs; nothing is answered of it.
MetadataKey = Annotated[str, Meta(pattern=r"^[a-zA-Z0-9\s:_@$#=/+,-.]{1,256}$")]
MetadataValue = Annotated[str, Meta(pattern=r"^[a-zA-Z0-9\s:_@$#=/+,-.]{0,256}$")]
Metadata = Annotated[dict[MetadataKey, MetadataValue], Meta(min_length=1, max_length=16)]
FieldPaths = Annotated[
    list[Annotated[str, Meta(min_length=1, max_length=256)]], Meta(max_length=10)
]


class ConverseRequest(Struct, rename="camel"):
    """All that a request may have and that decides anything here."""

    messages: Annotated[list[ConverseTurn], Meta(min_length=1)]
    system: list[ConverseContent] | None = None
    inference_config: InferenceConfig | None = None
    tool_config: ToolConfig | None = None
    output_config: OutputConfig | None = None
    guardrail_config: GuardrailConfig | None = None
    performance_config: PerformanceConfig | None = None
    service_tier: AskedTier | None = None
    request_metadata: Metadata | None = None
    additional_model_request_fields: Raw = Raw()
    additional_model_response_field_paths: FieldPaths | None = None


AnyTurn = PlainConverseTurn | ConverseTurn
AnyConverse = PlainConverse | ConverseRequest

decode_plain = msgspec.json.Decoder(PlainConverse).decode
decode = msgspec.json.Decoder(ConverseRequest).decode


def turns_of(request: AnyConverse) -> Sequence[AnyTurn]:
    """Return the turns of a conversation."""
    return request.messages


def texts(blocks: Sequence[ConverseText | ConverseContent] | None) -> list[str]:
    """Return the texts of a turn's blocks, or of the instructions."""
    return [said for one in blocks or () if (said := one.said) is not None]


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
