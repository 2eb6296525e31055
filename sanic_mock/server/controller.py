"""Changes a running server, from whichever of its processes: see `shared.config`.

What a server is to be is made of what it is, checked, and published whole; where somebody else was
first, it is made anew of what that came to. So no change is lost, and none is seen in part: each
worker follows by itself (`follower`), and whoever changed something waits until all do.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from time import monotonic, monotonic_ns, sleep, time
from typing import cast

from sanic_mock.dialects.control.controls import (
    Controls,
    MakeRunning,
    Present,
    TenantRow,
    WhenBegun,
)
from sanic_mock.engine.phases import PhaseReport
from sanic_mock.errors import SettingsError
from sanic_mock.profile.building import build_settings
from sanic_mock.profile.running import Running
from sanic_mock.server.course import phases_of, time_of_scenario_s
from sanic_mock.server.published import Published, unpacked
from sanic_mock.server.tenant_book import TenantBook
from sanic_mock.server.tenant_controls import TenantControls
from sanic_mock.settings import Settings
from sanic_mock.shared.config import MOST_BYTES
from sanic_mock.shared.state import SharedState

LONGEST_S = 5.0
LOOK_S = 0.001
_NS = 1e9


class Controller:
    """One process's way to change them all; see dialects.control.controls.Controls.

    Args:
        shared: what all processes have in common.
        settings: what the server was started with.
        longest_s: how long to wait for those who do not follow.
    """

    def __init__(
        self, shared: SharedState, settings: Settings, longest_s: float = LONGEST_S
    ) -> None:
        self._shared = shared
        self._settings = settings
        self._longest_s = longest_s
        self._tenants: TenantBook | None = None
        if shared.slots is not None:
            self._tenants = TenantBook(shared.slots, settings.tenants)

    def present(self) -> Present:
        """See Controls."""
        generation, published = self._read()
        return Present(generation, self._running(published))

    def settings(self) -> Settings:
        """See Controls."""
        _, published = self._read()
        return self._settings if published is None else published.read_settings()

    def change(self, make: MakeRunning) -> Present:
        """See Controls."""
        while True:
            before, published = self._read()
            present = self._running(published)
            running = make(present)
            if running is present:
                return Present(before, present)
            value = self._packed(running, present, published)
            if generation := self._shared.config.publish(value, after=before):
                return Present(generation, running, self._wait(generation))

    def start_from(self, settings: Settings) -> None:
        """See Controls."""
        self._settings = settings
        _, published = self._read()
        if published is None:
            return
        running = Running(settings.start_values, settings.start_values, resets=published.resets)
        # of the same version: whoever calls this answers by them already
        again = published._replace(
            is_frozen=False,
            ends_s=0.0,
            settings=pickle.dumps(settings),
            running=pickle.dumps(running),
        )
        self._shared.config.publish(again.packed())

    def end_due(self) -> None:
        """Remove what has ended by now."""
        self.change(lambda running: running.at(time()))

    def reset(self) -> Present:
        """See Controls."""
        shared = self._shared
        shared.begun.clear()
        shared.own_begun.clear()
        shared.ready.set(monotonic_ns())
        if self._tenants is not None:
            self._tenants.clear()
        present = self.change(Running.reset)
        # only now: what answered before might still have counted
        shared.attempts.clear()
        shared.buckets.clear()
        shared.store.clear()
        return present

    def tenant(self, name: str) -> Controls | None:
        """See Controls."""
        return None if self._tenants is None else TenantControls(self, self._tenants, name)

    def tenants(self) -> Sequence[TenantRow]:
        """See Controls."""
        return () if self._tenants is None else tuple(self._tenants.each())

    def begin(self, when: WhenBegun) -> Present:
        """See Controls."""
        settings, now_ns = self.settings(), monotonic_ns()
        phases = phases_of(settings)
        if phases is None:
            raise SettingsError(["the profile that runs has no phases"])
        begun_s = when(phases, time_of_scenario_s(settings, self._shared, now_ns))
        self._shared.begun.set(now_ns - int(begun_s * _NS))
        return self.change(Running.copied)

    def phase(self) -> PhaseReport | None:
        """See Controls."""
        settings = self.settings()
        phases = phases_of(settings)
        if phases is None:
            return None
        return phases.report_at(time_of_scenario_s(settings, self._shared, monotonic_ns()))

    def _read(self) -> tuple[int, Published | None]:
        generation, raw = self._shared.config.read()
        return generation, unpacked(raw) if generation else None

    def _running(self, published: Published | None) -> Running:
        if published is not None:
            return published.read_running()
        return Running(self._settings.start_values, self._settings.start_values)

    def _packed(self, running: Running, before: Running, published: Published | None) -> bytes:
        """Return a server as bytes; raises SettingsError where it cannot be had."""
        version, settings = 0, pickle.dumps(self._settings)
        if published is not None:
            version, settings = published.version, published.settings
        if not running.answers_as(before):
            version, settings = version + 1, pickle.dumps(self._settings_of(running, settings))
        value = Published(
            version,
            running.resets,
            running.is_frozen,
            running.ends_s(),
            settings,
            pickle.dumps(running),
        ).packed()
        if len(value) > MOST_BYTES:
            raise SettingsError([f"all of it takes {len(value)} bytes; want at most {MOST_BYTES}"])
        return value

    def _check_room(self, settings: Settings) -> None:
        """Refuse to remember more answers than there is room for; raises SettingsError."""
        ledger, wanted = self._shared.ledger, settings.observe.ledger
        if ledger is not None and wanted > ledger.records.kept:
            room = f"want at most {ledger.records.kept}, for which there is room since the start"
            raise SettingsError([f"observe.ledger: {wanted} is out of range; {room}"])

    def _settings_of(self, running: Running, before: bytes) -> Settings:
        """Return the settings of a server; a scenario that differs from that before begins anew."""
        settings = build_settings(running.chosen())
        self._check_room(settings)
        if settings.scenario != cast(Settings, pickle.loads(before)).scenario:
            self._shared.begun.clear()
            if settings.scenario.begins == "server":
                self._shared.begun.set(monotonic_ns())
        return settings

    def _wait(self, generation: int) -> tuple[str, ...]:
        """Wait until all follow; return the names of those who do not in time."""
        config, deadline_s = self._shared.config, monotonic() + self._longest_s
        while (behind := config.behind(generation)) and monotonic() < deadline_s:
            sleep(LOOK_S)
        return tuple(self._name(one) for one in behind)

    def _name(self, follower: int) -> str:
        if follower == self._settings.workers:
            return "the process for large requests"
        return f"worker {follower}"
