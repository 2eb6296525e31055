"""Draws the faults of requests, and counts requests for those that come by number.

Counts are exact over all workers, as `shared.attempts` has them.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache, partial
from hashlib import blake2b

from sanic_mock.engine.draws import Chance, CountedChance
from sanic_mock.engine.faults.drawing import FaultDrawer
from sanic_mock.engine.faults.table import Fault, fault_of
from sanic_mock.engine.planned_phase import UNCHANGED, Multipliers
from sanic_mock.errors import HeldError
from sanic_mock.profile.sections.faults.entry import CountedBy
from sanic_mock.profile.sections.faults.refusing import StatusFault
from sanic_mock.settings import Settings
from sanic_mock.shared.attempts import MARK_BYTES, Attempts

_KNOWN_NAMES = 256

# Returns the faults of a request, given its body and its chance.
DrawFaults = Callable[[bytes, bytes], tuple[Fault, ...]]


class FaultCounts:
    """What a variant asks for the faults of its requests.

    Args:
        settings: the profile.
        attempts: counts over all workers.
        is_rated: whether phases set how many requests get an error.

    Attributes:
        drawer: the profile's faults; None where it has none.
        chance: of each request, by attempts over all workers; None where each counts for itself.
    """

    def __init__(self, settings: Settings, attempts: Attempts, is_rated: bool = False) -> None:
        self._attempts = attempts
        self._rates = rates = settings.fault_rates
        self._is_rated = is_rated
        entries = settings.all_faults
        if is_rated:
            listed = (one.value for one in settings.faults)
            entries = (*listed, *replace(rates, error=0.0).entries())
        name = settings.owner.encode()
        self.drawer = FaultDrawer(entries, name) if entries or is_rated else None
        self.chance: Chance | None = None
        if self.drawer is not None:
            self.chance = CountedChance(settings.seed, attempts.count, attempts.undo)
        self.follow(UNCHANGED)

    def follow(self, multipliers: Multipliers) -> None:
        """Be as a phase says from here on."""
        if self.drawer is None:
            return
        self.drawer.factor = multipliers.faults_x
        if self._is_rated:
            rate = multipliers.error_rate
            if rate is None:
                rate = self._rates.error * multipliers.faults_x
            code = multipliers.error_status or self._rates.error_status
            self.drawer.error = rate, fault_of(StatusFault(p=rate or 1.0, code=code))

    def draw(self, drawer: FaultDrawer, key: str, body: bytes, digest: bytes) -> tuple[Fault, ...]:
        """Return the faults of one request.

        Args:
            drawer: what may come.
            key: the key that the client gave.
            body: the request's.
            digest: its chance.
        """
        return drawer.draw(digest, partial(self._count, drawer, key, body))

    def drawing(self, drawer: FaultDrawer, key: str) -> DrawFaults:
        """Return what draws for the requests of one client, as `draw` does."""
        if drawer.is_simple:
            choose = drawer.choose
            return lambda body, digest: choose(digest)
        return lambda body, digest: self.draw(drawer, key, body, digest)

    def undo(self, drawer: FaultDrawer, key: str, body: bytes) -> None:
        """Count a request no more: it is answered as if it had not been."""
        with suppress(HeldError):
            for by in drawer.counted_by:
                self._attempts.undo(_mark(drawer, by, key, body))

    def _count(self, drawer: FaultDrawer, key: str, body: bytes, by: CountedBy) -> int:
        """Return a request's number; 0, which has no fault, where nobody can count just now."""
        try:
            return self._attempts.count(_mark(drawer, by, key, body))
        except HeldError:
            return 0


def _mark(drawer: FaultDrawer, by: CountedBy, key: str, body: bytes) -> bytes:
    """Return what requests that are counted together have in common."""
    case = {"server": b"", "key": key.encode("utf-8", "replace"), "case": body}[by]
    return blake2b(case, key=_name(drawer.name, by), digest_size=MARK_BYTES).digest()


@lru_cache(_KNOWN_NAMES)
def _name(drawer: bytes, by: CountedBy) -> bytes:
    """Return the name of a way of counting, for one drawer; for most servers there are few."""
    return blake2b(drawer, person=by.encode(), digest_size=MARK_BYTES).digest()
