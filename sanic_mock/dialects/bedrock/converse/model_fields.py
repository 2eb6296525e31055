"""What a model is asked beyond what Converse has: `additionalModelRequestFields`.

It is in words of the model's maker: Anthropic's `thinking` and `output_config`, Nova's
`reasoningConfig`, `reasoning_effort` of OpenAI's models, `reasoning_config` of others. All else is
the model's own affair, and passed over.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import Raw, Struct, field

from sanic_mock.dialects.anthropic.messages.request import ThinkingSpec

Effort = Literal["low", "medium", "high", "xhigh", "max"]


class ModelFormat(Struct):
    """What the text of Anthropic's models is to be like."""

    type: Literal["json_schema"]
    schema: Raw


class ModelOutput(Struct):
    """How hard Anthropic's models are to think, and what their text is to be like."""

    effort: Effort | None = None
    format: ModelFormat | None = None


class NovaThinking(Struct, rename="camel"):
    """Whether Nova is to think, and how hard."""

    type: Literal["enabled", "disabled"]
    max_reasoning_effort: Literal["low", "medium", "high"] | None = None


class ModelFields(Struct):
    """What models take beyond what Converse has, as far as it decides anything here."""

    thinking: ThinkingSpec | None = None
    reasoning_config: ThinkingSpec | Effort | None = None
    output_config: ModelOutput | None = None
    reasoning_effort: Effort | None = None
    nova: NovaThinking | None = field(default=None, name="reasoningConfig")

    @property
    def spec(self) -> ThinkingSpec | None:
        """How Anthropic's are to think, under its name or its first one."""
        if self.thinking is not None:
            return self.thinking
        found = self.reasoning_config
        return found if isinstance(found, ThinkingSpec) else None

    @property
    def effort(self) -> str:
        """How hard Anthropic's are to think."""
        config = self.output_config
        return "high" if config is None or config.effort is None else config.effort

    @property
    def schema(self) -> bytes:
        """The schema of the text, where Anthropic's are asked for one; empty for none."""
        config = self.output_config
        return b"" if config is None or config.format is None else bytes(config.format.schema)


NO_FIELDS = ModelFields()
_decode = msgspec.json.Decoder(ModelFields).decode


def read_fields(raw: Raw) -> ModelFields:
    """Read what a model is asked; raises what its reader raises."""
    return _decode(raw) if len(raw) else NO_FIELDS
