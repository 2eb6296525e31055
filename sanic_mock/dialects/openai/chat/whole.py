"""A chat completion in one piece: OpenAI's JSON, indented by two, with a newline at its end.

Three of its parts are ready: what model and second decide, what follows the id, and all that comes
after the text, which a few numbers decide and which is therefore kept. Key order: [otel-2026].

An answer that is one text or one choice of calls is written so; `rich` writes the others, and says
of these what is said here, byte for byte: a property test holds them equal.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sanic_mock.dialects.ids import random_part
from sanic_mock.dialects.openai.chat.ask import ChatAsk
from sanic_mock.dialects.openai.chat.options import tier
from sanic_mock.dialects.openai.chat.usage import SILENT, joined, of_prompt, tells_more
from sanic_mock.dialects.openai.ids import call_id, time_prefix
from sanic_mock.dialects.openai.models import Traits
from sanic_mock.engine.reply import Reply, ToolCall
from sanic_mock.engine.usage import cached_tokens, completion_tokens, thought_tokens

KNOWN_ENDS = 512

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
    "prompt_tokens": %%d,
    "completion_tokens": %%d,
    "total_tokens": %%d,
    "prompt_tokens_details": {
      "cached_tokens": %%d%%b
    },
    "completion_tokens_details": {
      "reasoning_tokens": %%d,
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
_DETAIL = b"\n      "
_CALLS = b'null,\n        "tool_calls": ['
_CALL = b"""
          {
            "id": "%b",
            "type": "%b",
            "%b": {
              "name": %b,
              "%b": "%b"
            }
          }"""
_CALLS_END = b"\n        ]"
_QUOTE = b'"'

_encode = msgspec.json.Encoder().encode

_End = tuple[int, int, str, int, int]


class TextEnds(dict[_End, bytes]):
    """A few numbers to what follows a text of one model.

    Prompts of all lengths have ends of their own, so one that is new is made in one formatting.

    Args:
        model: how the model answers.
    """

    def __init__(self, model: Traits) -> None:
        super().__init__()
        self._model = model
        self._told = None if tells_more(model) else joined(SILENT, _DETAIL)
        self._templates: dict[str, bytes] = {}

    def __missing__(self, key: _End) -> bytes:
        if len(self) >= KNOWN_ENDS:
            self.clear()
        prompt, shown, finish_reason, cached, hidden = key
        template = self._templates.get(finish_reason) or self._template(finish_reason)
        told = self._told
        if told is None:
            told = joined(of_prompt(self._model, prompt, cached), _DETAIL)
        completion = shown + hidden
        self[key] = end = template % (
            prompt,
            completion,
            prompt + completion,
            cached,
            told,
            hidden,
        )
        return end

    def _template(self, finish_reason: str) -> bytes:
        """Return an end that lacks its numbers, and what they decide that is told of a prompt."""
        logprobs = _LOGPROBS if self._model.has_logprobs_key else b""
        made = _END % (logprobs, finish_reason.encode(), self._model.fingerprint)
        self._templates[finish_reason] = made
        return made


class WholeChatShape:
    """What all whole answers of one model share.

    Args:
        model: how the model answers.

    Attributes:
        ends: what follows a text.
        is_plain: whether what all models answer is all that this one does; see `rich`.
    """

    def __init__(self, model: Traits) -> None:
        self.is_plain = not model.family.speaks and not model.family.is_search_preview
        self._name = _encode(model.answers_as)
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

    def choice(self, reply: Reply, now_s: int) -> bytes:
        """Return the JSON of an answer with one choice; `is_simple` says of which."""
        start, middle = self.parts(now_s)
        written, end = reply.body.escaped, self.ends[_billed(reply)]
        if calls := reply.choices[0].calls:
            middle, end = middle.removesuffix(_QUOTE), end.removeprefix(_QUOTE)
            written = _called(reply.digest, calls)
        return b"".join((start, random_part(reply.digest), middle, written, end))

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


def is_simple(ask: ChatAsk, reply: Reply) -> bool:
    """Return whether the choices of an answer are one, of which nothing else is told."""
    one, request, bill = reply.choices[0], ask.request, reply.bill
    if len(reply.choices) > 1 or not one.is_simple:
        return False
    if bill is not None and (bill.audio or bill.accepted or bill.rejected):
        return False
    return request is None or not (
        request.store
        or request.moderation is not None
        or request.modalities is not None
        or tier(request) != "default"
    )


def _called(digest: bytes, calls: Sequence[ToolCall]) -> bytes:
    """Return what stands where a text would, without its quotes: null, and the calls."""
    written = b",".join(
        _call(call_id(digest, 0, one.named(place)), one) for place, one in enumerate(calls)
    )
    return _CALLS + written + _CALLS_END


def _call(name: str, call: ToolCall) -> bytes:
    kind, given = (b"custom", b"input") if call.is_custom else (b"function", b"arguments")
    called = _encode(call.name)
    return _CALL % (name.encode(), kind, kind, called, given, call.arguments.escaped)


def _billed(reply: Reply) -> _End:
    thought = thought_tokens(reply)
    shown = completion_tokens(reply) - thought
    return reply.prompt_tokens, shown, reply.finish_reason, cached_tokens(reply), thought
