"""Faults that change when an answer comes, and not what it is."""

from __future__ import annotations

import math
from dataclasses import MISSING, dataclass

from sanic_mock.profile.amounts import DurationKind, WholeKind
from sanic_mock.profile.keys import key
from sanic_mock.profile.kinds import BoolKind
from sanic_mock.profile.lasting import LastingKind
from sanic_mock.profile.sections.faults.entry import MOST, FaultEntry, PlacedEntry

_GAP = DurationKind(1e-3)


@dataclass(frozen=True, slots=True, kw_only=True)
class StallFault(PlacedEntry):
    """Nothing more comes for a while, or ever; the connection stays open."""

    lasts_s: float = key("for", LastingKind(), "how long", is_required=True, unset=MISSING)
    comments_s: float | None = key(
        "comments", _GAP, "a comment each so long meanwhile, in streams; the head goes before it"
    )

    @property
    def is_whole(self) -> bool:
        """See FaultEntry; a head goes before comments."""
        return self.is_before_head and math.isinf(self.lasts_s) and self.comments_s is None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrickleFault(FaultEntry):
    """The body comes in small parts, each after a gap."""

    gap_s: float = key("gap", _GAP, "between two parts", is_required=True)
    size: int = key("bytes", WholeKind(1, MOST), "of a part", 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowHeadFault(FaultEntry):
    """The head does."""

    gap_s: float = key("gap", _GAP, "between two parts", is_required=True)
    size: int = key("bytes", WholeKind(1, MOST), "of a part", 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowCloseFault(FaultEntry):
    """The end comes late, behind all content: the last chunk, or what ends the connection."""

    lasts_s: float = key("for", DurationKind(1e-6, 86_400.0), "how late", is_required=True)
    has_done: bool = key("done", BoolKind(), "`[DONE]` is as late", False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsFault(FaultEntry):
    """A stream is never silent for long: its head comes at once, and then comments."""

    gap_s: float = key("gap", _GAP, "of silence before a comment", is_required=True)
