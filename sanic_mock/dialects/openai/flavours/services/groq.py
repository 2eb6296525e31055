"""Groq, as it was recorded [services-2026]."""

from __future__ import annotations

from sanic_mock.dialects.openai.flavours import ids
from sanic_mock.dialects.openai.flavours.flavour import (
    CHOICES,
    CODE,
    COMPLETION,
    COMPLETION_S,
    GROQ,
    KIND,
    PROMPT,
    PROMPT_S,
    QUEUE_S,
    REASONED_DETAILS,
    TOTAL,
    TOTAL_S,
    USAGE,
    WORDS,
    ErrorForms,
    ErrorWords,
    Flavour,
    Heads,
    Streaming,
)
from sanic_mock.dialects.openai.flavours.layout import ABSENT
from sanic_mock.dialects.openai.flavours.usual import (
    ANSWER,
    CALL_LAST,
    CHOICE,
    CHUNK,
    ENDED,
    PLAIN_CALL,
    REASONED_MESSAGE,
    TOLD,
)

_FINGERPRINT = {"system_fingerprint": "fp_f8b414701e"}

GROQ_CLOUD = Flavour(
    name="groq",
    bases=("/openai/v1", "/v1"),
    thought_member="reasoning",
    defaults={"usage_in_streams": "always"},
    id=ids.chat_uuid,
    call_id=ids.small_call,
    whole={
        **ANSWER,
        "choices": CHOICES,
        "usage": USAGE,
        "usage_breakdown": None,
        **_FINGERPRINT,
        "x_groq": GROQ,
        "service_tier": "on_demand",
    },
    choice=CHOICE,
    message=REASONED_MESSAGE,
    call=PLAIN_CALL,
    usage={
        "queue_time": QUEUE_S,
        "prompt_tokens": PROMPT,
        "prompt_time": PROMPT_S,
        "completion_tokens": COMPLETION,
        "completion_time": COMPLETION_S,
        "total_tokens": TOTAL,
        "total_time": TOTAL_S,
        "completion_tokens_details": REASONED_DETAILS,
    },
    chunks=Streaming(
        head={**CHUNK, **_FINGERPRINT},
        choice=TOLD,
        end=ENDED,
        opening_call=b'"role":"assistant","content":null',
        call=CALL_LAST,
        has_whole_calls=True,
        usage="finish",
        tells_groq=True,
    ),
    errors=ErrorForms(
        {"error": {"message": WORDS, "type": KIND, "code": CODE}},
        b"\n",
        has_null_code=False,
        wordings={
            401: ErrorWords(message="Invalid API Key", code="invalid_api_key"),
            "request_too_large": ErrorWords(413),
        },
    ),
    heads=Heads(
        events=b"text/event-stream", named=b"x-request-id", name=ids.groq_request, limits="openai"
    ),
    no_text=ABSENT,
)
