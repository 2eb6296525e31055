"""What the end of a held answer comes to: what it took is settled, and its result is told."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from sanic_mock.dialects.answer import Undo, Whole
from sanic_mock.server.caller import Caller
from sanic_mock.server.delivery import Observe, observe_safely
from sanic_mock.server.limiter import Settle
from sanic_mock.server.planned import Planned
from sanic_mock.server.result import Billed, Ending, HeldTimes, Label, Result


class HeldEnd(msgspec.Struct, gc=False):
    """See above; the same as a Delivery's, for an answer in one piece.

    Attributes:
        label: what the answer is counted under.
        billed: what it bills, in the order of Billed.
        digest: its request's chance.
        tokens: pieces of its text.
        size: bytes of its content.
        settle: settles what it has taken of limits; None where there are none.
        observe: is told its result; None where nobody wants it.
        keep: keeps it as `observe` would, where it has come to its end; None where only that can.
        status: HTTP status.
        fault: names of the faults that came, separated by commas.
        is_timed: whether it takes time, and so may be late.
        arrived_ns: when its request had come.
        due_ns: when it is due.
        resumed_ns: when its client read again that had not; 0 where it always did.
        caller: who asked; None where nobody wants to know.
        parks: how often its client did not read when it was due.
        undo: takes back what was kept of it, where it is not sent; None for nothing.
    """

    label: Label
    billed: tuple[str, int, int, int, int]
    digest: bytes
    tokens: int
    size: int
    settle: Settle | None
    observe: Observe | None
    keep: KeepHeld | None = None
    status: int = 200
    fault: str = ""
    is_timed: bool = False
    arrived_ns: int = 0
    due_ns: int = 0
    resumed_ns: int = 0
    caller: Caller | None = None
    parks: int = 0
    undo: Undo | None = None

    def complete(self, response: bytes, now_ns: int, left_ns: int) -> None:
        """End with all of it.

        Args:
            response: all of it.
            now_ns: when it was found to be due.
            left_ns: when it leaves.
        """
        if self.settle is not None:
            self.settle()
        arrived_ns = self.arrived_ns
        planned_ns, actual_ns = self.due_ns - arrived_ns, now_ns - arrived_ns
        first_ns = first_planned_ns = worst_ns = 0
        if self.is_timed:
            due_ns = max(self.due_ns, self.resumed_ns)
            actual_ns = first_ns = left_ns - arrived_ns
            first_planned_ns, worst_ns = due_ns - arrived_ns, left_ns - due_ns
        times = planned_ns, actual_ns, first_ns, first_planned_ns, worst_ns
        if self.keep is not None:
            self.keep(self, response, times)
        elif self.observe is not None:
            self._tell(self.observe, response, "completed", times, self.size, self.tokens, 0)

    def break_off(
        self, response: bytes, ending: Ending, now_ns: int, left_seen_ns: int = 0
    ) -> None:
        """End without having been sent; see Delivery."""
        if self.undo is not None:
            self.undo()
        if self.settle is not None:
            self.settle()
        if self.observe is not None:
            times = 0, now_ns - self.arrived_ns, 0, 0, 0
            self._tell(self.observe, response, ending, times, 0, 0, left_seen_ns)

    def tell_by(self, wrap: Callable[[Observe], Observe]) -> None:
        """See half_closed.UnderWay."""
        if self.observe is not None:
            self.observe, self.keep = wrap(self.observe), None

    def _tell(
        self,
        observe: Observe,
        response: bytes,
        ending: Ending,
        times: HeldTimes,
        sent_bytes: int,
        sent_tokens: int,
        left_seen_ns: int,
    ) -> None:
        planned_ns, actual_ns, first_ns, first_planned_ns, worst_ns = times
        ended = Result(
            self.label,
            self.status,
            ending,
            planned_ns,
            actual_ns,
            sent_bytes,
            self.tokens,
            self.parks,
            self.fault,
            Billed(*self.billed),
            self.digest,
            self.arrived_ns,
            sent_tokens,
            False,
            first_ns,
            first_planned_ns,
            worst_ns,
            self.caller,
            response,
            b"",
            left_seen_ns,
        )
        observe_safely(observe, ended)


# Keeps a held answer that has come to its end, given its bytes and its times.
KeepHeld = Callable[[HeldEnd, bytes, HeldTimes], None]


def end_of(planned: Planned, label: Label, observe: Observe | None) -> HeldEnd:
    """Return the end of an answer that is all due when its request comes.

    Args:
        planned: the answer, whole.
        label: what it is counted under.
        observe: is told its result; None where nobody wants it.
    """
    answer, digest, fault = planned.answer, planned.digest, planned.injected
    assert isinstance(answer, Whole)
    tokens, size, status = planned.tokens, len(answer.body), answer.status
    settle = None if planned.charge is None else planned.charge.settle
    end = HeldEnd(label, planned.billed, digest, tokens, size, settle, observe, None, status, fault)
    end.undo = answer.undo
    return end
