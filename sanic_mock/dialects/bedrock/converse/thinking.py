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
from sanic_mock.dialects.anthropic.models import model_of
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


# What is told of a thought: its text, its signature alone, a mark that it was there, or itself
# sealed, so that only its model reads it.
Telling = Literal["text", "signature", "mark", "seal"]


class AskedThought(NamedTuple):
    """How much is thought.

    Attributes:
        mean: tokens of it, on average.
        telling: what is told of it.
        overhead: tokens that its prompt bills for it.
    """

    mean: int
    telling: Telling = "text"
    overhead: int = 0


_USUAL = "medium"  # how hard it is thought where nobody says
_OMITTED = b'{"reasoningContent":{"reasoningText":{"signature":"%b","text":""}}}'
_SIGNED = b'{"reasoningContent":{"signature":"%b"}}'
_SEALED = b'{"reasoningContent":{"redactedContent":"%b"}}'
_MARK = HiddenThought(
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
    match family_of(model).shape:
        case "anthropic":
            return _claudes(fields, model, is_redacted=REDACTING in prompt)
        case "nova":
            return _novas(fields)
    return _others(fields, thinks=family_of(model).thinks)


def hidden_thought(asked: AskedThought, digest: bytes) -> HiddenThought | None:
    """Return what stands for a thought; None where its text is told."""
    match asked.telling:
        case "signature":
            signed = thinking.signature(b"", digest).encode()
            return HiddenThought(_OMITTED % signed, _SIGNED % signed)
        case "mark":
            return _MARK
        case "seal":  # base64 of what is base64 already
            sealed = _SEALED % b64encode(thinking.redacted(digest).encode())
            return HiddenThought(sealed, sealed)
    return None


def _claudes(fields: ModelFields, model: str, *, is_redacted: bool) -> AskedThought | None:
    generation = model_of(anthropic_name(model)).generation
    spec = fields.spec or (ThinkingSpec("adaptive") if generation.thinks else None)
    if spec is None or spec.type == "disabled":
        return None
    display = spec.display or ("summarized" if generation.shows_thought else "omitted")
    telling: Telling = "signature" if display == "omitted" else "text"
    mean = mean_tokens(fields.effort, spec.budget_tokens)
    return AskedThought(mean, "seal" if is_redacted else telling, THINKING[spec.type])


def _novas(fields: ModelFields) -> AskedThought | None:
    spec = fields.nova
    if spec is None or spec.type == "disabled":
        return None
    return AskedThought(mean_tokens(spec.max_reasoning_effort or _USUAL, None), "mark")


def _others(fields: ModelFields, *, thinks: bool) -> AskedThought | None:
    effort = fields.reasoning_effort or fields.reasoning_config
    if isinstance(effort, str):
        return AskedThought(mean_tokens(effort, None))
    return AskedThought(mean_tokens(_USUAL, None)) if thinks else None
