"""What entries of all faults may say: when a fault comes, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from sanic_mock.profile.amounts import NumberKind, WholeKind
from sanic_mock.profile.answer_place import AnswerPlace, PlaceKind
from sanic_mock.profile.keys import key
from sanic_mock.profile.kinds import ChoiceKind

CountedBy = Literal["server", "key", "case"]
FaultAt = Literal["start", "end"]

MOST = 10**9


def is_beyond_all(share: float) -> bool:
    """Return whether a sum of shares is more than all requests, but for rounding."""
    return share > 1 + 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultEntry:
    """When a fault comes: of the requests that a model answers, drawn or counted."""

    p: float = key("p", NumberKind(0, 1, above=True), "share of requests, drawn", 1.0)
    first: int | None = key("first", WholeKind(1, MOST), "only so many requests, from the first")
    every: int | None = key("every", WholeKind(2, MOST), "only each request of that number")
    after_requests: int | None = key(
        "after_requests", WholeKind(1, MOST), "so many requests go by before"
    )
    per: CountedBy = key(
        "per",
        ChoiceKind(get_args(CountedBy)),
        "requests are counted of the whole server, of each key, or of each case (its body)",
        "server",
    )

    @property
    def is_counted(self) -> bool:
        """Whether the number of a request decides."""
        return not self.first == self.every == self.after_requests

    @property
    def is_always(self) -> bool:
        """Whether each request gets it."""
        return self.p == 1 and not self.is_counted

    @property
    def is_whole(self) -> bool:
        """Whether nothing of an answer is left where it comes."""
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedEntry(FaultEntry):
    """A fault that comes at a place of an answer: without one, before its head."""

    after: AnswerPlace | None = key("after", PlaceKind(), "behind so much of the answer")
    at: FaultAt = key(
        "at",
        ChoiceKind(get_args(FaultAt)),
        "before the head; or, with `end`, before what ends a stream (`[DONE]`)",
        "start",
        idle_beside=(("after", None),),
    )

    @property
    def is_before_head(self) -> bool:
        """Whether it comes before anything of an answer."""
        return self.after is None and self.at == "start"

    @property
    def is_whole(self) -> bool:
        """See FaultEntry."""
        return self.is_before_head
