"""The progress of an answer that is sent in parts: what was taken, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sanic_mock.engine.flow import FlowKind
from sanic_mock.server.progress import Progress


class TakenPart(NamedTuple):
    """Some of an answer's content.

    Attributes:
        content: its bytes.
        tokens: pieces of text that were taken with it and before it.
        kind: see flow.FlowKind.
    """

    content: bytes
    tokens: int
    kind: FlowKind = "content"


class PartedProgress:
    """Another progress, of which is kept in which parts it was taken; see progress.Progress.

    Args:
        progress: of the answer.
        tokens: pieces of text that the answer has.
        is_grouped: whether pieces that leave together are one event, and one part.
        end: what ends the answer, after the last event.
    """

    __slots__ = ("_end", "_is_grouped", "_is_open", "_parts", "_progress", "_tokens", "taken")
    events: Iterator[bytes] | None = None  # nobody takes an event but here

    def __init__(self, progress: Progress, tokens: int, is_grouped: bool, end: bytes) -> None:
        self._progress = progress
        self._tokens = tokens
        self._is_grouped = is_grouped
        self._end = end
        self._is_open = False
        self._parts: list[TakenPart] = []
        self.taken = progress.taken

    @property
    def shared_bytes(self) -> int:
        """See Progress."""
        return self._progress.shared_bytes

    def insert(self, content: bytes) -> bytes:
        """See Progress."""
        self._parts.append(TakenPart(content, 0))
        return content

    def take(self, ready: int) -> bytes:
        """See Progress."""
        steps = (ready,) if self._is_grouped else range(self.taken + 1, ready + 1)
        taken = [self._open(), *map(self._take, steps)]
        self.taken = self._progress.taken
        return b"".join(taken)

    def rest(self, note: bytes = b"") -> bytes:
        """See Progress."""
        opening, content = self._open(), self._progress.rest(note)
        closing = content.removesuffix(self._end)
        if closing:
            self._parts.append(TakenPart(closing, self._tokens))
        if self._end:
            self._parts.append(TakenPart(self._end, self._tokens, "tail"))
        return opening + content

    def drain(self) -> list[TakenPart]:
        """Return what was taken since it was last asked."""
        parts, self._parts = self._parts, []
        return parts

    def _open(self) -> bytes:
        """Return what comes before the first piece, as a part of its own, if it was not yet."""
        if self._is_open:
            return b""
        self._is_open = True
        return self._take(min(0, self.taken))

    def _take(self, ready: int) -> bytes:
        content = self._progress.take(ready)
        if content:
            self._parts.append(TakenPart(content, ready))
        return content
