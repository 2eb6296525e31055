"""OpenAI's API of Ollama, as its source has it [ollama-2026]."""

from __future__ import annotations

from sanic_mock.dialects.openai.flavours import ids
from sanic_mock.dialects.openai.flavours.flavour import (
    CALL_ID,
    CALL_INDEX,
    CALLS,
    CHOICES,
    COMPLETION,
    CONTENT,
    CREATED,
    FINISH,
    FUNCTION,
    ID,
    INDEX,
    KIND,
    MESSAGE,
    MODEL,
    PROMPT,
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
from sanic_mock.dialects.openai.flavours.usual import CHUNK

_FINGERPRINT = {"system_fingerprint": "fp_ollama"}

OLLAMA = Flavour(
    name="ollama",
    bases=("/v1",),
    thought_member="reasoning",
    id=ids.numbered,
    call_id=ids.ollama_call,
    whole={
        "id": ID,
        "object": "chat.completion",
        "created": CREATED,
        "model": MODEL,
        **_FINGERPRINT,
        "choices": CHOICES,
        "usage": USAGE,
    },
    choice={"index": INDEX, "message": MESSAGE, "finish_reason": FINISH},
    message={
        "role": "assistant",
        "content": CONTENT,
        THOUGHT: THOUGHT_BLANK,
        "tool_calls": CALLS,
    },
    call={"id": CALL_ID, "index": CALL_INDEX, "type": "function", "function": FUNCTION},
    usage={"prompt_tokens": PROMPT, "completion_tokens": COMPLETION, "total_tokens": TOTAL},
    chunks=Streaming(
        head={**CHUNK, **_FINGERPRINT},
        opening=None,
        lead=b'"role":"assistant",',
        thought=b'"content":"","%b":"%b"',
        called=b'"content":"",',
        has_whole_calls=True,
    ),
    errors=ErrorForms(
        {"error": {"message": WORDS, "type": KIND, "param": None, "code": None}},
        b"\n",
        wordings={
            400: ErrorWords(kind="invalid_request_error"),
            404: ErrorWords(kind="not_found_error"),
            429: ErrorWords(kind="api_error"),
            500: ErrorWords(kind="api_error"),
            503: ErrorWords(kind="api_error"),
            "model_not_found": ErrorWords(
                message="model '{model}' not found", kind="not_found_error"
            ),
        },
    ),
    heads=Heads(events=b"text/event-stream"),
    end=b"\n",
    escapes_html=True,
)
