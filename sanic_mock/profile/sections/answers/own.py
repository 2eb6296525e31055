"""What an answer has of its own in place of the profile's, by a rule or because a request asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sanic_mock.distributions import Constant, Distribution
from sanic_mock.profile.amounts import DurationKind, WholeKind
from sanic_mock.profile.dist import TIME
from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.keys import key
from sanic_mock.profile.sections.faults.conflicts import inconsistent
from sanic_mock.profile.sections.faults.entry import FaultEntry
from sanic_mock.profile.sections.faults.table import SHAPES, FaultsKind
from sanic_mock.profile.table import Keys

MOST_TOKENS = 1_000_000


class RuleFaultsKind(FaultsKind):
    """The list of faults, whose keys are documented where all faults are."""

    def tables(self) -> Iterator[tuple[str, Keys]]:
        """See Kind."""
        return iter(())


@dataclass(frozen=True, kw_only=True)
class OwnKeys:
    """What it has of its own; what it leaves open is the profile's."""

    tokens: int | None = key(
        "tokens", WholeKind(1, MOST_TOKENS), "an invented text of so many; calls and JSON stay"
    )
    latency_s: float | None = key(
        "latency",
        DurationKind(),
        "time to the first token; the short form of `ttft`",
        idle_beside=(("ttft", None),),
    )
    ttft: Distribution | None = key("ttft", TIME, "time to the first token")
    itl: Distribution | None = key("itl", TIME, "gap between two tokens")
    fault: tuple[ListEntry[FaultEntry], ...] = key(
        "fault", RuleFaultsKind(SHAPES, check=inconsistent), "what goes wrong, as in `faults`", ()
    )

    @property
    def first(self) -> Distribution | None:
        """Its time to the first token, in seconds; None is the profile's."""
        return self.ttft if self.latency_s is None else Constant(self.latency_s)

    @property
    def is_timed(self) -> bool:
        """Whether it has times of its own."""
        return not (self.latency_s is None and self.ttft is None and self.itl is None)
