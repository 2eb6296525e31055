"""Draws the faults of requests, and counts requests for those that come by number.

Counts are exact over all workers, as `shared.attempts` has them.
"""

from __future__ import annotations

from functools import partial
from hashlib import blake2b

from sanic_mock.engine.draws import Chance, CountedChance
from sanic_mock.engine.faults.drawing import FaultDrawer
from sanic_mock.engine.faults.table import Fault
from sanic_mock.profile.sections.faults.entry import CountedBy
from sanic_mock.settings import Settings
from sanic_mock.shared.attempts import Attempts

_MARK_BYTES = 8


class FaultCounts:
    """What a variant asks for the faults of its requests.

    Args:
        settings: the profile.
        attempts: counts over all workers.

    Attributes:
        drawer: the profile's faults; None where it has none.
        chance: of each request, by attempts over all workers; None where each counts for itself.
    """

    def __init__(self, settings: Settings, attempts: Attempts) -> None:
        self._attempts = attempts
        entries = settings.all_faults
        self.drawer = FaultDrawer(entries) if entries else None
        self.chance: Chance | None = None
        if entries:
            self.chance = CountedChance(settings.seed, attempts.count, attempts.undo)

    def draw(self, drawer: FaultDrawer, key: str, body: bytes, digest: bytes) -> tuple[Fault, ...]:
        """Return the faults of one request.

        Args:
            drawer: what may come.
            key: the key that the client gave.
            body: the request's.
            digest: its chance.
        """
        return drawer.draw(digest, partial(self._count, drawer, key, body))

    def undo(self, drawer: FaultDrawer, key: str, body: bytes) -> None:
        """Count a request no more: it is answered as if it had not been."""
        for by in drawer.counted_by:
            self._attempts.undo(_mark(drawer, by, key, body))

    def _count(self, drawer: FaultDrawer, key: str, body: bytes, by: CountedBy) -> int:
        return self._attempts.count(_mark(drawer, by, key, body))


def _mark(drawer: FaultDrawer, by: CountedBy, key: str, body: bytes) -> bytes:
    """Return what requests that are counted together have in common."""
    case = {"server": b"", "key": key.encode("utf-8", "replace"), "case": body}[by]
    name = blake2b(drawer.name, person=by.encode(), digest_size=_MARK_BYTES).digest()
    return blake2b(case, key=name, digest_size=_MARK_BYTES).digest()
