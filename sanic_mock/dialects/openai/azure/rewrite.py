"""OpenAI's JSON in Azure's layout: sorted keys, and filter results [openllmetry-2026].

For what few requests ask for: calls of tools, several answers, probabilities. Plain text is
rendered as Azure's to begin with; see `whole` and `chunks`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from sanic_mock.dialects.answer import Events, Renderer
from sanic_mock.dialects.openai.azure import latency
from sanic_mock.dialects.openai.azure.filters import NEWER, OLDER, UNJUDGED, FilterVerdict, Json
from sanic_mock.dialects.openai.chat.suffixes import letters

_DATA = b"data: {"
_END = b"\n\n"
_IN_OWN_ORDER = frozenset(
    id(one)
    for found in (NEWER, OLDER)
    for one in (found.answer, found.stopped, found.prompt, UNJUDGED[0])
)


class Form(NamedTuple):
    """What Azure tells otherwise than OpenAI.

    Attributes:
        findings: what its filter finds.
        model: the name to answer as; "" is OpenAI's.
        times: JSON of when its tokens came; "" where that is not told.
    """

    findings: FilterVerdict = NEWER
    model: str = ""
    times: bytes = b""


def whole(body: bytes, form: Form) -> bytes:
    """Return Azure's form of a whole answer."""
    content = _named(json.loads(body), form)
    content["choices"] = [_judged(choice, form.findings) for choice in content["choices"]]
    _tell_times(content["usage"], form)
    return _compact({**content, "prompt_filter_results": form.findings.prompt}) + b"\n"


def stream(answer: Events, fields: bytes, form: Form) -> Events:
    """Return Azure's form of a stream, under the header lines `fields`."""
    renderer = RewrittenEvents(answer.renderer, form)
    return msgspec.structs.replace(answer, fields=fields, renderer=renderer)


def events(raw: bytes, form: Form) -> bytes:
    """Return Azure's form of one event or several."""
    return _END.join(_event(one, form) for one in raw.split(_END))


class RewrittenEvents:
    """The events of a stream in Azure's form; see answer.Renderer.

    Args:
        renderer: of OpenAI's stream.
        form: what is told otherwise.
    """

    __slots__ = ("_form", "_renderer", "end")

    def __init__(self, renderer: Renderer, form: Form) -> None:
        self._renderer = renderer
        self._form = form
        self.end = renderer.end

    def opening(self) -> bytes:
        """See Renderer."""
        return self._form.findings.prompt_event + events(self._renderer.opening(), self._form)

    def each(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """See Renderer."""
        return (events(one, self._form) for one in self._renderer.each(pieces))

    def together(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        return events(self._renderer.together(pieces), self._form)

    def closing(self) -> bytes:
        """See Renderer."""
        return events(self._renderer.closing(), self._form)

    def everything(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        return b"".join((self.opening(), *self.each(pieces), self.closing(), self.end))


def _event(raw: bytes, form: Form) -> bytes:
    if not raw.startswith(_DATA):
        return raw
    chunk = _named(json.loads(raw[len(_DATA) - 1 :]), form)
    if chunk.get("usage"):
        _tell_times(chunk, form)
    if chunk.pop("obfuscation", None) is not None:
        # by the length without what the filter says, but with the times [openllmetry-2026]
        # [replay-2026] [cassettes-2026]
        shared = _compact(chunk["choices"])
        chunk["obfuscation"] = letters(shared, len(_compact(chunk))).decode()
    chunk["choices"] = [_judged(choice, form.findings) for choice in chunk["choices"]]
    return _DATA[:-1] + _compact(chunk)


def _tell_times(beside: Json, form: Form) -> None:
    if form.times:
        beside[latency.NAME] = json.loads(form.times)


def _named(content: Json, form: Form) -> Json:
    """Return a document with the name of the model that answers in it."""
    return content | {"model": form.model} if form.model and "model" in content else content


def _judged(choice: Json, findings: FilterVerdict) -> Json:
    said = choice.get("delta") or choice.get("message") or {"content": choice.get("text")}
    results = findings.answer if said.get("content") else {}
    if choice.get("finish_reason") == "content_filter":
        results = findings.stopped
    return {"logprobs": None, **choice, "content_filter_results": results}


def _compact(content: Json | list[Json]) -> bytes:
    text = json.dumps(_sorted(content), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _sorted(value: Any) -> Any:
    if id(value) in _IN_OWN_ORDER:
        return value
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(one) for one in value] if isinstance(value, list) else value
