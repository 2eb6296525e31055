"""Layouts that services share: OpenAI's own, or nearly so."""

from __future__ import annotations

from sanic_mock.dialects.openai.flavours.flavour import (
    CALL_ID,
    CALL_INDEX,
    CODE,
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
    WORDS,
)

# Of a chunk, up to its choices.
CHUNK = {
    "id": ID,
    "object": "chat.completion.chunk",
    "created": CREATED,
    "model": MODEL,
}
CHOICE = {"index": INDEX, "message": MESSAGE, "logprobs": LOGPROBS, "finish_reason": FINISH}
# A choice of a chunk with its delta, and the last one.
TOLD = b'{"index":%d,"delta":{%b},"logprobs":null,"finish_reason":null}'
ENDED = b'{"index":%d,"delta":{%b},"logprobs":null,"finish_reason":"%b"}'
CALL = {"index": CALL_INDEX, "id": CALL_ID, "type": "function", "function": FUNCTION}
CALL_LAST = {"id": CALL_ID, "type": "function", "function": FUNCTION, "index": CALL_INDEX}
ERROR = {"error": {"message": WORDS, "type": KIND, "param": PARAM, "code": CODE}}
