"""Services in somebody's cloud, as they were recorded [services-2026]; what was not says so."""

from __future__ import annotations

from sanic_mock.dialects.openai.flavours import ids
from sanic_mock.dialects.openai.flavours.flavour import (
    CACHED,
    CALL_ID,
    CALL_INDEX,
    CALLS,
    CHOICES,
    CODE,
    COMPLETION,
    COMPLETION_COST,
    COMPLETION_S,
    CONTENT,
    COST,
    COST_TICKS,
    CREATED,
    FINISH,
    FUNCTION,
    GROQ,
    ID,
    INDEX,
    KIND,
    LOGPROBS,
    MESSAGE,
    MISSED,
    MODEL,
    NATIVE_FINISH,
    PARAM,
    PROMPT,
    PROMPT_COST,
    PROMPT_S,
    QUEUE_S,
    REASONED,
    REASONED_DETAILS,
    STATUS,
    THOUGHT,
    THOUGHT_BLANK,
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

_CHUNK = {
    "id": ID,
    "object": "chat.completion.chunk",
    "created": CREATED,
    "model": MODEL,
}
_CHOICE = {"index": INDEX, "message": MESSAGE, "logprobs": LOGPROBS, "finish_reason": FINISH}
_TOLD = b'{"index":%d,"delta":{%b},"logprobs":null,"finish_reason":null}'
_ENDED = b'{"index":%d,"delta":{%b},"logprobs":null,"finish_reason":"%b"}'
_CALL = {"index": CALL_INDEX, "id": CALL_ID, "type": "function", "function": FUNCTION}
_CALL_LAST = {"id": CALL_ID, "type": "function", "function": FUNCTION, "index": CALL_INDEX}
_ERROR = {"error": {"message": WORDS, "type": KIND, "param": PARAM, "code": CODE}}

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
        "id": ID,
        "object": "chat.completion",
        "created": CREATED,
        "model": MODEL,
        "choices": CHOICES,
        "usage": USAGE,
        **_FINGERPRINT,
    },
    choice=_CHOICE,
    message={
        "role": "assistant",
        "content": CONTENT,
        THOUGHT: THOUGHT_BLANK,
        "tool_calls": CALLS,
    },
    call=_CALL,
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
        head={**_CHUNK, **_FINGERPRINT},
        tail={"usage": None},
        choice=_TOLD,
        end=_ENDED,
        closing=b'"content":""',
        usage="finish",
    ),
    errors=ErrorForms(
        _ERROR,
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
    call=_CALL_LAST,
    usage={
        "prompt_tokens": PROMPT,
        "total_tokens": TOTAL,
        "completion_tokens": COMPLETION,
        "prompt_tokens_details": {"cached_tokens": CACHED},
        "service_tier": "standard",
    },
    chunks=Streaming(
        head=_CHUNK,
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

_GROQ_FINGERPRINT = {"system_fingerprint": "fp_f8b414701e"}

GROQ_CLOUD = Flavour(
    name="groq",
    bases=("/openai/v1", "/v1"),
    thought_member="reasoning",
    defaults={"usage_in_streams": "always"},
    id=ids.chat_uuid,
    call_id=ids.small_call,
    whole={
        "id": ID,
        "object": "chat.completion",
        "created": CREATED,
        "model": MODEL,
        "choices": CHOICES,
        "usage": USAGE,
        "usage_breakdown": None,
        **_GROQ_FINGERPRINT,
        "x_groq": GROQ,
        "service_tier": "on_demand",
    },
    choice=_CHOICE,
    message={
        "role": "assistant",
        "content": CONTENT,
        THOUGHT: THOUGHT_BLANK,
        "tool_calls": CALLS,
    },
    call={"id": CALL_ID, "type": "function", "function": FUNCTION},
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
        head={**_CHUNK, **_GROQ_FINGERPRINT},
        choice=_TOLD,
        end=_ENDED,
        call=_CALL_LAST,
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
        "id": ID,
        "object": "chat.completion",
        "created": CREATED,
        "model": MODEL,
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
        head={**_CHUNK, **_PROVIDER},
        choice=_ROUTED,
        end=b'{"index":%d,"delta":{%b},"finish_reason":"%b","native_finish_reason":"%b"}',
        opening=None,
        text=b'"content":"%b","role":"assistant"',
        thought=b'"content":"","role":"assistant","%b":"%b"',
        called=b'"content":null,"role":"assistant",',
        call=_CALL,
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

_XAI_FINGERPRINT = {"system_fingerprint": "fp_2a885414fb"}

XAI = Flavour(
    name="xai",
    bases=("/v1", ""),
    thought_member="reasoning_content",
    id=ids.plain_uuid,
    call_id=ids.digits_call,
    whole={
        "id": ID,
        "object": "chat.completion",
        "created": CREATED,
        "model": MODEL,
        "choices": CHOICES,
        "usage": USAGE,
        **_XAI_FINGERPRINT,
    },
    choice={"index": INDEX, "message": MESSAGE, "finish_reason": FINISH},
    message={
        "role": "assistant",
        "content": CONTENT,
        THOUGHT: THOUGHT_BLANK,
        "tool_calls": CALLS,
        "refusal": None,
    },
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
        head=_CHUNK,
        tail=_XAI_FINGERPRINT,
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
