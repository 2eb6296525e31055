"""How an answer is to be given: its form, what looks at it, and by which service [boto-2026]."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

GUARDRAIL_NAME = (
    r"^(|([a-z0-9]+)|(arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:guardrail/[a-z0-9]+))$"
)


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


class GuardrailConfig(Struct, rename="camel"):
    """Which guardrail looks at a conversation, and whether what it found is told."""

    guardrail_identifier: Annotated[str, Meta(pattern=GUARDRAIL_NAME, max_length=2048)] = ""
    guardrail_version: Annotated[str, Meta(pattern="^(|([1-9][0-9]{0,7})|(DRAFT))$")] = ""
    trace: Literal["enabled", "disabled", "enabled_full"] = "disabled"
    stream_processing_mode: Literal["sync", "async"] = "sync"


class PerformanceConfig(Struct):
    """How fast an answer is wanted."""

    latency: Literal["standard", "optimized"] = "standard"


class AskedTier(Struct):
    """Which service is to answer."""

    type: Literal["priority", "default", "flex", "reserved"]
