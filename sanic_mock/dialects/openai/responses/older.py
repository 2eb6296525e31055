"""Responses as they were told until a month: without the members that are newer [replay-2026]."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


class Older(NamedTuple):
    """What of a response was otherwise.

    Attributes:
        without: members that were not there: names from the response inwards, with a dot between;
            of lists those of each element, or of those of one type: `tools<web_search>`.
        nulls: members of the response that were null.
        in_memory: how models are named whose cached prompts were kept in memory unless asked.
    """

    without: tuple[str, ...] = ()
    nulls: tuple[str, ...] = ()
    in_memory: tuple[str, ...] = ()

    def told(self, response: Raw, retention: str | None) -> Raw:
        """Return a response as it was told; `retention` of a cached prompt was asked for."""
        content = _decode(response)
        if retention is None and self.in_memory and content["model"].startswith(self.in_memory):
            content["prompt_cache_retention"] = "in_memory"
        for path in self.without:
            _leave_out(content, path.split("."))
        content |= {name: None for name in self.nulls if name in content}
        return Raw(_encode(content))


def _leave_out(value: Any, path: Sequence[str]) -> None:
    """Take a member out of a value, where it has it, or out of each element of a list."""
    if isinstance(value, list):
        for one in value:
            _leave_out(one, path)
    elif isinstance(value, dict):
        first, *rest = path
        name, _, type_ = first.rstrip(">").partition("<")
        if rest:
            _leave_out(_of_type(value.get(name), type_), rest)
        else:
            value.pop(name, None)


def _of_type(value: Any, type_: str) -> Any:
    if not type_ or not isinstance(value, list):
        return value
    return [one for one in value if isinstance(one, dict) and one.get("type") == type_]
