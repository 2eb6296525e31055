"""What is known of a server's requests, taken apart once for all figures and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sanic_mock.ledger.counting import SUMS, Totals
from sanic_mock.ledger.reader import Entry
from sanic_mock.ledger.series import Series
from sanic_mock.report.bodies import Again, Callers, Place, Repetition, repetitions
from sanic_mock.report.changes import SENT, Changes, changes_of
from sanic_mock.report.heads import names_of
from sanic_mock.report.leaving import Leaving, leaving_of
from sanic_mock.report.times import peaks


@dataclass(frozen=True)
class Findings:
    """All that a report is made of.

    Args:
        totals: sums over all answers.
        entries: the answers that are remembered.
        callers: who asked for them, so far as that is known.
        bodies: of those whose client says what it sent, so far as they are kept.
        inflight: how many are under way.
        inflight_max: the most there were.
        late_budget_s: a write later than this is late.
        late_workers: how many workers were the bottleneck at some time.
        trouble: why answers are not to be trusted just now; "" where they are.
    """

    totals: Mapping[Series, Totals]
    entries: Sequence[Entry]
    callers: Callers = field(default_factory=dict)
    bodies: Mapping[Place, bytes] = field(default_factory=dict)
    inflight: int = 0
    inflight_max: int = 0
    late_budget_s: float = 0.005
    late_workers: int = 0
    trouble: str = ""

    def total(self, name: str, of: Callable[[Series], bool] = lambda series: True) -> int:
        """Return the sum over all answers of one of counting.SUMS, or over some of them."""
        place = SUMS.index(name)
        return sum(one.sums[place] for series, one in self.totals.items() if of(series))

    def again(self, kind: Again) -> list[Repetition]:
        """Return the requests whose body came before, of one kind."""
        return [one for one in self.repetitions if one.kind == kind]

    @cached_property
    def repetitions(self) -> list[Repetition]:
        """All requests whose body came before."""
        return [*repetitions(self.entries, self.callers)]

    @cached_property
    def timed(self) -> list[Entry]:
        """The answers that took time."""
        return [one for one in self.entries if one.record.took_ns]

    @cached_property
    def written(self) -> list[Entry]:
        """Those of them of which something was written when it was due."""
        return [one for one in self.timed if one.record.first_ns]

    @cached_property
    def key_peaks(self) -> dict[str, int]:
        """How many answers of each key were under way at once, at most."""
        return peaks(self.entries, lambda one: one.series.key)

    @cached_property
    def model_peaks(self) -> dict[str, int]:
        """The same of each model."""
        return peaks(self.entries, lambda one: one.series.model)

    @cached_property
    def leaving(self) -> list[Leaving]:
        """Which clients left, and after how long."""
        return leaving_of(self.entries)

    @cached_property
    def arrivals(self) -> list[tuple[tuple[int, int], int]]:
        """On which connection of which process requests came, and as which of its requests."""
        known = ((row, one) for (row, _), one in self.callers.items() if one.connection)
        return [((row, one.connection), one.nth) for row, one in known]

    @cached_property
    def heads(self) -> list[frozenset[str]]:
        """The names of the header fields of each request whose head is kept."""
        return [names for one in self.callers.values() if (names := names_of(one))]

    @cached_property
    def changes(self) -> list[Changes]:
        """How bodies differ from what their clients say that they sent."""
        pairs = ((self.callers[place].fields()[SENT], body) for place, body in self.bodies.items())
        return [found for field, body in pairs if (found := changes_of(field, body)) is not None]

    @property
    def doubt(self) -> str:
        """Why times are not to be trusted, "" where they are."""
        if self.trouble:
            return self.trouble
        if not self.late_workers:
            return ""
        return f"{self.late_workers} of the workers wrote too late for some seconds; see its log"
