"""Guardrails: what they look at, when they intervene, and what a trace tells of that.

One intervenes where it finds a word in the prompt, or an answer ends with a content filter, as a
rule or a fault has it; what is answered then stands for its own sentence. Keys of a trace are in
alphabetical order, as were those of recordings [bedrock-2026]; which policy found what is by
analogy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from sanic_mock.dialects.bedrock import guardrail_words
from sanic_mock.dialects.bedrock.converse.request import ConverseRequest

ACCOUNT = "123456789012"
_LATENCY_MS = 262  # as recorded, of a prompt in one unit
_encode = msgspec.json.Encoder(order="sorted").encode


class Guardrail(NamedTuple):
    """What looks at a conversation.

    Attributes:
        name: its id, or its ARN.
        version: of it.
        is_traced: whether the answer tells what it found.
        characters: of the prompt.
        guarded: those of them that it looks at.
        texts: which they are.
    """

    name: str
    version: str
    is_traced: bool
    characters: int
    guarded: int
    texts: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Its id."""
        return self.name.rpartition("/")[2]


def read_guardrail(request: ConverseRequest) -> Guardrail | None:
    """Return what looks at a request's conversation; None for nothing."""
    config = request.guardrail_config
    if config is None or not config.guardrail_identifier:
        return None
    blocks = [block for turn in request.messages for block in turn.content]
    said = [block.said or "" for block in blocks]
    marked = [block.guard_content.text for block in blocks if block.guard_content is not None]
    guarded = [one.text for one in marked if one is not None and not one.qualifiers]
    texts = tuple(guarded if marked else said)
    return Guardrail(
        config.guardrail_identifier,
        config.guardrail_version or "DRAFT",
        config.trace != "disabled",
        sum(map(len, said)),
        sum(map(len, texts)),
        texts,
    )


def trace(guardrail: Guardrail, text: str, found: Sequence[str] = (), *, is_stopped: bool) -> bytes:
    """Return the member `trace` with its comma.

    Args:
        guardrail: what looked at a conversation.
        text: what the model answered.
        found: what was found in the prompt, so that no model was asked.
        is_stopped: whether it intervened.
    """
    seen = assessment(guardrail, guardrail.guarded, guardrail.characters)
    told: dict[str, object] = {"inputAssessment": {guardrail.id: seen}}
    if found:
        seen["contentPolicy"] = guardrail_words.policy(found)
        told["actionReason"] = "Guardrail blocked."
    else:
        told |= _answered(guardrail, text, is_stopped=is_stopped)
    return b'"trace":%b,' % _encode({"guardrail": told})


def _answered(guardrail: Guardrail, text: str, *, is_stopped: bool) -> dict[str, object]:
    """Return what is told of a model's answer."""
    found = assessment(guardrail, len(text), len(text))
    if is_stopped:
        found["contentPolicy"] = guardrail_words.policy(("MISCONDUCT",))
    return {
        "actionReason": "No action.\nGuardrail blocked." if is_stopped else "No action.",
        "modelOutput": [text] if is_stopped else [],
        "outputAssessments": {guardrail.id: [found]},
    }


def assessment(guardrail: Guardrail, guarded: int, total: int) -> dict[str, object]:
    """Return what was looked at, of a prompt or of an answer."""
    units = -(-guarded // guardrail_words.UNITS_LETTERS)
    return {
        "appliedGuardrailDetails": {
            "guardrailArn": f"arn:aws:bedrock:us-east-1:{ACCOUNT}:guardrail/{guardrail.id}",
            "guardrailId": guardrail.id,
            "guardrailOrigin": ["REQUEST"],
            "guardrailOwnership": "SELF",
            "guardrailVersion": guardrail.version,
        },
        "invocationMetrics": {
            "guardrailCoverage": {"textCharacters": {"guarded": guarded, "total": total}},
            "guardrailProcessingLatency": _LATENCY_MS,
            "usage": {
                "automatedReasoningPolicies": 0,
                "automatedReasoningPolicyUnits": 0,
                "contentPolicyImageUnits": 0,
                "contentPolicyUnits": units,
                "contextualGroundingPolicyUnits": 0,
                "sensitiveInformationPolicyFreeUnits": 0,
                "sensitiveInformationPolicyUnits": 0,
                "topicPolicyUnits": units,
                "wordPolicyUnits": units,
            },
        },
    }
