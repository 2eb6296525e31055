"""What turns of a conversation are made of, as clients send them [boto-2026]."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Raw, Struct

ToolName = Annotated[str, Meta(pattern="^[a-zA-Z0-9_-]+$", min_length=1, max_length=64)]
ToolUseId = Annotated[str, Meta(pattern="^[a-zA-Z0-9_.:-]+$", min_length=1, max_length=64)]


class ConverseText(Struct, gc=False, forbid_unknown_fields=True):
    """A block of text alone."""

    text: str

    @property
    def said(self) -> str:
        """Its text; see ConverseContent."""
        return self.text


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


class CachePoint(Struct):
    """Where a prefix ends that is to be kept, and for how long."""

    type: Literal["default"]
    ttl: Literal["5m", "1h"] | None = None


class GuardText(Struct):
    """A text that a guardrail looks at."""

    text: str
    qualifiers: list[Literal["grounding_source", "query", "guard_content"]] | None = None


class GuardContent(Struct):
    """What a guardrail looks at: it has one of these members."""

    text: GuardText | None = None
    image: dict[str, Any] | None = None


class ReasoningText(Struct):
    """A thought that an earlier answer told, and what signs it."""

    text: str
    signature: str | None = None


class ReasoningContent(Struct, rename="camel"):
    """What was thought earlier: it has one of these members."""

    reasoning_text: ReasoningText | None = None
    redacted_content: str | None = None


class ConverseContent(Struct, rename="camel"):
    """One block of a turn: it has one of these members."""

    text: str | None = None
    tool_use: ConverseCall | None = None
    tool_result: ConverseResult | None = None
    image: dict[str, Any] | None = None
    document: dict[str, Any] | None = None
    video: dict[str, Any] | None = None
    audio: dict[str, Any] | None = None
    cache_point: CachePoint | None = None
    guard_content: GuardContent | None = None
    reasoning_content: ReasoningContent | None = None
    citations_content: dict[str, Any] | None = None
    search_result: dict[str, Any] | None = None

    @property
    def said(self) -> str | None:
        """Its text, whether a guardrail looks at that alone or not; None for no text."""
        guarded = None if self.guard_content is None else self.guard_content.text
        return self.text if guarded is None else guarded.text
