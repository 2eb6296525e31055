"""Compares streams: which events come, in which order, what they are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from tests.spec.replay.differences import Difference
from tests.spec.replay.recordings import Recording
from tests.spec.replay.shapes import (
    Objects,
    dumped,
    echoed,
    loads,
    objects,
    response_echo,
)
from tests.spec.replay.shapes import (
    compared as compared_objects,
)

_DONE = "[DONE]"
_TOLD_WHOLE = ("response.created", "response.completed", "response.incomplete")


class Event(NamedTuple):
    """One event: its name, None for none, its kind, and what it says."""

    name: str | None
    kind: str
    value: Any


class Stream(NamedTuple):
    """What a stream is made of.

    Attributes:
        events: all but the last one, where that says that all is done.
        is_done: whether it does.
        end: how many newlines are at the end.
    """

    events: list[Event]
    is_done: bool
    end: int


def compared(recording: Recording, body: bytes) -> Iterator[Difference]:
    """Yield how streams differ."""
    theirs, ours = read(recording.body), read(body)
    if theirs.is_done != ours.is_done:
        yield Difference("events", _DONE, str(theirs.is_done), str(ours.is_done))
    if recording.has_layout and theirs.end != ours.end:
        yield Difference("layout", "end of stream", str(theirs.end), str(ours.end))
    if any(event.name not in (None, event.value.get("type")) for event in ours.events):
        yield Difference("events", "a name that is not its type")
    if bool(theirs.events[0].name) != bool(ours.events[0].name):
        yield Difference("events", "names")
    yield from _objects(recording, theirs.events, ours.events)
    yield from _sequences(theirs.events, ours.events)
    yield from _echoes(recording, theirs.events, ours.events)


def read(body: bytes) -> Stream:
    """Read a stream's events."""
    text = body.decode("utf-8", "replace").replace("\r\n", "\n")
    found, is_done = [], False
    for block in text.split("\n\n"):
        fields = dict(re.findall(r"^(event|data): ?(.*)$", block, re.MULTILINE))
        if fields.get("data") == _DONE:
            is_done = True
        elif "data" in fields:
            value = _loaded(fields["data"])
            found.append(Event(fields.get("event"), _kind(value), value))
    return Stream(found, is_done, len(text) - len(text.rstrip("\n")))


def _loaded(text: str) -> Any:
    try:
        return loads(text)
    except ValueError:  # a recorder that cut a stream
        return {}


def _kind(value: Any) -> str:
    """Return what an event is for; a chunk's kind is what its first choice tells."""
    if "type" in value:
        inner = value.get("item") or value.get("part") or {}
        return str(value["type"]) + (f"<{inner['type']}>" if "type" in inner else "")
    if not value.get("choices"):
        return "usage" if value.get("usage") else "filters"
    choice = value["choices"][0]
    return _chunk_kind(choice) if "delta" in choice else "text"


def _chunk_kind(choice: dict[str, Any]) -> str:
    delta = choice["delta"] or {}
    first = "role" if "role" in delta else "finish" if choice.get("finish_reason") else "delta"
    told = [name for name, one in delta.items() if name not in ("role", "tool_calls") and one]
    if "content" in delta and "content" not in told:
        told.append("content" if delta["content"] == "" else "no content")
    if calls := delta.get("tool_calls"):
        told.append("call" if "id" in calls[0] else "arguments")
    return f"{first}({','.join(told)})"


def _objects(
    recording: Recording, theirs: Sequence[Event], ours: Sequence[Event]
) -> Iterator[Difference]:
    """Yield how events of the same kind differ."""
    found: tuple[dict[str, Objects], dict[str, Objects]] = ({}, {})
    for events, by_kind in zip((theirs, ours), found, strict=True):
        for event in events:
            _sort(event, by_kind)
    for kind, mine in found[0].items():
        if kind in found[1]:
            yield from compared_objects(
                mine,
                found[1][kind],
                has_order=recording.has_order,
                has_numbers=recording.has_numbers,
            )


def _sort(event: Event, by_kind: dict[str, Objects]) -> None:
    """Add an event's objects; the response in it has the path that it has in a whole answer."""
    known = by_kind.setdefault(event.kind, {})
    path = "chunk" if "choices" in event.value else "event"
    if response := event.value.get("response"):
        objects(response, "response", known)
    beside = {name: one for name, one in event.value.items() if name != "response"}
    known.setdefault(f"{path} {event.kind}", []).append(event.value)
    for name, one in beside.items():
        objects(one, f"{path}.{name}", known)


def _sequences(theirs: Sequence[Event], ours: Sequence[Event]) -> Iterator[Difference]:
    """Yield that events of the same kinds come in another order."""
    one, other = _order(theirs), _order(ours)
    if _items(theirs) == _items(ours) and one != other:
        yield Difference("events", "order", " ".join(one), " ".join(other))


def _order(events: Sequence[Event]) -> list[str]:
    return [kind for kind, _ in groupby(event.kind for event in events)]


def _items(events: Sequence[Event]) -> list[str]:
    """Return what a stream's answer consists of: only those that are alike have one order."""
    kinds = {event.kind for event in events}
    if any(kind.startswith("response.") for kind in kinds):
        done = (event for event in events if event.kind.startswith("response.output_item.done"))
        return [_item(event.value["item"]) for event in done]
    called = sum("(" in kind and "call" in kind for kind in (event.kind for event in events))
    return [str(called), *sorted(kind for kind in kinds if "content" in kind and "role" in kind)]


def _item(item: Any) -> str:
    parts = item.get("content") if item["type"] == "message" else item.get("summary")
    return f"{item['type']} {[part.get('type') for part in parts or ()]}"


def _echoes(
    recording: Recording, theirs: Sequence[Event], ours: Sequence[Event]
) -> Iterator[Difference]:
    """Yield what responses repeat in another way at their beginning and their end."""
    for kind in _TOLD_WHOLE:
        one, other = _response(theirs, kind), _response(ours, kind)
        if one is not None and other is not None:
            for path, mine, yours in response_echo(one, other):
                yield from echoed(
                    mine,
                    yours,
                    path,
                    has_order=recording.has_order,
                    has_numbers=recording.has_numbers,
                )
    one, other = _padded(theirs), _padded(ours)
    if any(one[kind] != other[kind] for kind in one.keys() & other.keys()):
        yield Difference("events", "padding", str(one), str(other))


def _response(events: Sequence[Event], kind: str) -> Any:
    return next((event.value["response"] for event in events if event.kind == kind), None)


def _padded(events: Sequence[Event]) -> dict[str, bool]:
    """Return which kinds of deltas are padded."""
    deltas = (event for event in events if event.name is None or "delta" in event.value)
    found: dict[str, bool] = {}
    for event in deltas:
        kind = event.value.get("type", "chunk")
        found[kind] = found.get(kind, False) or "obfuscation" in event.value
    return found


def padding_is_right(event: Any) -> bool:
    """Return whether an event is padded to a multiple of 16 bytes."""
    bare = {name: one for name, one in event.items() if name != "obfuscation"}
    return len(event["obfuscation"]) == -len(dumped(bare).encode()) % 16
