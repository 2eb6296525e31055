"""Compares an answer of ours with the one that was recorded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.spec.replay import events, fields
from tests.spec.replay.asking import Answer, told_last
from tests.spec.replay.differences import Difference
from tests.spec.replay.recordings import Recording
from tests.spec.replay.shapes import (
    Objects,
    compared,
    dumped,
    echoed,
    loads,
    objects,
    response_echo,
)


def differences(recording: Recording, answer: Answer) -> list[Difference]:
    """Return how an answer differs from the recorded one; where its status does, only that."""
    if recording.status != answer.status:
        yours = f"{answer.status} {_message(answer.body)}"
        theirs = f"{recording.status} {_message(recording.body)}"
        return [Difference("status", recording.endpoint, theirs, yours)]
    found = list(_bodies(recording, answer.body))
    if fields.are_kept(recording.fields):
        order = recording.has_field_order
        found += fields.compared(recording.fields, answer.fields, has_order=order)
    return found


def prompt_tokens(body: bytes) -> int | None:
    """Return what an answer bills its prompt; None where it does not say."""
    told = told_last(body)
    usage = told.get("usage") if isinstance(told, dict) else None
    if not isinstance(usage, dict):
        return None
    found = usage.get("prompt_tokens", usage.get("input_tokens"))
    return found if type(found) is int else None


def _bodies(recording: Recording, body: bytes) -> Iterator[Difference]:
    theirs = recording.body
    is_streamed = body[:6] in (b"event:", b"data: ")
    if recording.is_streamed != is_streamed:
        yield Difference("events", "streamed", str(recording.is_streamed), str(is_streamed))
    elif is_streamed:
        yield from events.compared(recording, body)
    elif bool(theirs.strip()) != bool(body.strip()):
        yield Difference("layout", "empty", str(len(theirs)), str(len(body)))
    elif theirs.strip():
        yield from _whole(recording, body)


def _whole(recording: Recording, body: bytes) -> Iterator[Difference]:
    try:
        theirs, ours = loads(recording.body), loads(body)
    except ValueError:
        yield Difference("layout", "not JSON", recording.body[:80].decode("utf-8", "replace"))
        return
    if recording.has_layout and (one := layout(recording.body)) != (other := layout(body)):
        yield Difference("layout", "error" if recording.status >= 400 else "body", one, other)
    if recording.status >= 400:
        yield from _errors(recording, theirs, ours)
    else:
        yield from values(recording, theirs, ours)


def values(recording: Recording, theirs: Any, ours: Any) -> Iterator[Difference]:
    """Yield how the values of two whole answers differ."""
    root = "response" if theirs.get("object") == "response" else "$"
    found: tuple[Objects, Objects] = ({}, {})
    for value, known in zip((theirs, ours), found, strict=True):
        objects(value, root, known)
    same = {"has_order": recording.has_order, "has_numbers": recording.has_numbers}
    yield from compared(found[0], found[1], **same)
    if root == "response":
        for path, one, other in response_echo(theirs, ours):
            yield from echoed(one, other, path, **same)
    yield from _vectors(theirs.get("data"), ours.get("data"))


def _vectors(theirs: Any, ours: Any) -> Iterator[Difference]:
    """Yield how embeddings differ: how many there are, and how long they are."""
    if not isinstance(theirs, list) or not theirs or "embedding" not in theirs[0]:
        return
    one, other = ([len(each["embedding"]) for each in data] for data in (theirs, ours))
    if one != other:
        yield Difference("value", "$.data[].embedding", str(one), str(other))


def _errors(recording: Recording, theirs: Any, ours: Any) -> Iterator[Difference]:
    one, other = theirs.get("error"), ours.get("error")
    if not isinstance(one, dict) or not isinstance(other, dict):
        if theirs != ours:
            yield Difference("error", "body", dumped(theirs)[:200], dumped(ours)[:200])
        return
    if list(one) != list(other) and (recording.has_order or set(one) != set(other)):
        yield Difference("order", "error", ",".join(one), ",".join(other))
    for name in ("type", "param", "code", "message"):
        if one.get(name) != other.get(name):
            yield Difference("error", name, str(one.get(name)), str(other.get(name)))


def layout(body: bytes) -> str:
    """Return how JSON is laid out: its indent, and how many newlines follow it."""
    text = body.decode("utf-8", "replace")
    newlines = len(text) - len(text.rstrip("\n"))
    indent = re.match(r"[\[{]\n( *)", text.strip())
    kind = f"indent {len(indent[1])}" if indent else "spaced" if '": ' in text[:60] else "compact"
    return f"{kind}, {newlines} newlines"


def _message(body: bytes) -> str:
    try:
        return str(loads(body)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return ""
