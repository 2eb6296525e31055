"""Gemini's answers as OpenAI's, in Gemini's layout: in one line, members sorted [compatible-2026].

A thought that is shown stands in the content, between tags; what stands for one that is not, in
`extra_content`. The calls of a stream have no index, and it ends with `stop` for all that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from sanic_mock.dialects.gemini.ids import call_id
from sanic_mock.dialects.gemini.layout import JsonLayout

Json = dict[str, Any]

_FINISHES = {"STOP": "stop", "MAX_TOKENS": "length", "SAFETY": "content_filter"}
_OPENING, _CLOSING = "<thought>", "</thought>"

CHUNKS = JsonLayout(None, b"data: ", b"\n\n", b"data: ", b"data: [DONE]\n\n")
printed = msgspec.json.Encoder(order="sorted").encode


def usage_of(billed: Json) -> Json:
    """Return what is billed; thoughts are in the total alone [compatible-2026]."""
    return {
        "completion_tokens": billed.get("candidatesTokenCount", 0),
        "prompt_tokens": billed.get("promptTokenCount", 0),
        "total_tokens": billed["totalTokenCount"],
    }


class ChatTranslator:
    """Translates the objects of one answer, in their order.

    Args:
        digest: the request's chance, for the ids of calls.
        created_s: when it was asked, unix seconds.
        is_streamed: whether they are those of a stream.
        tells_usage: whether what is billed is told.
    """

    def __init__(
        self, digest: bytes, created_s: int, *, is_streamed: bool, tells_usage: bool
    ) -> None:
        self._digest, self._created_s = digest, created_s
        self._is_streamed, self._tells_usage = is_streamed, tells_usage
        self._thinking: set[int] = set()
        self._calls: dict[int, int] = {}

    def translated(self, answer: Json) -> Json:
        """Return an object, whole or of a stream."""
        kind = "chat.completion.chunk" if self._is_streamed else "chat.completion"
        found: Json = {
            "choices": list(map(self._choice, answer.get("candidates", ()))),
            "created": self._created_s,
            "id": answer["responseId"],
            "model": answer["modelVersion"],
            "object": kind,
        }
        if self._tells_usage:
            found["usage"] = usage_of(answer["usageMetadata"])
        return found

    def _choice(self, one: Json) -> Json:
        place, parts = one.get("index", 0), one["content"].get("parts", ())
        told = self._message(place, parts)
        found: Json = {"index": place, "delta" if self._is_streamed else "message": told}
        if finish := one.get("finishReason"):
            is_called = "tool_calls" in told and not self._is_streamed
            found["finish_reason"] = "tool_calls" if is_called else _FINISHES[finish]
        return found

    def _message(self, place: int, parts: Sequence[Json]) -> Json:
        """Return what is said; a text that there is not is told only where nothing else is."""
        found: Json = {"role": "assistant"}
        calls = [part for part in parts if "functionCall" in part]
        texts = [part for part in parts if "text" in part]
        if texts:
            found["content"] = "".join(self._tagged(place, texts))
        if calls:
            found["tool_calls"] = [self._call(place, part) for part in calls]
        if told := _google(texts):
            found["extra_content"] = {"google": told}
        return found

    def _tagged(self, place: int, texts: Iterable[Json]) -> Iterator[str]:
        """Yield texts, with tags where a thought begins and where it has ended."""
        for part in texts:
            is_thought = part.get("thought", False)
            if is_thought != (place in self._thinking):
                yield _OPENING if is_thought else _CLOSING
                (self._thinking.add if is_thought else self._thinking.discard)(place)
            yield part["text"]

    def _call(self, place: int, part: Json) -> Json:
        number = self._calls.get(place, 0)
        self._calls[place] = number + 1
        called = part["functionCall"]
        arguments = msgspec.json.encode(called["args"]).decode()
        found: Json = {
            "function": {"arguments": arguments, "name": called["name"]},
            "id": called.get("id") or call_id(self._digest, place, number),
            "type": "function",
        }
        if signature := part.get("thoughtSignature"):
            found["extra_content"] = {"google": {"thought_signature": signature}}
        return found


def _google(texts: Sequence[Json]) -> Json:
    """Return what is told of a message beside its text."""
    found: Json = {}
    if any(part.get("thought") for part in texts):
        found["thought"] = True
    for part in texts:
        if signature := part.get("thoughtSignature"):
            found["thought_signature"] = signature
    return found
