"""Changes what one tenant of a server gets, and nobody else: see `tenant_book`."""

from __future__ import annotations

from collections.abc import Sequence
from time import time
from typing import NoReturn, cast

from sanic_mock.dialects.control.controls import (
    Controls,
    MakeRunning,
    Present,
    TenantRow,
    WhenBegun,
)
from sanic_mock.engine.phases import PhaseReport
from sanic_mock.errors import Problem, SettingsError
from sanic_mock.profile.running import Running
from sanic_mock.profile.tenant import (
    TenantRunning,
    TenantValues,
    tenant_running,
    tenant_settings,
)
from sanic_mock.server.tenant_book import TenantBook, TenantEntry
from sanic_mock.server.tenant_courses import TenantVersion
from sanic_mock.settings import Settings


class TenantControls:
    """The way from one worker to what all of them have for a tenant; see Controls.

    Args:
        server: the way to the server itself.
        book: keeps what tenants say.
        name: of the tenant.
    """

    def __init__(self, server: Controls, book: TenantBook, name: str) -> None:
        self._server = server
        self._book = book
        self._name = name

    def present(self) -> Present:
        """See Controls."""
        present = self._server.present()
        return Present(present.generation, _running(present, self._book.get(self._name)))

    def settings(self) -> Settings:
        """See Controls."""
        return tenant_settings(self.present().running, self._server.settings(), self._name)

    def change(self, make: MakeRunning) -> Present:
        """See Controls; raises Problem where there are too many tenants."""
        while True:
            before, server = self._book.get(self._name), self._server.present()
            present = _running(server, before)
            running = cast(TenantRunning, make(present))
            if running is present:
                return Present(server.generation, present)
            tenant_settings(running, self._server.settings(), self._name)  # it can be had
            if self._keep(running.values, before):
                return self._followed(running)

    def start_from(self, settings: Settings) -> None:
        """See Controls."""
        _refuse()

    def reset(self) -> Present:
        """See Controls: it has said nothing."""
        self._book.delete(self._name)
        return self._followed(_running(self._server.present(), None))

    def tenant(self, name: str) -> Controls | None:
        """See Controls."""
        return None

    def tenants(self) -> Sequence[TenantRow]:
        """See Controls."""
        return ()

    def phase(self) -> PhaseReport | None:
        """See Controls."""
        _refuse()

    def begin(self, when: WhenBegun) -> Present:
        """See Controls."""
        _refuse()

    def _keep(self, values: TenantValues, before: TenantEntry | None) -> bool:
        """Keep what the tenant says; return whether nobody was first."""
        try:
            kept = self._book.put(self._name, values, before)
        except ValueError as error:
            raise SettingsError([str(error)]) from None
        if kept == "full":
            message = f"{self._book.most} tenants have a profile of their own, and no more may."
            raise Problem(503, message, kind="server_error", code="too_many_tenants")
        return kept == "kept"

    def _followed(self, running: Running) -> Present:
        """Let all workers look at what was kept; return when they have."""
        present = self._server.change(Running.copied)
        return Present(present.generation, running, present.behind)


def read_tenant(server: Controls, book: TenantBook, name: str) -> TenantVersion | None:
    """Return what a tenant comes to by now, None where it has said nothing.

    Raises:
        SettingsError: what it said cannot be had, as the server has become another one.
    """
    entry = book.get(name)
    if entry is None:
        return None
    running = _running(server.present(), entry).at(time())
    settings = tenant_settings(running, server.settings(), f"{name}/{entry.born}")
    return TenantVersion(entry.version, settings, running.ends_s())


def _running(server: Present, entry: TenantEntry | None) -> TenantRunning:
    values = TenantValues() if entry is None else entry.values
    return tenant_running(server.running, values)


def _refuse() -> NoReturn:
    raise Problem(404, "That is the server's, and nothing of a tenant.", code="not_found")
