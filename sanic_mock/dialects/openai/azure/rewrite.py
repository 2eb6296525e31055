"""OpenAI's JSON in Azure's layout: sorted keys, and filter results [openllmetry-2026].

For what few requests ask for: calls of tools, several answers, probabilities. Plain text is
rendered as Azure's to begin with; see `whole` and `chunks`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sanic_mock.dialects.answer import Events, Renderer
from sanic_mock.dialects.openai.azure.filters import ANSWER, PROMPT, PROMPT_EVENT, STOPPED, Json
from sanic_mock.dialects.openai.chat.suffixes import letters

_DATA = b"data: {"
_END = b"\n\n"


def whole(body: bytes) -> bytes:
    """Return Azure's form of a whole answer."""
    content = json.loads(body)
    content["choices"] = [_judged(choice) for choice in content["choices"]]
    return _compact({**content, "prompt_filter_results": PROMPT}) + b"\n"


def stream(answer: Events, fields: bytes) -> Events:
    """Return Azure's form of a stream, under the header lines `fields`."""
    return Events(fields, answer.pieces, RewrittenEvents(answer.renderer))


def events(raw: bytes) -> bytes:
    """Return Azure's form of one event or several."""
    return _END.join(map(_event, raw.split(_END)))


class RewrittenEvents:
    """The events of a stream in Azure's form; see answer.Renderer.

    Args:
        renderer: of OpenAI's stream.
    """

    __slots__ = ("_renderer", "end")

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self.end = renderer.end

    def opening(self) -> bytes:
        """See Renderer."""
        return PROMPT_EVENT + events(self._renderer.opening())

    def each(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """See Renderer."""
        return map(events, self._renderer.each(pieces))

    def together(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        return events(self._renderer.together(pieces))

    def closing(self) -> bytes:
        """See Renderer."""
        return events(self._renderer.closing())

    def everything(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        return b"".join((self.opening(), *self.each(pieces), self.closing(), self.end))


def _event(raw: bytes) -> bytes:
    if not raw.startswith(_DATA):
        return raw
    chunk = json.loads(raw[len(_DATA) - 1 :])
    if chunk.pop("obfuscation", None) is not None:
        # by the length without what the filter says [openllmetry-2026] [replay-2026]
        shared = _compact(chunk["choices"])
        chunk["obfuscation"] = letters(shared, len(_compact(chunk))).decode()
    chunk["choices"] = [_judged(choice) for choice in chunk["choices"]]
    return _DATA[:-1] + _compact(chunk)


def _judged(choice: Json) -> Json:
    said = choice.get("delta") or choice.get("message") or {"content": choice.get("text")}
    results = ANSWER if said.get("content") else {}
    if choice.get("finish_reason") == "content_filter":
        results = STOPPED
    return {"logprobs": None, **choice, "content_filter_results": results}


def _compact(content: Json | list[Json]) -> bytes:
    text = json.dumps(_sorted(content), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _sorted(value: Any) -> Any:
    if value is PROMPT:
        return value
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(one) for one in value] if isinstance(value, list) else value
