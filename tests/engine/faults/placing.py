"""Answers as parts, for the tests of what changes them."""

from __future__ import annotations

from collections.abc import Iterable

from sanic_mock.engine.faults.behaviour import Circumstances, EarlyEnd
from sanic_mock.engine.flow import FlowPart, Stage

MS = 1_000_000

# A stream of three tokens, 10 ms apart, and an answer of one piece.
STREAM = (
    FlowPart(10 * MS, b"HEAD", 0, "head"),
    FlowPart(10 * MS, b"one.", 1),
    FlowPart(20 * MS, b"two.", 2),
    FlowPart(30 * MS, b"three.", 3),
    FlowPart(30 * MS, b"closing.", 3),
    FlowPart(30 * MS, b"[DONE]", 3, "tail"),
    FlowPart(30 * MS, b"", 3, "end"),
)
WHOLE = (
    FlowPart(30 * MS, b"HEAD", 0, "head"),
    FlowPart(30 * MS, b"0123456789", 5),
    FlowPart(30 * MS, b"", 5, "end"),
)


def circumstances(*, is_stream: bool = True, served: int = 0, scale: float = 1.0) -> Circumstances:
    """Return those of an answer whose request arrived at 0."""
    return Circumstances(0, is_stream, 3 if is_stream else 5, served, bytes(64), EarlyEnd(), scale)


def fed(stage: Stage, parts: Iterable[FlowPart]) -> list[FlowPart]:
    """Return what a stage leaves of an answer."""
    return [one for part in parts for one in stage.feed(part)]


def shown(parts: Iterable[FlowPart]) -> list[tuple[float, str]]:
    """Return when each part leaves, in ms, and what it is."""
    return [
        (part.due_ns / MS, part.content.decode() if part.kind != "end" else f"<{part.ending}>")
        for part in parts
    ]
