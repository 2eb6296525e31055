"""What a server was started with, as it stays known while the server runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sanic_mock.profile.mappings import Values


@dataclass(frozen=True, slots=True)
class StartValues:
    """Layers of values, each over those before it.

    Args:
        word: the name or path of its profile; None for none.
        files: what the profile's files say, the one that extends nothing first, and what a program
            says over them.
        given: what the environment says, and the flags.
        texts: the same as key, text and origin.
        folder: where the profile's file is; None for a shipped one, or none.
        seed: that of its chance; None where it is still to be drawn.
    """

    word: str | None = None
    files: tuple[Values, ...] = ()
    given: tuple[Values, ...] = ()
    texts: tuple[tuple[str, str, str], ...] = ()
    folder: Path | None = None
    seed: int | None = None
