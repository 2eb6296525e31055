"""In which order faults with a place in the answer stand behind each other, as a list has them.

What a stage does at its place comes behind the parts before it, so the stage that stands last acts
first there: of `stall` and `cut` behind the same token, the stall has to stand behind the cut. Of
two places that an answer is too short for, the earlier one stands first, and ends it. A place in
time is one of the clock: no other stage may change when it comes, so those stand last.
"""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.engine.faults.placed import Placed
from sanic_mock.engine.faults.table import Fault
from sanic_mock.profile.sections.faults.entry import FaultEntry


def in_stage_order(faults: Sequence[Fault]) -> list[Fault]:
    """Return faults in the order in which an answer goes through them.

    Args:
        faults: in that of a list. What comes before the head or the end acts before it, and stands
            as it is written.
    """
    timed = [fault for fault in faults if _is_at_a_time(fault)]
    later = [fault for fault in reversed(faults) if _is_behind_content(fault)]
    placed = iter(sorted(later, key=lambda fault: _amount(fault.entry)))
    stay = [fault for fault in faults if not _is_at_a_time(fault)]
    return [next(placed) if _is_behind_content(fault) else fault for fault in stay] + timed


def _is_at_a_time(fault: Fault) -> bool:
    return _unit(fault.entry) == "ms"


def _is_behind_content(fault: Fault) -> bool:
    return _unit(fault.entry) in ("tokens", "bytes")


def _unit(entry: FaultEntry) -> str:
    return entry.after.unit if isinstance(entry, Placed) and entry.after is not None else ""


def _amount(entry: FaultEntry) -> int:
    return entry.after.amount if isinstance(entry, Placed) and entry.after is not None else 0
