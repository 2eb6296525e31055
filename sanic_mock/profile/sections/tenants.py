"""Parts of a server that belong to who uses them: each key, and each prefix `/t/NAME`."""

from __future__ import annotations

from dataclasses import dataclass

from sanic_mock.profile.amounts import DurationKind, SizeKind, WholeKind
from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.keys import fill, key
from sanic_mock.profile.kinds import BoolKind

LEAST_TTL_S, LONGEST_TTL_S = 1.0, 7 * 24 * 3600.0
MOST_TENANTS = 10_000


@dataclass(frozen=True, slots=True)
class Tenants:
    """How many there may be, and for how long."""

    is_on: bool = key(
        "tenants",
        BoolKind(),
        "each key, and each prefix `/t/NAME`, may be given a profile of its own by who has it",
        False,
    )
    ttl_s: float = key(
        "tenant_ttl",
        DurationKind(LEAST_TTL_S, LONGEST_TTL_S),
        "which ends when it was not used for so long",
        3600.0,
        switch="tenants",
    )
    most: int = key(
        "max_tenants",
        WholeKind(1, MOST_TENANTS),
        "so many have one at a time; a further one is refused",
        1000,
        switch="tenants",
    )
    most_bytes: int = key(
        "max_tenant",
        SizeKind(1024, 2**20),
        "bytes of what one of them may say",
        64 * 1024,
        switch="tenants",
    )


def build_tenants(chosen: ChosenValues) -> Tenants:
    """Return how many there may be."""
    return fill(Tenants, chosen)
