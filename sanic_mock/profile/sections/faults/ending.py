"""Faults that end a connection, in the midst of an answer or behind it."""

from __future__ import annotations

from dataclasses import dataclass

from sanic_mock.profile.amounts import WholeKind
from sanic_mock.profile.answer_place import AnswerPlace, PlaceKind
from sanic_mock.profile.keys import key
from sanic_mock.profile.sections.faults.entry import MOST, FaultAt, FaultEntry, PlacedEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class CutFault(PlacedEntry):
    """The connection is closed (FIN) in the midst of an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TruncateFault(FaultEntry):
    """The same, behind so many bytes."""

    after: AnswerPlace = key("after", PlaceKind(), "behind so much of it", is_required=True)
    at: FaultAt = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetFault(PlacedEntry):
    """The connection is reset (RST)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfCloseFault(PlacedEntry):
    """The sending half is closed, and the client's own is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseFault(FaultEntry):
    """The connection is closed behind a whole answer that said it is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseOnReuseFault(FaultEntry):
    """The next request on the connection finds it closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaxRequestsFault(FaultEntry):
    """Each connection is closed behind so many answers."""

    requests: int = key("requests", WholeKind(1, MOST), "answers of a connection", 100)
