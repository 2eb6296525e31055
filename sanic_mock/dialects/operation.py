"""What is answered without an Ask: listings, and what was stored. No model, so nothing to pace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar, cast

import msgspec

from sanic_mock.dialects.answer import Events, Feed, Whole
from sanic_mock.dialects.control.controls import Controls
from sanic_mock.dialects.onlooker import Onlooker
from sanic_mock.dialects.previews import Previews
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.subrequests import Subrequests
from sanic_mock.engine.phases import PhaseReport
from sanic_mock.errors import Problem
from sanic_mock.ledger.reader import LedgerReader
from sanic_mock.settings import Settings
from sanic_mock.shared.store import Store

P = TypeVar("P")


def _no_trouble() -> str:
    return ""


def _none_waiting() -> int:
    return 0


def _unheard(sentence: str) -> None:
    """Tell nobody."""


def _nothing_unread() -> tuple[int, int]:
    return 0, 0


def _is_ready() -> float:
    return 0.0


def _at_once(work: Callable[[], object]) -> None:
    work()


def _no_phase() -> PhaseReport | None:
    return None


def _no_levels(name: str) -> list[int]:
    return []


@dataclass(frozen=True, slots=True)
class State:
    """What the vendors of one server have in common.

    Attributes:
        settings: what the server was asked to be.
        store: what clients asked to be kept; shared by all workers.
        unread: counts bytes that clients have yet to read, and the most there were.
        notice: tells who runs the server something that they may want to change.
        trouble: says why answers are not to be trusted just now; "" where they are.
        waiting: says how many answers of this worker are under way.
        ready_in_s: says for how many seconds the server is cold yet; 0 where it is not.
        phase: says which phase of the profile runs; None where it has none.
        onlooker: looks on; None where nobody does.
        controls: changes the server while it runs; None where nobody can.
        ledger: reads what became of requests; None where nobody keeps that.
        levels: returns of each worker how many there are of something just now.
        up_s: says for how many seconds the server is ready.
        previews: looks at requests aside; None where nobody does.
        subrequests: answers requests that come within others; None where nobody does.
        afterwards: does what nobody waits for, now or soon, in the order in which it comes.
    """

    settings: Settings
    store: Store
    trouble: Callable[[], str] = _no_trouble
    waiting: Callable[[], int] = _none_waiting
    unread: Callable[[], tuple[int, int]] = _nothing_unread
    notice: Callable[[str], None] = _unheard
    ready_in_s: Callable[[], float] = _is_ready
    phase: Callable[[], PhaseReport | None] = _no_phase
    onlooker: Onlooker | None = None
    controls: Controls | None = None
    ledger: LedgerReader | None = None
    levels: Callable[[str], list[int]] = _no_levels
    up_s: Callable[[], float] = _is_ready
    previews: Previews | None = None
    subrequests: Subrequests | None = None
    afterwards: Callable[[Callable[[], object]], None] = _at_once
    _parts: dict[Callable[[State], Any], Any] = field(default_factory=dict, init=False)

    def level(self, name: str) -> int:
        """Return how many there are of something over all workers."""
        return sum(self.levels(name))

    def peak(self, name: str) -> int:
        """Return the most that any worker has seen."""
        return max(self.levels(name), default=0)

    def part(self, make: Callable[[State], P]) -> P:
        """Return what several vendors stand on; made by the first who asks."""
        if make not in self._parts:
            self._parts[make] = make(self)
        return cast(P, self._parts[make])


class Call(msgspec.Struct, frozen=True):
    """One request of an operation.

    Attributes:
        head: the request's head.
        parts: what stands in the template's `<places>`.
        query: name to values, in the order in which they came.
        body: the body, perhaps empty.
        digest: 64 bytes of chance, for identifiers.
        now_s: the time of day, unix seconds.
        is_strict: whether what the vendor refuses is refused.
    """

    head: RequestHead
    parts: Mapping[str, str]
    query: Mapping[str, list[str]]
    body: bytes
    digest: bytes
    now_s: float
    is_strict: bool = True

    def last(self, name: str) -> str | None:
        """Return the last value of a query's name, None without one."""
        values = self.query.get(name)
        return values[-1] if values else None


class Operation(NamedTuple):
    """One method of one path.

    Attributes:
        method: the HTTP method.
        template: the path, with `<name>` for a part that may be anything but a slash.
        answer: answers a call; raises Problem where the vendor would refuse.
        error: renders an error, given a digest and the unix second.
        no_key: what a call without a key is told, where keys are checked.
        is_public: whether pages of any site may call it: nothing that is kept is in its answer.
        waits: whether it may take long, or wait for others: it is answered on a thread.
        takes_files: whether its body may be a file, which is taken as it is.
    """

    method: str
    template: str
    answer: Callable[[State, Call], Whole | Events | Feed]
    error: Callable[[Problem, bytes, int], Whole]
    no_key: Callable[[], Problem]
    is_public: bool = False
    waits: bool = False
    takes_files: bool = False
