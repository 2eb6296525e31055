"""A chat completion in one piece: OpenAI's JSON, indented by two, with a newline at its end.

Three of its parts are ready: what model and second decide, what follows the id, and all that comes
after the text, which a few numbers decide and which is therefore kept. Key order: [otel-2026].
"""

from __future__ import annotations

import msgspec

from sanic_mock.dialects.openai.ids import random_part, time_prefix
from sanic_mock.dialects.openai.models import Traits
from sanic_mock.engine.ask import Reply
from sanic_mock.engine.usage import cached_tokens, completion_tokens, thought_tokens

KNOWN_ENDS = 4096

_START = b"""\
{
  "id": "chatcmpl-%b"""
_MIDDLE = b"""\
",
  "object": "chat.completion",
  "created": %d,
  "model": %b,
  "choices": [
    {
      "index": 0,
      "message": {
        "role": "assistant",
        "content": \""""
_END = b"""\
",
        "refusal": null,
        "annotations": []
      },
%b      "finish_reason": "%b"
    }
  ],
  "usage": {
    "prompt_tokens": %d,
    "completion_tokens": %d,
    "total_tokens": %d,
    "prompt_tokens_details": {
      "cached_tokens": %d,
      "audio_tokens": 0
    },
    "completion_tokens_details": {
      "reasoning_tokens": %d,
      "audio_tokens": 0,
      "accepted_prediction_tokens": 0,
      "rejected_prediction_tokens": 0
    }
  },
  "service_tier": "default",
  "system_fingerprint": %b
}
"""
_LOGPROBS = b'      "logprobs": null,\n'

_End = tuple[int, int, str, int, int]


class TextEnds(dict[_End, bytes]):
    """A few numbers to what follows a text of one model.

    Args:
        model: how the model answers.
    """

    def __init__(self, model: Traits) -> None:
        super().__init__()
        self._logprobs = _LOGPROBS if model.has_logprobs_key else b""
        self._fingerprint = model.fingerprint

    def __missing__(self, key: _End) -> bytes:
        if len(self) >= KNOWN_ENDS:
            self.clear()
        prompt, shown, finish_reason, cached, hidden = key
        completion = shown + hidden
        self[key] = end = _END % (
            self._logprobs,
            finish_reason.encode(),
            prompt,
            completion,
            prompt + completion,
            cached,
            hidden,
            self._fingerprint,
        )
        return end


class WholeChatShape:
    """What all whole answers of one model share.

    Args:
        model: how the model answers.

    Attributes:
        ends: what follows a text.
    """

    def __init__(self, model: Traits) -> None:
        self._name = msgspec.json.encode(model.answers_as)
        self.ends = TextEnds(model)
        self._second = -1
        self._parts = (b"", b"")

    def text(self, reply: Reply, now_s: int) -> bytes:
        """Return the JSON of an answer at unix second `now_s`."""
        start, middle = self.parts(now_s)
        body = reply.body
        if reply.bill is None:
            key: _End = (
                reply.prompt_tokens,
                body.tokens,
                reply.finish_reason,
                reply.cached_tokens,
                reply.reasoning_tokens,
            )
        else:
            key = _billed(reply)
        random = random_part(reply.digest)
        return b"".join((start, random, middle, body.escaped, self.ends[key]))

    def around(self, reply: Reply, now_s: int) -> tuple[bytes, bytes]:
        """Return the JSON before and after a text, which is not joined with them."""
        start, middle = self.parts(now_s)
        return b"".join((start, random_part(reply.digest), middle)), self.ends[_billed(reply)]

    def parts(self, now_s: int) -> tuple[bytes, bytes]:
        """Return what comes before the random part of the id, and between that and the text."""
        if now_s != self._second:
            self._second = now_s
            self._parts = _START % time_prefix(now_s), _MIDDLE % (now_s, self._name)
        return self._parts


def _billed(reply: Reply) -> _End:
    thought = thought_tokens(reply)
    shown = completion_tokens(reply) - thought
    return reply.prompt_tokens, shown, reply.finish_reason, cached_tokens(reply), thought
