"""OpenAI's API of Ollama, as its source has it [ollama-2026]."""

from __future__ import annotations

from sanic_mock.dialects.openai.flavours import ids
from sanic_mock.dialects.openai.flavours.flavour import (
    CALL_ID,
    CALL_INDEX,
    CHOICES,
    COMPLETION,
    FUNCTION,
    KIND,
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
from sanic_mock.dialects.openai.flavours.usual import ANSWER, CHUNK, PLAIN_CHOICE, REASONED_MESSAGE

_FINGERPRINT = {"system_fingerprint": "fp_ollama"}

OLLAMA = Flavour(
    name="ollama",
    bases=("/v1",),
    thought_member="reasoning",
    id=ids.numbered,
    call_id=ids.ollama_call,
    whole={
        **ANSWER,
        **_FINGERPRINT,
        "choices": CHOICES,
        "usage": USAGE,
    },
    choice=PLAIN_CHOICE,
    message=REASONED_MESSAGE,
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
