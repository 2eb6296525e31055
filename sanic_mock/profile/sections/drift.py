"""Days that are not alike: what is slow today was fast yesterday."""

from __future__ import annotations

from dataclasses import MISSING, dataclass

from sanic_mock.profile.amounts import DurationKind, NumberKind
from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.keys import fill, key

_ENGINE = (("load.model", "step"),)
_DAY_S = 86_400.0
_DELAYS = (
    *("latency", "jitter", "ttft.base", "ttft.per_prompt_token", "ttft.per_prompt_token_sq"),
    *("itl.token", "chunking.burst.gap"),
)


@dataclass(frozen=True, slots=True)
class Drift:
    """All delays are multiplied by one factor in each period (s): lognormal, of median 1."""

    cv: float = key(
        "drift.cv",
        NumberKind(0, 10),
        "spread of one factor of all delays, drawn anew in each period",
        switch=" or ".join(_DELAYS),
        idle_beside=_ENGINE,
        unset=MISSING,
    )
    period_s: float = key(
        "drift.period",
        DurationKind(1e-3, 30 * _DAY_S),
        "how long a factor lasts",
        _DAY_S,
        switch="drift.cv",
        idle_beside=_ENGINE,
    )


def build_drift(chosen: ChosenValues) -> Drift | None:
    """Return how days differ, None where all are alike."""
    return fill(Drift, chosen) if chosen("drift.cv") else None
