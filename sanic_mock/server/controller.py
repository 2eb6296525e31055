"""Changes a running server, from whichever of its processes: see `shared.config`.

What a server is to be is made of what it is, checked, and published whole; where somebody else was
first, it is made anew of what that came to. So no change is lost, and none is seen in part: each
worker follows by itself (`follower`), and whoever changed something waits until all do.
"""

from __future__ import annotations

import pickle
from time import monotonic, sleep

from sanic_mock.dialects.control.controls import MakeRunning, Present
from sanic_mock.errors import SettingsError
from sanic_mock.profile.running import Running
from sanic_mock.profile.sections.server import build_settings
from sanic_mock.server.published import Published, unpacked
from sanic_mock.settings import Settings
from sanic_mock.shared.config import MOST_BYTES, Config

LONGEST_S = 5.0
LOOK_S = 0.001


class Controller:
    """One process's way to change them all; see dialects.control.controls.Controls.

    Args:
        config: what all follow.
        settings: what the server was started with.
        longest_s: how long to wait for those who do not follow.
    """

    def __init__(self, config: Config, settings: Settings, longest_s: float = LONGEST_S) -> None:
        self._config = config
        self._settings = settings
        self._longest_s = longest_s

    def present(self) -> Present:
        """See Controls."""
        generation, published = self._read()
        return Present(generation, self._running(published))

    def change(self, make: MakeRunning) -> Present:
        """See Controls."""
        while True:
            before, published = self._read()
            running = make(self._running(published))
            version = 0 if published is None else published.version
            value = _packed(version + 1, running)
            if generation := self._config.publish(value, after=before):
                return Present(generation, running, self._wait(generation))

    def _read(self) -> tuple[int, Published | None]:
        generation, raw = self._config.read()
        return generation, unpacked(raw) if generation else None

    def _running(self, published: Published | None) -> Running:
        if published is not None:
            return published.read_running()
        return Running(self._settings.start_values, self._settings.start_values)

    def _wait(self, generation: int) -> tuple[str, ...]:
        """Wait until all follow; return the names of those who do not in time."""
        deadline_s = monotonic() + self._longest_s
        while (behind := self._config.behind(generation)) and monotonic() < deadline_s:
            sleep(LOOK_S)
        return tuple(self._name(one) for one in behind)

    def _name(self, follower: int) -> str:
        if follower == self._settings.workers:
            return "the process for large requests"
        return f"worker {follower}"


def _packed(version: int, running: Running) -> bytes:
    """Return a server as bytes; raises SettingsError where it cannot be had."""
    settings = pickle.dumps(build_settings(running.chosen()))
    value = Published(version, settings, pickle.dumps(running)).packed()
    if len(value) > MOST_BYTES:
        raise SettingsError([f"all of it takes {len(value)} bytes; want at most {MOST_BYTES}"])
    return value
