"""Faults that change when an answer comes, and not what it is."""

from __future__ import annotations

from dataclasses import MISSING, dataclass

from sanic_mock.profile.keys import key
from sanic_mock.profile.lasting import LastingKind
from sanic_mock.profile.sections.faults.entry import PlacedEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class StallFault(PlacedEntry):
    """Nothing more comes for a while, or ever; the connection stays open."""

    lasts_s: float = key("for", LastingKind(), "how long", is_required=True, unset=MISSING)
