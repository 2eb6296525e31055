"""Chunks that do not say what they should: why the answer ended, or what it cost.

Each shape of body says it in members of its own: null is in the place of a reason, members that
count are left away, and events that say nothing else.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from sanic_mock.dialects.bedrock.invoke.chunks import Json, with_content
from sanic_mock.engine.faults.behaviour import Omission

_REASONS = frozenset(("stop_reason", "completionReason", "finish_reason"))
_BILLS = frozenset(
    (
        "usage",
        "amazon-bedrock-invocationMetrics",
        "prompt_token_count",
        "generation_token_count",
        "totalOutputTextTokenCount",
        "inputTextTokenCount",
    )
)
# What says nothing but that: an event's type, or its one member.
_ENDS = {
    "finish": frozenset(("message_stop", "messageStop")),
    "usage": frozenset(("metadata",)),
}


def without(event: bytes, what: Omission) -> bytes:
    """Return the message of a chunk without it; nothing where it says nothing else."""
    return with_content(event, partial(_less, what))


def _less(what: Omission, content: Json) -> Json | None:
    if not _ENDS[what].isdisjoint((content.get("type"), *content)):
        return None
    return _without_reason(content) if what == "finish" else _without_bill(content)


def _without_reason(content: Json) -> Json:
    return {
        name: None if name in _REASONS else _inside(value, _without_reason)
        for name, value in content.items()
    }


def _without_bill(content: Json) -> Json:
    return {
        name: _inside(value, _without_bill) for name, value in content.items() if name not in _BILLS
    }


def _inside(value: Any, change: Any) -> Any:
    """Return a value with what is changed in its objects."""
    if isinstance(value, dict):
        return change(value)
    return [_inside(one, change) for one in value] if isinstance(value, list) else value
