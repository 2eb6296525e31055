"""Streams of plain events."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.answer import Events
from sanic_mock.dialects.rendering import SharedEvents


class Bare:
    """Suffixes that are their piece and an end of line."""

    def __getitem__(self, piece: bytes, /) -> bytes:
        return piece + b"\n"

    def grouped(self, pieces: Sequence[bytes]) -> bytes:
        return b"".join(pieces) + b"\n"


def stream(*pieces: bytes, opening: tuple[bytes, ...] = (b"role\n",)) -> Events:
    """Return a stream of these pieces."""
    closing = (b"stop\n", b"usage\n")
    return Events(b"", pieces, SharedEvents(b"> ", opening, Bare(), closing, b"[DONE]\n"))
