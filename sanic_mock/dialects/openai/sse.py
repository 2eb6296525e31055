"""What streams of several endpoints have in common."""

from __future__ import annotations

from collections.abc import Sequence

DONE = b"data: [DONE]\n\n"


class Rendered:
    """Tails that are ready: of a stream whose pieces are whole steps; see answer.Tails."""

    def __getitem__(self, piece: bytes, /) -> bytes:
        """Return the piece itself."""
        return piece

    def grouped(self, pieces: Sequence[bytes]) -> list[bytes]:
        """Return the pieces, each an event of its own."""
        return list(pieces)
