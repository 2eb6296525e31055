"""What operations can do to a running server, as far as they know of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from sanic_mock.engine.phases import PhaseReport, Phases
from sanic_mock.profile.running import Running
from sanic_mock.settings import Settings

#: Makes of what a server is what it is to be; raises SettingsError where that cannot be had.
MakeRunning = Callable[[Running], Running]
#: Says how long ago a scenario is to have begun, given its phases and for how many seconds it runs,
#: None where it has not begun; raises Problem where that cannot be had.
WhenBegun = Callable[[Phases, float | None], float]


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


class TenantRow(NamedTuple):
    """A tenant as it is listed.

    Attributes:
        name: that of its prefix, or what its key comes to.
        size: bytes of what it said.
        used_s: when it was last used, unix seconds.
        ends_s: when it ends unless it is used.
    """

    name: str
    size: int
    used_s: int
    ends_s: int


class Controls(Protocol):
    """The way from one worker to all of them. What is called here may wait; never on a loop."""

    def present(self) -> Present:
        """Return what the server is to be by now."""

    def settings(self) -> Settings:
        """Return by what it is to answer by now."""

    def change(self, make: MakeRunning) -> Present:
        """Change it; return when all follow, or it is not worth to wait any longer.

        Raises:
            SettingsError: with all that is wrong; nothing has changed.
        """

    def start_from(self, settings: Settings) -> None:
        """Take other settings for those that the server was started with, and it answers by now."""

    def reset(self) -> Present:
        """Let it be as at its start: what was said, counted and kept since is forgotten."""

    def tenant(self, name: str) -> Controls | None:
        """Return the way to what one tenant gets; None where there are no tenants."""

    def tenants(self) -> Sequence[TenantRow]:
        """Return those who have said something."""

    def phase(self) -> PhaseReport | None:
        """Return which phase runs; None of a profile without any."""

    def begin(self, when: WhenBegun) -> Present:
        """Let its scenario have begun at another moment.

        Raises:
            SettingsError: it has none.
            Problem: what `when` raises.
        """
