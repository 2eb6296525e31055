"""ApplyGuardrail: what a guardrail says of texts that no model has to do with [boto-2026].

Keys are in alphabetical order, as those of a trace; see guardrail_words.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import Struct

from sanic_mock.dialects.bedrock import errors, guardrail_words
from sanic_mock.dialects.bedrock.converse.guardrails import Guardrail, assessment
from sanic_mock.dialects.unreadable import UNREADABLE

Json = dict[str, Any]

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
    size, flagged = sum(map(len, texts)), guardrail_words.categories_in(texts)
    found = assessment(Guardrail(name, version, True, size, size), size, size)
    metrics: Any = found["invocationMetrics"]
    if flagged:
        found["contentPolicy"] = guardrail_words.policy(flagged)
    told = {
        "action": "GUARDRAIL_INTERVENED" if flagged else "NONE",
        "actionReason": "Guardrail blocked." if flagged else "No action.",
        "assessments": [found],
        "guardrailCoverage": metrics["guardrailCoverage"],
        "outputs": [{"text": guardrail_words.BLOCKED}] if flagged else [],
        "usage": metrics["usage"],
    }
    return _encode(told)
