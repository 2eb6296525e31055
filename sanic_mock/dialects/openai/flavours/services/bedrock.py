"""Chat completions of Amazon Bedrock, and of its models that speak OpenAI's.

No answer was found recorded: what is told of their thought is from [issues-2026]
(promptfoo/promptfoo#9587), further members are OpenAI's.
"""

from __future__ import annotations

from dataclasses import replace

from sanic_mock.dialects.openai.flavours import ids
from sanic_mock.dialects.openai.flavours.flavour import (
    CALLS,
    CHOICES,
    COMPLETION,
    CONTENT,
    FINISH,
    INDEX,
    MESSAGE,
    PROMPT,
    TOTAL,
    USAGE,
    ErrorForms,
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
    PLAIN_CALL,
    TOLD,
)

_TEXT = b'"content":"%b"'
_TIER = {"service_tier": "default"}
_MESSAGE = {"role": "assistant", "content": CONTENT, "refusal": None, "tool_calls": CALLS}

BEDROCK = Flavour(
    name="bedrock",
    bases=("/openai/v1",),
    thought_member="reasoning_content",
    thought_tags=(b"<reasoning>", b"</reasoning>"),
    id=ids.chat_uuid,
    call_id=ids.hex_call,
    whole={**ANSWER, "choices": CHOICES, **_TIER, "usage": USAGE},
    choice=CHOICE,
    message=_MESSAGE,
    call=PLAIN_CALL,
    usage={"prompt_tokens": PROMPT, "completion_tokens": COMPLETION, "total_tokens": TOTAL},
    chunks=Streaming(
        head=CHUNK, tail=_TIER, choice=TOLD, end=ENDED, thought=_TEXT, text=_TEXT, call=CALL
    ),
    errors=ErrorForms(ERROR),
    heads=Heads(named=b"x-amzn-RequestId"),
    no_text=None,
)

# Messages of Mistral's models, which say so little [aws-2026]; their streams are by analogy.
MISTRAL_MESSAGES = replace(
    BEDROCK,
    call_id=ids.short_call,
    whole={"choices": CHOICES},
    choice={"index": INDEX, "message": MESSAGE, "stop_reason": FINISH},
    message={"role": "assistant", "content": CONTENT, "tool_calls": CALLS},
    no_text="",
)
