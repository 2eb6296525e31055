"""What a server remembers of its answers, and tells of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from sanic_mock.profile.amounts import WholeKind
from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.keys import fill, key
from sanic_mock.profile.kinds import BoolKind, ChoiceKind

OFF = "off"
# So many answers are remembered where more is wanted of each, and nobody said of how many.
_IMPLIED = 1000
_UNREMEMBERED = (("observe.ledger", OFF), ("observe.callers", False))
# So many answers there is room for anyway, so that a server can be observed once it runs; memory
# that nothing was written to costs nothing.
_LEAST = 3000
# Lines are written ten times a second.
_LEAST_LOGGED = 12_000


AccessLogForm = Literal["off", "text", "json"]


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

    access_log: AccessLogForm = key(
        "observe.access_log",
        ChoiceKind(get_args(AccessLogForm)),
        "a line for each request on standard output, once it is over",
        OFF,
    )

    callers: bool = key(
        "observe.callers",
        BoolKind(),
        "who asked is remembered, too: connection, head, retries; of the last 32768 by each worker",
        True,
    )

    keep_bodies: bool = key(
        "observe.keep_bodies",
        BoolKind(),
        "bodies are kept as well, 32 MiB by each worker: `/_mock/requests/ID`",
        False,
        idle_beside=_UNREMEMBERED,
    )
    writes: bool = key(
        "observe.writes",
        BoolKind(),
        "so is when each write of an answer that takes time was due, and when it left",
        False,
        idle_beside=_UNREMEMBERED,
    )

    otel: bool = key(
        "observe.otel",
        BoolKind(),
        "each answer of a model is a span of OpenTelemetry; where it goes, `OTEL_*` variables say",
        False,
    )

    @property
    def is_on(self) -> bool:
        """Whether anything is observed."""
        return self.metrics or self.has_callers or self.ledger > 0 or self.access_log != OFF

    @property
    def has_callers(self) -> bool:
        """Whether it is remembered who asked."""
        is_remembered = self.ledger > 0 or self.access_log != OFF
        return self.otel or (self.callers and is_remembered)

    @property
    def is_followed(self) -> bool:
        """Whether each answer is passed on as soon as it is recorded."""
        return self.otel or self.access_log != OFF

    @property
    def room(self) -> int:
        """How many answers of each worker there is to be room for, whatever is observed later."""
        return max(self.ledger, _LEAST_LOGGED if self.is_followed else _LEAST)


def build_observe(chosen: ChosenValues) -> Observe:
    """Return what is observed."""
    ledger = chosen("observe.ledger")
    is_implied = chosen("observe.keep_bodies") or chosen("observe.writes")
    kept = (_IMPLIED if is_implied else 0) if ledger == OFF else ledger
    return fill(Observe, chosen, ledger=kept)
