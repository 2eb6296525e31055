"""A chat completion in one piece as Azure prints it: one line, sorted keys [openllmetry-2026]."""

from __future__ import annotations

import msgspec

from sanic_mock.dialects.ids import random_part
from sanic_mock.dialects.openai.azure.filters import FilterVerdict, findings_of
from sanic_mock.dialects.openai.azure.latency import AT_ONCE, checkpoint
from sanic_mock.dialects.openai.ids import time_prefix
from sanic_mock.dialects.openai.models import Traits
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.usage import cached_tokens, completion_tokens, thought_tokens

KNOWN_ENDS = 4096

_START = (
    b'{"choices":[{"content_filter_results":%b,"finish_reason":"%b","index":0,"logprobs":null,'
    b'"message":{"annotations":[],"content":"'
)
_MIDDLE = b'","refusal":null,"role":"assistant"}}],"created":%d,"id":"chatcmpl-%b'
_END = (
    b'","model":%b,"object":"chat.completion","prompt_filter_results":%b,'
    b'"service_tier":"default","system_fingerprint":%b,'
    b'"usage":%b}\n'
)
_USAGE = (
    b'{"completion_tokens":%d,"completion_tokens_details":{"accepted_prediction_tokens":0,'
    b'"audio_tokens":0,"reasoning_tokens":%d,"rejected_prediction_tokens":0},%b"prompt_tokens":%d,'
    b'"prompt_tokens_details":{"audio_tokens":0,"cached_tokens":%d},"total_tokens":%d}'
)
_CHECKPOINT = b'"latency_checkpoint":%b,'

_End = tuple[int, int, int, int]


def usage(reply: Reply) -> bytes:
    """Return the usage of one text, without its times."""
    return _usage(_key(reply))


class WholeShape:
    """What all whole answers of one model share.

    Args:
        model: how the model answers.
    """

    def __init__(self, model: Traits) -> None:
        self._name = msgspec.json.encode(model.answers_as)
        self._fingerprint = model.fingerprint
        findings = findings_of(model.family)
        self._starts, self._prompt = _starts(findings), findings.prompt_json
        self._second = -1
        self._middle = b""
        self._ends: dict[_End, bytes] = {}

    def text(self, reply: Reply, now_s: int) -> bytes:
        """Return the JSON of an answer at unix second `now_s`."""
        if now_s != self._second:
            self._second = now_s
            self._middle = _MIDDLE % (now_s, time_prefix(now_s))
        escaped = reply.body.escaped
        return b"".join(
            (
                self._starts[reply.finish_reason, bool(escaped)],
                escaped,
                self._middle,
                random_part(reply.digest),
                self._end(reply),
            )
        )

    def around(self, reply: Reply, now_s: int) -> tuple[bytes, bytes]:
        """Return the JSON before and after a text, which is not joined with them."""
        if now_s != self._second:
            self._second = now_s
            self._middle = _MIDDLE % (now_s, time_prefix(now_s))
        after = (self._middle, random_part(reply.digest), self._end(reply))
        return self._starts[reply.finish_reason, True], b"".join(after)

    def _end(self, reply: Reply) -> bytes:
        """Return how an answer ends; those are kept whose tokens are all due at once."""
        key = _key(reply)
        if reply.plan is not None:
            return self._printed(key, checkpoint(reply))
        end = self._ends.get(key)
        if end is None:
            if len(self._ends) >= KNOWN_ENDS:
                self._ends.clear()
            end = self._ends[key] = self._printed(key, AT_ONCE)
        return end

    def _printed(self, key: _End, times: bytes) -> bytes:
        told = _usage(key, _CHECKPOINT % times)
        return _END % (self._name, self._prompt, self._fingerprint, told)


def _starts(findings: FilterVerdict) -> dict[tuple[str, bool], bytes]:
    """Return how an answer begins, by why it ends, and whether it has a text."""
    found: dict[tuple[str, bool], bytes] = {}
    for has_text in (False, True):
        judged = findings.answer_json if has_text else b"{}"
        for reason in ("stop", "length"):
            found[reason, has_text] = _START % (judged, reason.encode())
        found["content_filter", has_text] = _START % (findings.stopped_json, b"content_filter")
    return found


def _key(reply: Reply) -> _End:
    """Return prompt, text, cached and reasoning tokens."""
    prompt = reply.prompt_tokens
    if reply.bill is None:
        return prompt, reply.body.tokens, reply.cached_tokens, reply.reasoning_tokens
    thought = thought_tokens(reply)
    return prompt, completion_tokens(reply) - thought, cached_tokens(reply), thought


def _usage(key: _End, times: bytes = b"") -> bytes:
    prompt, shown, cached, hidden = key
    return _USAGE % (shown + hidden, hidden, times, prompt, cached, prompt + shown + hidden)
