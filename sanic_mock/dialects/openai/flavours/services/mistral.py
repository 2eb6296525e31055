"""Mistral, as it was recorded [services-2026]."""

from __future__ import annotations

from sanic_mock.dialects.openai.flavours import ids
from sanic_mock.dialects.openai.flavours.flavour import (
    CACHED,
    CALLS,
    CHOICES,
    CODE,
    COMPLETION,
    CONTENT,
    CREATED,
    FINISH,
    ID,
    INDEX,
    KIND,
    MESSAGE,
    MODEL,
    PARAM,
    PROMPT,
    TOTAL,
    USAGE,
    WORDS,
    ErrorForms,
    ErrorWords,
    Flavour,
    Heads,
    Streaming,
)
from sanic_mock.dialects.openai.flavours.usual import CALL_LAST, CHUNK

MISTRAL = Flavour(
    name="mistral",
    bases=("/v1", ""),
    thought_member="reasoning",
    defaults={"usage_in_streams": "always"},
    id=ids.plain_hex,
    call_id=ids.short_call,
    whole={
        "id": ID,
        "created": CREATED,
        "model": MODEL,
        "usage": USAGE,
        "object": "chat.completion",
        "choices": CHOICES,
    },
    choice={"index": INDEX, "finish_reason": FINISH, "message": MESSAGE},
    message={"role": "assistant", "tool_calls": CALLS, "content": CONTENT},
    call=CALL_LAST,
    usage={
        "prompt_tokens": PROMPT,
        "total_tokens": TOTAL,
        "completion_tokens": COMPLETION,
        "prompt_tokens_details": {"cached_tokens": CACHED},
        "service_tier": "standard",
    },
    chunks=Streaming(
        head=CHUNK,
        thought=b'"content":[{"type":"thinking","thinking":[{"type":"text","text":"%b"}]}]',
        has_whole_calls=True,
        ends_with_last=True,
        usage="finish",
        is_padded=True,
    ),
    errors=ErrorForms(
        {"object": "error", "message": WORDS, "type": KIND, "param": PARAM, "code": CODE},
        wordings={
            # what is wrong with a body is told by its reader, pydantic, in a list
            400: ErrorWords(
                422,
                layout={
                    "object": "error",
                    "message": {
                        "detail": ({"type": "value_error", "loc": ("body", PARAM), "msg": WORDS},)
                    },
                    "type": KIND,
                    "param": None,
                    "code": None,
                },
            ),
            401: ErrorWords(message="Invalid API Key", layout={"detail": WORDS}, end=b"\n"),
            429: ErrorWords(message="Rate limit exceeded", kind="rate_limited", code="1300"),
            "model_not_found": ErrorWords(400, "Invalid model: {model}", "invalid_model", "1500"),
        },
    ),
    heads=Heads(named=b"mistral-correlation-id", limits="minute"),
    no_calls=None,
    thought_parts=True,
)
