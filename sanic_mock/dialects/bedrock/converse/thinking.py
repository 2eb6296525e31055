"""How much is thought before an answer, as its request asks its model, and what is told of it.

Anthropic's models sign what they think, others tell it as it is [bedrock-2026]; Nova tells that it
was there [aws-2026] [vercel-2026].
"""

from __future__ import annotations

from base64 import b64encode
from typing import Literal, NamedTuple

from sanic_mock.dialects.anthropic.messages import thinking
from sanic_mock.dialects.anthropic.messages.counting import THINKING
from sanic_mock.dialects.anthropic.messages.request import ThinkingSpec
from sanic_mock.dialects.anthropic.messages.thought import REDACTING, mean_tokens
from sanic_mock.dialects.anthropic.models import ModelGeneration, model_of
from sanic_mock.dialects.bedrock.converse.model_fields import ModelFields
from sanic_mock.dialects.bedrock.models import anthropic_name, family_of


class HiddenThought(NamedTuple):
    """What stands for a thought that is not told.

    Attributes:
        whole: JSON of its block.
        delta: JSON of what a stream tells of it, in one event.
    """

    whole: bytes
    delta: bytes


class AskedThought(NamedTuple):
    """How much is thought.

    Attributes:
        mean: tokens of it, on average.
        overhead: tokens that its prompt bills for it.
        hides: what of it is not told: nothing, all of it, or that it is there.
    """

    mean: int
    overhead: int = 0
    hides: Literal["nothing", "text", "all", "redacted"] = "nothing"


_OMITTED = b'{"reasoningContent":{"reasoningText":{"signature":"%b","text":""}}}'
_SIGNED = b'{"reasoningContent":{"signature":"%b"}}'
_NOVA = HiddenThought(
    b'{"reasoningContent":{"reasoningText":{"text":"[REDACTED]."}}}',
    b'{"reasoningContent":{"text":"[REDACTED]."}}',
)


def asked_thought(fields: ModelFields, model: str, prompt: str) -> AskedThought | None:
    """Return how much is thought; None for nothing.

    Args:
        fields: what the model is asked.
        model: its id.
        prompt: what the user said last.
    """
    family = family_of(model)
    if family.shape == "anthropic":
        generation = model_of(anthropic_name(model)).generation
        return _claudes(fields, generation, is_redacted=REDACTING in prompt)
    if family.shape == "nova":
        spec = fields.nova
        if spec is None or spec.type == "disabled":
            return None
        return AskedThought(mean_tokens(spec.max_reasoning_effort or "medium", None), 0, "all")
    effort = fields.reasoning_effort or fields.reasoning_config
    if isinstance(effort, str):
        return AskedThought(mean_tokens(effort, None))
    return AskedThought(mean_tokens("medium", None)) if family.thinks else None


def hidden_thought(asked: AskedThought, digest: bytes) -> HiddenThought | None:
    """Return what stands for a thought; None where it is told."""
    match asked.hides:
        case "all":
            return _NOVA
        case "text":
            signed = thinking.signature(b"", digest).encode()
            whole = b'{"reasoningContent":{"reasoningText":{"signature":"%b","text":""}}}'
            return HiddenThought(
                whole % signed, b'{"reasoningContent":{"signature":"%b"}}' % signed
            )
        case "redacted":  # base64 of what is base64 already
            data = b64encode(thinking.redacted(digest).encode())
            told = b'{"reasoningContent":{"redactedContent":"%b"}}' % data
            return HiddenThought(told, told)
    return None


def _claudes(
    fields: ModelFields, generation: ModelGeneration, *, is_redacted: bool
) -> AskedThought | None:
    spec = fields.spec or (ThinkingSpec("adaptive") if generation.thinks else None)
    if spec is None or spec.type == "disabled":
        return None
    mean = mean_tokens(fields.effort, spec.budget_tokens)
    overhead = THINKING[spec.type]
    if is_redacted:
        return AskedThought(mean, overhead, "redacted")
    display = spec.display or ("summarized" if generation.shows_thought else "omitted")
    return AskedThought(mean, overhead, "text" if display == "omitted" else "nothing")
