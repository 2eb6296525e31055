"""Faults on order: what each may say. What each does is `engine.faults`, a file each.

An entry says what (`type` and its own keys), when (`p`, or counted requests) and where.
Entries with a `p` below 1 are alternatives, of which a request gets at most one, so that each has
exactly its share; all others are added, in the order in which they are written.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass
from typing import Literal, get_args

from sanic_mock.profile.amounts import DurationKind, NumberKind, WholeKind
from sanic_mock.profile.answer_place import AnswerPlace, PlaceKind
from sanic_mock.profile.entries import EntriesKind, ListEntry
from sanic_mock.profile.error_names import ErrorKind
from sanic_mock.profile.keys import key
from sanic_mock.profile.kinds import BoolKind, ChoiceKind, TextKind
from sanic_mock.profile.lasting import LastingKind

CountedBy = Literal["server", "key", "case"]
FaultAt = Literal["start", "end"]
RetryFields = Literal["both", "seconds", "ms", "date"]
ErrorBody = Literal["api", "html", "empty"]

_MOST = 10**9
LONGEST_RETRY_S = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultEntry:
    """When a fault comes: of the requests that a model answers, drawn or counted."""

    p: float = key("p", NumberKind(0, 1, above=True), "share of requests, drawn", 1.0)
    first: int | None = key("first", WholeKind(1, _MOST), "only so many requests, from the first")
    every: int | None = key("every", WholeKind(2, _MOST), "only each request of that number")
    after_requests: int | None = key(
        "after_requests", WholeKind(1, _MOST), "so many requests go by before"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusFault(FaultEntry):
    """An error in place of an answer."""

    code: str = key("code", ErrorKind(), "the error, by status or name", is_required=True)
    retry_after_s: float | None = key(
        "retry_after", DurationKind(0, LONGEST_RETRY_S), "told as the wait before a retry"
    )
    retry_fields: RetryFields = key(
        "retry_fields",
        ChoiceKind(get_args(RetryFields)),
        "in `retry-after` and `retry-after-ms`, one of them, or as a date",
        "both",
        switch="retry_after",
    )
    should_retry: bool | None = key("should_retry", BoolKind(), "told as `x-should-retry`")
    body: ErrorBody = key(
        "body",
        ChoiceKind(get_args(ErrorBody)),
        "the vendor's own, or a load balancer's: a page of HTML, or nothing",
        "api",
    )
    message: str | None = key("message", TextKind(), "in place of the vendor's sentence")


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
class StallFault(PlacedEntry):
    """Nothing more comes for a while, or ever; the connection stays open."""

    lasts_s: float = key("for", LastingKind(), "how long", is_required=True, unset=MISSING)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseFault(FaultEntry):
    """The connection is closed behind a whole answer that said it is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseOnReuseFault(FaultEntry):
    """The next request on the connection finds it closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaxRequestsFault(FaultEntry):
    """Each connection is closed behind so many answers."""

    requests: int = key("requests", WholeKind(1, _MOST), "answers of a connection", 100)


SHAPES: Mapping[str, type[FaultEntry]] = {
    "status": StatusFault,
    "cut": CutFault,
    "truncate": TruncateFault,
    "reset": ResetFault,
    "half_close": HalfCloseFault,
    "stall": StallFault,
    "close": CloseFault,
    "close_on_reuse": CloseOnReuseFault,
    "max_requests": MaxRequestsFault,
}


def is_whole(entry: FaultEntry) -> bool:
    """Return whether nothing of an answer is left where a fault comes."""
    if isinstance(entry, PlacedEntry) and not isinstance(entry, StallFault):
        return entry.after is None and entry.at == "start"
    if isinstance(entry, StallFault):
        return entry.after is None and entry.at == "start" and math.isinf(entry.lasts_s)
    return isinstance(entry, StatusFault)


def _inconsistent(entries: tuple[ListEntry[FaultEntry], ...]) -> Iterator[str]:
    """Yield what can never come to be, at the line of the entry that it is said by."""
    yield from _beyond_all(entries)
    blocking: ListEntry[FaultEntry] | None = None
    for one in entries:
        if blocking is not None:
            why = f"can never come: line {blocking.node.line} leaves nothing of any answer"
            yield one.problem(why)
        elif one.value.is_always and is_whole(one.value):
            blocking = one
        if one.value.per != "server" and not one.value.is_counted:
            yield one.problem("per does nothing without first, every or after_requests")


def _beyond_all(entries: Iterable[ListEntry[FaultEntry]]) -> Iterator[str]:
    total = 0.0
    for one in entries:
        if one.value.p < 1:
            total += one.value.p
            if total > 1 + 1e-9:
                yield one.problem(f"p of alternatives comes to {total:.12g} here; want at most 1")
                return


FAULTS: EntriesKind[FaultEntry] = EntriesKind(SHAPES, check=_inconsistent)
