"""What a server remembers of its answers, and tells of them."""

from __future__ import annotations

from dataclasses import dataclass

from sanic_mock.profile.amounts import WholeKind
from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.keys import fill, key
from sanic_mock.profile.kinds import BoolKind

OFF = "off"
# What metrics need of a ledger that nobody asked for.
_LEAST = 3000


@dataclass(frozen=True, slots=True)
class Observe:
    """What is counted and remembered of answers, over all workers."""

    ledger: int = key(
        "observe.ledger",
        WholeKind(16, 1_000_000, (OFF,)),
        "so many of the last answers are remembered one by one, by each worker: `/_mock/requests`",
        OFF,
        unset=0,
    )
    metrics: bool = key(
        "observe.metrics", BoolKind(), "answers are counted for Prometheus: `/metrics`", False
    )

    @property
    def kept(self) -> int:
        """How many answers each worker records; 0 where nothing is."""
        return self.ledger or (_LEAST if self.metrics else 0)


def build_observe(chosen: ChosenValues) -> Observe:
    """Return what is observed."""
    ledger = chosen("observe.ledger")
    return fill(Observe, chosen, ledger=0 if ledger == OFF else ledger)
