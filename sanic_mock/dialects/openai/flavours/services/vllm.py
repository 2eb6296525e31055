"""vLLM, which people run themselves, as its source has it [vllm-2026]."""

from __future__ import annotations

from sanic_mock.dialects.openai.flavours import ids
from sanic_mock.dialects.openai.flavours.flavour import (
    CALL_ID,
    CALL_INDEX,
    CALLS,
    CHOICES,
    COMPLETION,
    CONTENT,
    FINISH,
    FUNCTION,
    INDEX,
    KIND,
    LOGPROBS,
    MESSAGE,
    PARAM,
    PROMPT,
    STATUS,
    THOUGHT,
    THOUGHT_BLANK,
    TOTAL,
    USAGE,
    WORDS,
    ErrorForms,
    ErrorWords,
    Flavour,
    Streaming,
)
from sanic_mock.dialects.openai.flavours.usual import ANSWER, CHUNK, PLAIN_CALL, TOLD

VLLM = Flavour(
    name="vllm",
    bases=("/v1",),
    thought_member="reasoning",
    id=ids.short_chat_hex,
    call_id=ids.hex_call,
    whole={
        **ANSWER,
        "choices": CHOICES,
        "service_tier": None,
        "system_fingerprint": None,
        "usage": USAGE,
        "prompt_logprobs": None,
        "prompt_token_ids": None,
        "prompt_text": None,
        "kv_transfer_params": None,
        "ec_transfer_params": None,
        "metrics": None,
    },
    choice={
        "index": INDEX,
        "message": MESSAGE,
        "logprobs": LOGPROBS,
        "finish_reason": FINISH,
        "stop_reason": None,
        "token_ids": None,
        "routed_experts": None,
    },
    message={
        "role": "assistant",
        "content": CONTENT,
        "refusal": None,
        "annotations": None,
        "audio": None,
        "function_call": None,
        "tool_calls": CALLS,
        THOUGHT: THOUGHT_BLANK,
    },
    call=PLAIN_CALL,
    usage={
        "prompt_tokens": PROMPT,
        "total_tokens": TOTAL,
        "completion_tokens": COMPLETION,
        "prompt_tokens_details": None,
        "completion_tokens_details": None,
    },
    # what is null is left out where a stream bills
    streamed_usage={
        "prompt_tokens": PROMPT,
        "total_tokens": TOTAL,
        "completion_tokens": COMPLETION,
    },
    chunks=Streaming(
        head=CHUNK,
        choice=b'{"index":%d,"delta":{%b},"logprobs":null,"finish_reason":null,"token_ids":null}',
        end=b'{"index":%d,"delta":{%b},"logprobs":null,"finish_reason":"%b","stop_reason":null,'
        b'"token_ids":null}',
        call={"id": CALL_ID, "type": "function", "index": CALL_INDEX, "function": FUNCTION},
        opening_choice=TOLD,
        opening_tail={"prompt_token_ids": None, "prompt_text": None},
        closing=b'"content":""',
        running_usage=b'"usage":{"prompt_tokens":%(prompt)d,"total_tokens":%(total)d,'
        b'"completion_tokens":%(completion)d}',
    ),
    errors=ErrorForms(
        {"error": {"message": WORDS, "type": KIND, "param": PARAM, "code": STATUS}},
        wordings={
            400: ErrorWords(kind="BadRequestError"),
            401: ErrorWords(message="Unauthorized", layout={"error": WORDS}),
            404: ErrorWords(kind="NotFoundError"),
            "model_not_found": ErrorWords(
                message="The model `{model}` does not exist.", kind="NotFoundError"
            ),
            429: ErrorWords(kind="TooManyRequestsError"),
            500: ErrorWords(kind="InternalServerError"),
            503: ErrorWords(kind="ServiceUnavailableError"),
        },
    ),
    no_thought=None,
    no_text=None,
)
