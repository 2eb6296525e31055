"""A completion in one piece: OpenAI's JSON, indented by two, with a newline at its end.

An answer of one text is a joining of ready parts; several, and those with probabilities, are
rendered by a JSON encoder. Key order: [openllmetry-2026].
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import msgspec

from sanic_mock.dialects.ids import random_part
from sanic_mock.dialects.openai.completions.logprobs import (
    Json,
    PromptLogprobs,
    joined,
    logprob_lists,
)
from sanic_mock.dialects.openai.completions.reading import Reading, Shown, SingleText, billed
from sanic_mock.dialects.openai.ids import time_prefix
from sanic_mock.engine.logprobs import unescaped
from sanic_mock.engine.reply import Reply

KNOWN_ENDS = 4096

_START = b"""\
{
  "id": "cmpl-%b"""
_MIDDLE = b"""\
",
  "object": "text_completion",
  "created": %d,
  "model": %b,
  "choices": [
    {
      "text": \""""
_END = b"""\
",
      "index": 0,
      "logprobs": null,
      "finish_reason": "%b"
    }
  ],
  "usage": {
    "prompt_tokens": %d,
    "completion_tokens": %d,
    "total_tokens": %d
  }
}
"""

_ends: dict[tuple[str, int, int], bytes] = {}


class WholeCompletionShape:
    """What all whole answers of one model share.

    Args:
        name: the model's name in the answer.
    """

    def __init__(self, name: str) -> None:
        self._name = msgspec.json.encode(name)
        self._second = -1
        self._start = self._middle = b""

    def text(self, reply: Reply, single: SingleText, now_s: int) -> bytes:
        """Return the JSON of an answer of one text, at unix second `now_s`."""
        if now_s != self._second:
            self._second = now_s
            self._start = _START % time_prefix(now_s)
            self._middle = _MIDDLE % (now_s, self._name)
        key = single.finish_reason, reply.prompt_tokens, billed(reply)
        end = _ends.get(key) or _end(key)
        ident = random_part(reply.digest)
        text = (single.echoed, single.body.escaped)
        return b"".join((self._start, ident, self._middle, *text, end))


def rich(name: str, reply: Reply, choices: Sequence[Json], now_s: int) -> bytes:
    """Return the JSON of an answer with these choices."""
    content = {
        "id": "cmpl-" + (time_prefix(now_s) + random_part(reply.digest)).decode(),
        "object": "text_completion",
        "created": now_s,
        "model": name,
        "choices": choices,
        "usage": usage(reply),
    }
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def choice(one: Shown, reading: Reading, prompts: PromptLogprobs) -> Json:
    """Return one of several texts, or one with its probabilities."""
    completed = unescaped(one.choice.body.escaped)
    return {
        "text": one.prompt + completed if reading.echoes else completed,
        "index": one.place,
        "logprobs": _logprobs(one, reading, prompts),
        "finish_reason": one.choice.finish_reason,
    }


def usage(reply: Reply) -> dict[str, int]:
    """Return the usage of all candidates together."""
    prompt, completion = reply.prompt_tokens, billed(reply)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }


def _logprobs(one: Shown, reading: Reading, prompts: PromptLogprobs) -> Json | None:
    if one.choice.logprobs is None:
        return None
    completed = logprob_lists(one.choice.logprobs, len(one.prompt))
    if not reading.echoes:
        return completed
    return joined(prompts.lists(one.prompt, reading.top_logprobs or 0), completed)


def _end(key: tuple[str, int, int]) -> bytes:
    if len(_ends) >= KNOWN_ENDS:
        _ends.clear()
    finish_reason, prompt, completion = key
    _ends[key] = end = _END % (finish_reason.encode(), prompt, completion, prompt + completion)
    return end
