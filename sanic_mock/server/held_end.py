"""What the end of a held answer comes to: what it took is settled, and its result is told."""

from __future__ import annotations

from collections.abc import Callable

from sanic_mock.dialects.answer import Undo, Whole
from sanic_mock.server.caller import Caller
from sanic_mock.server.charge import Charge
from sanic_mock.server.delivery import Observe, observe_safely
from sanic_mock.server.planned import Planned
from sanic_mock.server.result import Billed, Ending, Label, Result


class HeldEnd:
    """See above; the same as a Delivery's, for an answer in one piece.

    Args:
        label: what the answer is counted under.
        billed: what it bills.
        digest: its request's chance.
        tokens: pieces of its text.
        size: bytes of its content.
        charge: what it has taken of limits; None where there are none.
        observe: is told its result; None where nobody wants it.
        is_timed: whether it takes time, and so may be late.
        status: HTTP status.
        fault: names of the faults that came, separated by commas.

    Attributes:
        arrived_ns: when its request had come.
        due_ns: when it is due.
        resumed_ns: when its client read again that had not; 0 where it always did.
        caller: who asked; None where nobody wants to know.
        parks: how often its client did not read when it was due.
        undo: takes back what was kept of it, where it is not sent; None for nothing.
    """

    __slots__ = (
        "_billed",
        "_charge",
        "_digest",
        "_fault",
        "_is_timed",
        "_label",
        "_observe",
        "_size",
        "_status",
        "_tokens",
        "arrived_ns",
        "caller",
        "due_ns",
        "parks",
        "resumed_ns",
        "undo",
    )

    def __init__(
        self,
        label: Label,
        billed: Billed,
        digest: bytes,
        tokens: int,
        size: int,
        charge: Charge | None,
        observe: Observe | None,
        is_timed: bool,
        status: int = 200,
        fault: str = "",
    ) -> None:
        self._label = label
        self._billed = billed
        self._digest = digest
        self._tokens = tokens
        self._size = size
        self._charge = charge
        self._observe = observe
        self._is_timed = is_timed
        self._status, self._fault = status, fault
        self.caller: Caller | None = None
        self.undo: Undo | None = None
        self.arrived_ns = self.due_ns = self.resumed_ns = self.parks = 0

    def complete(self, response: bytes, now_ns: int, left_ns: int) -> None:
        """End with all of it.

        Args:
            response: all of it.
            now_ns: when it was found to be due.
            left_ns: when it leaves.
        """
        arrived_ns = self.arrived_ns
        planned_ns, actual_ns = self.due_ns - arrived_ns, now_ns - arrived_ns
        first_ns = first_planned_ns = worst_ns = 0
        if self._is_timed:
            due_ns = max(self.due_ns, self.resumed_ns)
            actual_ns = first_ns = left_ns - arrived_ns
            first_planned_ns, worst_ns = due_ns - arrived_ns, left_ns - due_ns
        times = planned_ns, actual_ns, first_ns, first_planned_ns, worst_ns
        self._tell(response, "completed", times, self._size, self._tokens, 0)

    def break_off(
        self, response: bytes, ending: Ending, now_ns: int, left_seen_ns: int = 0
    ) -> None:
        """End without having been sent; see Delivery."""
        if self.undo is not None:
            self.undo()
        times = 0, now_ns - self.arrived_ns, 0, 0, 0
        self._tell(response, ending, times, 0, 0, left_seen_ns)

    def tell_by(self, wrap: Callable[[Observe], Observe]) -> None:
        """See half_closed.UnderWay."""
        if self._observe is not None:
            self._observe = wrap(self._observe)

    def _tell(
        self,
        response: bytes,
        ending: Ending,
        times: tuple[int, int, int, int, int],
        sent_bytes: int,
        sent_tokens: int,
        left_seen_ns: int,
    ) -> None:
        if self._charge is not None:
            self._charge.settle()
        if self._observe is None:
            return
        planned_ns, actual_ns, first_ns, first_planned_ns, worst_ns = times
        ended = Result(
            self._label,
            self._status,
            ending,
            planned_ns,
            actual_ns,
            sent_bytes,
            self._tokens,
            self.parks,
            self._fault,
            self._billed,
            self._digest,
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
        observe_safely(self._observe, ended)


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
    charge, billed = planned.charge, planned.billed
    end = HeldEnd(label, billed, digest, tokens, size, charge, observe, False, status, fault)
    end.undo = answer.undo
    return end
