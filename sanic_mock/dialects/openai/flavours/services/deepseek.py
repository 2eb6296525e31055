"""DeepSeek, as it was recorded [services-2026]; what was not says so."""

from __future__ import annotations

from sanic_mock.dialects.openai.flavours import ids
from sanic_mock.dialects.openai.flavours.flavour import (
    CACHED,
    CHOICES,
    COMPLETION,
    MISSED,
    PROMPT,
    REASONED_DETAILS,
    TOTAL,
    USAGE,
    ErrorForms,
    ErrorWords,
    Flavour,
    Heads,
    Streaming,
)
from sanic_mock.dialects.openai.flavours.usual import (
    ANSWER,
    CALL,
    CHOICE,
    CHUNK,
    ENDED,
    ERROR,
    REASONED_MESSAGE,
    TOLD,
)

_FINGERPRINT = {"system_fingerprint": "fp_8b330d02d0_prod0820_fp8_kvcache_20260402"}

DEEPSEEK = Flavour(
    name="deepseek",
    bases=("", "/v1", "/beta"),
    thought_member="reasoning_content",
    defaults={"usage_in_streams": "always"},
    aliases={"deepseek-chat": "deepseek-v4-flash", "deepseek-reasoner": "deepseek-v4-flash"},
    id=ids.plain_uuid,
    call_id=ids.numbered_call,
    whole={
        **ANSWER,
        "choices": CHOICES,
        "usage": USAGE,
        **_FINGERPRINT,
    },
    choice=CHOICE,
    message=REASONED_MESSAGE,
    call=CALL,
    usage={
        "prompt_tokens": PROMPT,
        "completion_tokens": COMPLETION,
        "total_tokens": TOTAL,
        "prompt_tokens_details": {"cached_tokens": CACHED},
        "completion_tokens_details": REASONED_DETAILS,
        "prompt_cache_hit_tokens": CACHED,
        "prompt_cache_miss_tokens": MISSED,
    },
    chunks=Streaming(
        head={**CHUNK, **_FINGERPRINT},
        tail={"usage": None},
        choice=TOLD,
        end=ENDED,
        closing=b'"content":""',
        usage="finish",
    ),
    errors=ErrorForms(
        ERROR,
        wordings={
            400: ErrorWords(code="invalid_request_error"),
            401: ErrorWords(
                message="Authentication Fails, Your api key: ****{key} is invalid",
                kind="authentication_error",
                code="invalid_request_error",
            ),
            # quoted by users; the rest is OpenAI's words
            "insufficient_quota": ErrorWords(
                402, "Insufficient Balance", "unknown_error", "invalid_request_error"
            ),
            "model_not_found": ErrorWords(
                400, "Model Not Exist", "invalid_request_error", "invalid_request_error"
            ),
        },
    ),
    heads=Heads(named=b"x-ds-trace-id", name=ids.plain_hex),
)
