"""What operations can do to a running server, as far as they know of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from sanic_mock.profile.running import Running

#: Makes of what a server is what it is to be; raises SettingsError where that cannot be had.
MakeRunning = Callable[[Running], Running]


class Present(NamedTuple):
    """What a server is, and since how many changes.

    Attributes:
        generation: how often it was changed.
        running: what it is.
        behind: who is not so yet, in words.
    """

    generation: int
    running: Running
    behind: Sequence[str] = ()


class Controls(Protocol):
    """The way from one worker to all of them. What is called here may wait; never on a loop."""

    def present(self) -> Present:
        """Return what the server is to be by now."""

    def change(self, make: MakeRunning) -> Present:
        """Change it; return when all follow, or it is not worth to wait any longer.

        Raises:
            SettingsError: with all that is wrong; nothing has changed.
        """
