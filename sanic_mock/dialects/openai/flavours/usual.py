"""Layouts that services share: OpenAI's own, or nearly so."""

from __future__ import annotations

from sanic_mock.dialects.openai.flavours.flavour import (
    CALL_ID,
    CALL_INDEX,
    CALLS,
    CODE,
    CONTENT,
    CREATED,
    FINISH,
    FUNCTION,
    ID,
    INDEX,
    KIND,
    LOGPROBS,
    MESSAGE,
    MODEL,
    PARAM,
    THOUGHT,
    THOUGHT_BLANK,
    WORDS,
)

# Of a whole answer, and of a chunk, up to their choices.
ANSWER = {"id": ID, "object": "chat.completion", "created": CREATED, "model": MODEL}
CHUNK = {**ANSWER, "object": "chat.completion.chunk"}
REASONED_MESSAGE = {
    "role": "assistant",
    "content": CONTENT,
    THOUGHT: THOUGHT_BLANK,
    "tool_calls": CALLS,
}
PLAIN_CHOICE = {"index": INDEX, "message": MESSAGE, "finish_reason": FINISH}
CHOICE = {"index": INDEX, "message": MESSAGE, "logprobs": LOGPROBS, "finish_reason": FINISH}
# A choice of a chunk with its delta, and the last one.
TOLD = b'{"index":%d,"delta":{%b},"logprobs":null,"finish_reason":null}'
ENDED = b'{"index":%d,"delta":{%b},"logprobs":null,"finish_reason":"%b"}'
PLAIN_CALL = {"id": CALL_ID, "type": "function", "function": FUNCTION}
CALL = {"index": CALL_INDEX, **PLAIN_CALL}
CALL_LAST = {**PLAIN_CALL, "index": CALL_INDEX}
ERROR = {"error": {"message": WORDS, "type": KIND, "param": PARAM, "code": CODE}}
