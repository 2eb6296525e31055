"""OpenRouter, as it was recorded [services-2026]."""

from __future__ import annotations

from sanic_mock.dialects.openai.flavours import ids
from sanic_mock.dialects.openai.flavours.flavour import (
    CACHED,
    CALL_ID,
    CALL_INDEX,
    CALLS,
    CHOICES,
    COMPLETION,
    COMPLETION_COST,
    CONTENT,
    COST,
    FINISH,
    FUNCTION,
    INDEX,
    LOGPROBS,
    MESSAGE,
    NATIVE_FINISH,
    PROMPT,
    PROMPT_COST,
    REASONED,
    STATUS,
    THOUGHT,
    THOUGHT_BLANK,
    TOTAL,
    USAGE,
    WORDS,
    ErrorForms,
    ErrorWords,
    Flavour,
    Heads,
    Streaming,
)
from sanic_mock.dialects.openai.flavours.usual import ANSWER, CALL, CHUNK

_PROVIDER = {"provider": "sanic-mock"}
_ROUTED = b'{"index":%d,"delta":{%b},"finish_reason":null,"native_finish_reason":null}'

OPENROUTER = Flavour(
    name="openrouter",
    bases=("/api/v1", "/v1"),
    thought_member="reasoning",
    defaults={"usage_in_streams": "always"},
    id=ids.generation,
    call_id=ids.tool_use_call,
    whole={
        **ANSWER,
        **_PROVIDER,
        "system_fingerprint": None,
        "service_tier": None,
        "choices": CHOICES,
        "usage": USAGE,
    },
    choice={
        "index": INDEX,
        "logprobs": LOGPROBS,
        "finish_reason": FINISH,
        "native_finish_reason": NATIVE_FINISH,
        "message": MESSAGE,
    },
    message={
        "role": "assistant",
        "content": CONTENT,
        "refusal": None,
        THOUGHT: THOUGHT_BLANK,
        "tool_calls": CALLS,
    },
    call={"type": "function", "index": CALL_INDEX, "id": CALL_ID, "function": FUNCTION},
    usage={
        "prompt_tokens": PROMPT,
        "completion_tokens": COMPLETION,
        "total_tokens": TOTAL,
        "cost": COST,
        "is_byok": False,
        "prompt_tokens_details": {
            "cached_tokens": CACHED,
            "cache_write_tokens": 0,
            "audio_tokens": 0,
            "video_tokens": 0,
        },
        "cost_details": {
            "upstream_inference_cost": COST,
            "upstream_inference_prompt_cost": PROMPT_COST,
            "upstream_inference_completions_cost": COMPLETION_COST,
        },
        "completion_tokens_details": {
            "reasoning_tokens": REASONED,
            "image_tokens": 0,
            "audio_tokens": 0,
        },
    },
    chunks=Streaming(
        head={**CHUNK, **_PROVIDER},
        choice=_ROUTED,
        end=b'{"index":%d,"delta":{%b},"finish_reason":"%b","native_finish_reason":"%b"}',
        opening=None,
        text=b'"content":"%b","role":"assistant"',
        thought=b'"content":"","role":"assistant","%b":"%b"',
        called=b'"content":null,"role":"assistant",',
        call=CALL,
        closing=b'"content":"","role":"assistant"',
        comments=(b": OPENROUTER PROCESSING\n\n", 11),
        repeats_end=True,
    ),
    errors=ErrorForms(
        {"error": {"message": WORDS, "code": STATUS}},
        wordings={
            401: ErrorWords(message="Missing Authentication header"),
            "insufficient_quota": ErrorWords(402, "Insufficient credits"),
            "model_not_found": ErrorWords(400, "{model} is not a valid model ID"),
            429: ErrorWords(
                layout={
                    "error": {
                        "message": "Provider returned error",
                        "code": STATUS,
                        "metadata": {"raw": WORDS, "provider_name": "sanic-mock"},
                    }
                },
            ),
        },
    ),
    heads=Heads(
        events=b"text/event-stream",
        named=b"x-generation-id",
        name=ids.generation,
        fixed=b"access-control-expose-headers: X-Generation-Id,cf-ray\r\n",
    ),
    no_thought=None,
    no_text=None,
    native_finish={"stop": "end_turn", "tool_calls": "tool_use", "length": "max_tokens"},
    white_space=(b"\n         \n", 33),
)
