"""What one tenant of a server has said: over what the server is by then, for itself alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from sanic_mock.errors import SettingsError
from sanic_mock.profile.added import NOTHING_ADDED, AddedEntries, AddedEntry
from sanic_mock.profile.building import build_settings, inside, under
from sanic_mock.profile.change import FIXED
from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.layers import Layer
from sanic_mock.profile.mappings import Values
from sanic_mock.profile.resolve import choose_anew
from sanic_mock.profile.rule_profiles import is_of_server
from sanic_mock.profile.running import Running
from sanic_mock.profile.sections.server import Settings
from sanic_mock.profile.start_values import StartValues


class TenantValues(NamedTuple):
    """What is kept of a tenant.

    Attributes:
        start: what took the place of the server's profile; None for nothing.
        changes: see Running; `added` and `next_id` likewise.
    """

    start: StartValues | None = None
    changes: tuple[Values, ...] = ()
    added: AddedEntries = NOTHING_ADDED
    next_id: int = 1


@dataclass(frozen=True, slots=True)
class TenantRunning(Running):
    """What a tenant is; see Running.

    Args:
        server: what the server is by now.
    """

    server: Running | None = None

    @property
    def values(self) -> TenantValues:
        """What is to be kept of it."""
        start = None if self._is_of_server else self.start
        return TenantValues(start, self.changes, dict(self.added), self.next_id)

    @property
    def _is_of_server(self) -> bool:
        """Whether it has the server's profile, and what was said of that."""
        assert self.server is not None
        return self.start is self.server.start

    def chosen(self) -> ChosenValues:
        """See Running."""
        assert self.server is not None
        if not self._is_of_server:
            return choose_anew(self.start, [Layer(one) for one in self.changes], self.added)
        changes = (*_unsaid(self.server.changes, self.changes), *self.changes)
        added = _around(self.added, self.server.added)
        return choose_anew(self.start, [Layer(one) for one in changes], added)

    def _refuse_fixed(self, given: Values) -> None:
        problems = [
            one.node.problem("is the server's, and not for one tenant to change")
            for name, one in given.items()
            if name in FIXED or is_of_server(name)
        ]
        if problems:
            raise SettingsError(problems)


def tenant_running(server: Running, values: TenantValues) -> TenantRunning:
    """Return what a tenant is who has said this, under what the server is."""
    start = server.start if values.start is None else values.start
    return TenantRunning(
        server.first,
        start,
        values.changes,
        added=values.added,
        next_id=values.next_id,
        server=server,
    )


def tenant_settings(running: Running, server: Settings, tenant: str) -> Settings:
    """Return by what a tenant is answered; raises SettingsError with all that is wrong in it.

    Args:
        running: what it is.
        server: the settings that run.
        tenant: what it is counted under.
    """
    own = under(build_settings(running.chosen()), server)
    return inside(replace(own, backed=()), tenant=tenant)


def _unsaid(earlier: Iterable[Values], later: Iterable[Values]) -> tuple[Values, ...]:
    """Return values without those that are said again."""
    again = {name for values in later for name in values}
    return tuple(
        {name: one for name, one in values.items() if name not in again} for values in earlier
    )


def _around(own: AddedEntries, server: AddedEntries) -> AddedEntries:
    """Return a tenant's entries around the server's, whose ids are nothing to a tenant."""
    found: dict[str, tuple[AddedEntry, ...]] = {}
    for name in (*own, *(one for one in server if one not in own)):
        mine = own.get(name, ())
        before = (one for one in mine if one.place == "before")
        after = (one for one in mine if one.place == "after")
        theirs = (replace(one, entry=replace(one.entry, id="")) for one in server.get(name, ()))
        found[name] = (*before, *theirs, *after)
    return found  # type: ignore[return-value]
