"""xAI, as it was recorded [services-2026]; what was not says so."""

from __future__ import annotations

from sanic_mock.dialects.openai.flavours import ids
from sanic_mock.dialects.openai.flavours.flavour import (
    CACHED,
    CALL_ID,
    CALL_INDEX,
    CHOICES,
    CODE,
    COMPLETION,
    COST_TICKS,
    FUNCTION,
    PROMPT,
    REASONED,
    TOTAL,
    USAGE,
    WORDS,
    ErrorForms,
    ErrorWords,
    Flavour,
    Heads,
    Streaming,
)
from sanic_mock.dialects.openai.flavours.usual import ANSWER, CHUNK, PLAIN_CHOICE, REASONED_MESSAGE

_FINGERPRINT = {"system_fingerprint": "fp_2a885414fb"}

XAI = Flavour(
    name="xai",
    bases=("/v1", ""),
    thought_member="reasoning_content",
    id=ids.plain_uuid,
    call_id=ids.digits_call,
    whole={
        **ANSWER,
        "choices": CHOICES,
        "usage": USAGE,
        **_FINGERPRINT,
    },
    choice=PLAIN_CHOICE,
    message={**REASONED_MESSAGE, "refusal": None},
    call={"id": CALL_ID, "function": FUNCTION, "type": "function"},
    usage={
        "prompt_tokens": PROMPT,
        "completion_tokens": COMPLETION,
        "total_tokens": TOTAL,
        "prompt_tokens_details": {
            "text_tokens": PROMPT,
            "audio_tokens": 0,
            "image_tokens": 0,
            "cached_tokens": CACHED,
        },
        "completion_tokens_details": {
            "reasoning_tokens": REASONED,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
        "num_sources_used": 0,
        "cost_in_usd_ticks": COST_TICKS,
    },
    chunks=Streaming(
        head=CHUNK,
        tail=_FINGERPRINT,
        choice=b'{"index":%d,"delta":{%b}}',
        opening=None,
        first=b',"role":"assistant"',
        call={"id": CALL_ID, "function": FUNCTION, "index": CALL_INDEX, "type": "function"},
        has_whole_calls=True,
    ),
    errors=ErrorForms(
        {"code": CODE, "error": WORDS},
        wordings={
            401: ErrorWords(
                400,
                "Incorrect API key provided. You can obtain an API key from https://console.x.ai.",
                code="invalid-argument",
            ),
            # by analogy: gRPC's words for what happened
            400: ErrorWords(code="invalid-argument"),
            403: ErrorWords(code="permission-denied"),
            404: ErrorWords(code="not-found"),
            429: ErrorWords(code="resource-exhausted"),
            500: ErrorWords(code="internal"),
            503: ErrorWords(code="unavailable"),
        },
    ),
    heads=Heads(events=b"text/event-stream", named=b"x-request-id", limits="openai"),
    bills_thought_apart=True,
)
