"""How one request of the ledger is shown: as members of an object, and as a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sanic_mock.ledger.caller import CallerRecord
from sanic_mock.ledger.reader import Entry
from sanic_mock.ledger.series import OTHERS, masked
from sanic_mock.report.bodies import Repetition
from sanic_mock.units import escaped

# Who knows a tenant's name may steer what it gets.
_TENANT = re.compile("^((?:/[pb]/[^/]+)*/t/)([^/]+)")
_MS = 1e6
_US = 1e3
_MS_OF_S = 1e3
_NOT_FOUND = 404
# What is told of a request's head, and the field that it is; keys are in others.
_FIELDS = (
    ("case", "x-mock-case"),
    ("client_request_id", "x-client-request-id"),
    ("traceparent", "traceparent"),
    ("user_agent", "user-agent"),
    ("sdk_retry", "x-stainless-retry-count"),
)


def entry_id(entry: Entry) -> str:
    """Return the name of a request in the ledger."""
    return f"{entry.row}-{entry.record.number}"


def members(entry: Entry, caller: CallerRecord | None) -> Iterator[tuple[str, Any]]:
    """Yield what is told of a request."""
    record = entry.record
    yield "id", entry_id(entry)
    yield "time", round(record.time_s, 6)
    yield "worker", entry.row
    yield from entry.series._asdict().items()
    yield "prompt_tokens", record.prompt
    yield "completion_tokens", record.completion
    yield "cached_tokens", record.cached
    yield "reasoning_tokens", record.reasoning
    yield "content_bytes", record.content_bytes
    if record.took_ns:
        yield from _times(entry)
    if caller is not None:
        yield from _caller(caller)


def _times(entry: Entry) -> Iterator[tuple[str, Any]]:
    """Yield what an answer that took time has besides; what nobody planned or saw is None."""
    record = entry.record
    yield "stream", bool(record.is_stream)
    yield "pieces", record.pieces
    yield "sent_pieces", record.sent
    yield "parks", record.parks
    yield "first_planned_ms", record.first_planned_ns / _MS if record.first_ns else None
    yield "first_ms", record.first_ns / _MS if record.first_ns else None
    yield "planned_ms", record.planned_ns / _MS if record.planned_ns else None
    yield "actual_ms", record.took_ns / _MS
    yield "worst_late_ms", record.worst_ns / _MS
    yield "left_seen_ms", record.left_seen_us / _US if record.left_seen_us else None


def _caller(caller: CallerRecord) -> Iterator[tuple[str, Any]]:
    """Yield what is told of who asked; what was not given is None."""
    yield "request_id", caller.request_id or None
    yield "seed", caller.seed
    method, path = caller.asked()
    yield "method", method or None
    yield "path", _TENANT.sub(_masked, path) or None
    yield "http", caller.http or None
    yield "connection", caller.connection
    yield "connection_request", caller.nth
    yield "retry_after_ms", caller.retry_ms or None
    fields = caller.fields()
    for name, field in _FIELDS:
        yield name, fields.get(field)


def before(again: Repetition | None) -> Iterator[tuple[str, Any]]:
    """Yield what came before a request with the same body."""
    yield "came_before", 0 if again is None else again.attempt - 1
    if again is not None:
        yield "came_again_as", again.kind
        yield "retry_of", entry_id(again.earlier)
        yield "waited_ms", round(again.wait_s * _MS_OF_S, 3)
        yield "has_waited", again.has_waited


def text_line(shown: Mapping[str, Any]) -> str:
    """Return the members of a request as a line for people, without the time of day.

    Clients choose some of them: nothing of it leaves the line, or tells a terminal anything.
    """
    parts = [str(shown["status"]), _asked(shown), shown["model"]]
    parts.append(f"{shown['prompt_tokens']}+{shown['completion_tokens']} tokens")
    parts.append(f"{shown['content_bytes']} bytes")
    if "actual_ms" in shown:
        parts.append(f"{shown['actual_ms']:.1f} ms")
    if shown["ending"] != "completed":
        parts.append(f"{shown['ending']} after {shown.get('sent_pieces', 0)} pieces")
    named = ("fault", "rule", "phase", "key")
    parts += [f"{name}={shown[name]}" for name in named if shown[name]]
    return escaped(" ".join(filter(None, parts)))


def _asked(shown: Mapping[str, Any]) -> str:
    """Return the endpoint; where nobody has what was asked for, that instead."""
    is_nobodys = shown["endpoint"] == OTHERS or shown["status"] == _NOT_FOUND
    if is_nobodys and shown.get("path"):
        return f"{shown['method']} {shown['path']}"
    return str(shown["endpoint"])


def _masked(tenant: re.Match[str]) -> str:
    return f"{tenant[1]}{masked(tenant[2])}"
