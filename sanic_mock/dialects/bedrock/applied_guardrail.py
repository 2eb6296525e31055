"""ApplyGuardrail: what a guardrail says of texts that no model has to do with [boto-2026].

A short list of words decides: a test chooses what is found. Keys are in alphabetical order, as
those of a trace.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from msgspec import Struct

from sanic_mock.dialects.bedrock import errors
from sanic_mock.dialects.bedrock.converse.guardrails import Guardrail, assessment
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.engine.moderation import Moderator
from sanic_mock.engine.offload import step, takes

Json = dict[str, Any]

# What a text and a letter take at most, measured on one machine and rounded up.
_TEXT_US, _LETTER_US = 30, 0.1
BLOCKED = "Sorry, this cannot be answered."
_TRIGGERS = {
    "HATE": "hate, hates, hated, hateful, subhuman, racial slur",
    "INSULTS": "idiot, idiots, moron, morons, loser, losers, shut up",
    "MISCONDUCT": "shoplift, launder money, counterfeit money, steal a car, forge a passport",
    "SEXUAL": "porn, pornography, erotic, erotica, sexually explicit",
    "VIOLENCE": "kill, kills, killed, murder, murdered, stab, massacre, torture, build a bomb",
}
_judge = Moderator(
    tuple(_TRIGGERS),
    {word: frozenset({name}) for name, words in _TRIGGERS.items() for word in words.split(", ")},
).judge
_encode = msgspec.json.Encoder(order="sorted").encode


class AppliedText(Struct):
    """A text."""

    text: str
    qualifiers: list[str] | None = None


class AppliedContent(Struct):
    """What is looked at: it has one of these members."""

    text: AppliedText | None = None
    image: Json | None = None


class ApplyRequest(Struct, rename="camel"):
    """A request to apply a guardrail."""

    source: Literal["INPUT", "OUTPUT"]
    content: list[AppliedContent]
    output_scope: Literal["INTERVENTIONS", "FULL"] | None = None


def applied(body: bytes, name: str, version: str) -> bytes:
    """Return the JSON of what a guardrail says of a request's texts.

    Raises:
        Problem: it is no such request.
        Lengthy: it is too much for the event loop.
    """
    try:
        request = msgspec.json.decode(body, type=ApplyRequest)
    except UNREADABLE:
        raise errors.malformed() from None
    texts = [one.text.text for one in request.content if one.text is not None]
    size = sum(map(len, texts))
    takes(len(texts) * _TEXT_US + size * _LETTER_US)
    found = assessment(Guardrail(name, version, True, size, size), size, size)
    metrics: Any = found["invocationMetrics"]
    flagged = sorted(frozenset[str]().union(*map(_flagged, texts)))
    if flagged:
        found["contentPolicy"] = {"filters": _filters(flagged)}
    told = {
        "action": "GUARDRAIL_INTERVENED" if flagged else "NONE",
        "actionReason": "Guardrail blocked." if flagged else "No action.",
        "assessments": [found],
        "guardrailCoverage": metrics["guardrailCoverage"],
        "outputs": [{"text": BLOCKED}] if flagged else [],
        "usage": metrics["usage"],
    }
    return _encode(told)


def _flagged(text: str) -> frozenset[str]:
    step()
    return _judge(text).flagged


def _filters(flagged: Sequence[str]) -> list[Json]:
    """Return what each policy of content has found."""
    told = {"action": "BLOCKED", "confidence": "HIGH", "detected": True, "filterStrength": "HIGH"}
    return [told | {"type": name} for name in flagged]
