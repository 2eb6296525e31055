"""An answer on its way from a variant to a lane."""

from __future__ import annotations

import msgspec

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.rendering import is_large
from sanic_mock.engine.faults.behaviour import Fail, Without, no_failure, whatever
from sanic_mock.engine.faults.table import Fault
from sanic_mock.engine.plan import Plan
from sanic_mock.errors import Sliced
from sanic_mock.server.caller import Caller
from sanic_mock.server.charge import Charge
from sanic_mock.server.result import NOTHING_BILLED, Billed


class Planned(msgspec.Struct, frozen=True, gc=False):
    """An answer and when it is due.

    Attributes:
        answer: what to send.
        plan: when; None is at once.
        tokens: how many pieces of text it has.
        fresh_tokens: prompt tokens to be read.
        cached_tokens: prompt tokens found in a cache.
        hidden_tokens: reasoning tokens before the first one shown.
        is_shaped: whether it is changed on its way out, by faults or a network.
        faults: those that change it.
        digest: the request's chance, where it is.
        charge: what it has taken of its client's limits; None where there are none.
        fail: see behaviour.Circumstances.
        without: leaves something away of an event, where faults may want that.
        billed: what it bills, where that is counted.
        caller: who asked, where that is wanted.
        injected: names of the faults that came, separated by commas; where that is counted.
    """

    answer: Whole | Events
    plan: Plan | None = None
    tokens: int = 0
    fresh_tokens: int = 0
    cached_tokens: int = 0
    hidden_tokens: int = 0
    is_shaped: bool = False
    charge: Charge | None = None
    faults: tuple[Fault, ...] = ()
    digest: bytes = b""
    fail: Fail = no_failure
    without: Without = whatever
    billed: Billed = NOTHING_BILLED
    injected: str = ""
    caller: Caller | None = None

    @property
    def is_due(self) -> bool:
        """Whether nothing but a network changes it, and all of it is due at once."""
        return self.plan is None and not self.faults

    @property
    def is_held(self) -> bool:
        """Whether it is due, and waits in one piece for what a network takes."""
        return self.is_due and self.answer.__class__ is Whole


def refuse_large(planned: Planned) -> None:
    """Raise Sliced for a stream that is to be sent as its client reads it."""
    if isinstance(planned.answer, Events) and is_large(planned.answer):
        if planned.charge is not None:
            planned.charge.undo()
        raise Sliced
