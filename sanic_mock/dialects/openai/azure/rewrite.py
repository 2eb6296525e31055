"""OpenAI's JSON in Azure's layout: sorted keys, filter results, no service tier [openllmetry-2026].

For what few requests ask for: calls of tools, several answers, probabilities. Plain text is
rendered as Azure's to begin with; see `whole` and `chunks`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from sanic_mock.dialects.answer import Events, Tails
from sanic_mock.dialects.openai.azure.filters import ANSWER, PROMPT, PROMPT_EVENT, Json
from sanic_mock.dialects.openai.chat.suffixes import letters

_DATA = b"data: {"
_END = b"\n\n"


def whole(body: bytes) -> bytes:
    """Return Azure's form of a whole answer."""
    content = json.loads(body)
    content.pop("service_tier", None)
    content["choices"] = [_judged(choice) for choice in content["choices"]]
    return _compact({**content, "prompt_filter_results": PROMPT}) + b"\n"


def stream(answer: Events, fields: bytes) -> Events:
    """Return Azure's form of a stream, under the header lines `fields`."""
    prefix = answer.prefix
    return msgspec.structs.replace(
        answer,
        fields=fields,
        prefix=b"",
        opening=(PROMPT_EVENT, *(events(prefix + tail) for tail in answer.opening)),
        tails=Rewritten(answer.tails, prefix),
        closing=tuple(events(prefix + tail) for tail in answer.closing),
    )


def events(raw: bytes) -> bytes:
    """Return Azure's form of one event or several."""
    return _END.join(map(_event, raw.split(_END)))


class Rewritten:
    """Tails in Azure's form, each with its stream's own part in it; see answer.Tails.

    Args:
        tails: of OpenAI's stream.
        prefix: of its events.
    """

    __slots__ = ("_prefix", "_tails")

    def __init__(self, tails: Tails, prefix: bytes) -> None:
        self._tails = tails
        self._prefix = prefix

    def __getitem__(self, piece: bytes, /) -> bytes:
        """Return the whole event of one piece."""
        return events(self._prefix + self._tails[piece])

    def grouped(self, pieces: Sequence[bytes]) -> list[bytes]:
        """Return the whole events of pieces that leave together."""
        return [events(self._prefix + tail) for tail in self._tails.grouped(pieces)]


def _event(raw: bytes) -> bytes:
    if not raw.startswith(_DATA):
        return raw
    chunk = json.loads(raw[len(_DATA) - 1 :])
    chunk.pop("service_tier", None)
    if chunk.pop("obfuscation", None) is not None:
        # by the length of OpenAI's chunk without a tier [openllmetry-2026]
        shared = _compact(chunk["choices"])
        chunk["obfuscation"] = letters(shared, len(_compact(chunk))).decode()
    chunk["choices"] = [_judged(choice) for choice in chunk["choices"]]
    return _DATA[:-1] + _compact(chunk)


def _judged(choice: Json) -> Json:
    said = choice.get("delta") or choice.get("message") or {"content": choice.get("text")}
    results = ANSWER if said.get("content") else {}
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
