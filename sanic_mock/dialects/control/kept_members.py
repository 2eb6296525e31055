"""What is shown of one request alone, where a profile keeps it: body, prompt, times of writes."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Any

from sanic_mock.dialects.operation import State
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.ledger.caller import CallerRecord
from sanic_mock.ledger.reader import Entry, LedgerReader

_MS = 1e6


def kept_members(
    state: State, entry: Entry, caller: CallerRecord | None
) -> Iterator[tuple[str, Any]]:
    """Yield what is kept of a request; what was overwritten meanwhile is None."""
    reader, observe = state.ledger, state.settings.observe
    if caller is None or reader is None:
        return
    if observe.keep_bodies:
        yield from _body(state, reader, entry, caller)
    if observe.writes:
        yield "writes", _writes(reader.content(entry.row, caller.writes))


def _body(
    state: State, reader: LedgerReader, entry: Entry, caller: CallerRecord
) -> Iterator[tuple[str, Any]]:
    body = reader.content(entry.row, caller.body)
    yield "body_bytes", caller.body_bytes
    yield "body", None if body is None else body.decode("utf-8", "replace")
    head = RequestHead("POST", *caller.target())
    prompt = None if body is None or state.previews is None else state.previews.prompt(head, body)
    yield "prompt", prompt


def _writes(kept: bytes | None) -> list[dict[str, float]] | None:
    """Return each write as when it was due, and when it left."""
    if kept is None:
        return None
    words = iter(array("q", kept[: len(kept) // 16 * 16]))
    return [
        {"planned_ms": due / _MS, "actual_ms": left / _MS}
        for due, left in zip(words, words, strict=True)
    ]
