"""Which faults leave nothing of an answer."""

from __future__ import annotations

import math

from sanic_mock.profile.sections.faults.entry import FaultEntry, PlacedEntry
from sanic_mock.profile.sections.faults.refusing import StatusFault
from sanic_mock.profile.sections.faults.retiming import StallFault


def is_whole(entry: FaultEntry) -> bool:
    """Return whether nothing of an answer is left where a fault comes."""
    if isinstance(entry, PlacedEntry) and not isinstance(entry, StallFault):
        return entry.after is None and entry.at == "start"
    if isinstance(entry, StallFault):
        is_endless = math.isinf(entry.lasts_s) and entry.comments_s is None
        return is_endless and entry.after is None and entry.at == "start"
    return isinstance(entry, StatusFault)
