"""The clock of answers that follow a timeline of their own.

`TapeClock` serves them all; for plain ones `plain_clocks.py` does what it does, in fewer steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from sanic_mock.dialects.rendering import MOST_AT_ONCE, SLICE_PIECES
from sanic_mock.engine.chunking import Release
from sanic_mock.engine.load.slots import Slots
from sanic_mock.engine.plan import Plan
from sanic_mock.server.delivery import Delivery
from sanic_mock.server.large_sends import LargeSends
from sanic_mock.server.pacer import Pacer


class Cursor:
    """A place on a timeline.

    Args:
        releases: (offset in ns, pieces released by then), at least one.
        start_ns: when the offsets begin.

    Attributes:
        releases: those after the next.
        start_ns: when the offsets begin.
        due_ns: when the next release is due; 0 when all are taken.
        ready: how many pieces are released by then.
        taken_ns: when the last one taken was due.
    """

    __slots__ = ("due_ns", "ready", "releases", "start_ns", "taken_ns")

    def __init__(self, releases: Iterator[Release], start_ns: int) -> None:
        self.releases = releases
        self.start_ns = start_ns
        offset, self.ready = next(releases)
        self.due_ns = start_ns + offset
        self.taken_ns = 0

    def advance(self, now_ns: int) -> int:
        """Take all that is due at once; return how many pieces are ready. One must be due.

        Of more than MOST_AT_ONCE pieces, the rest is left to be due.
        """
        start_ns, releases = self.start_ns, self.releases
        due_ns, ready = self.due_ns, self.ready
        most = ready + MOST_AT_ONCE
        while due_ns <= now_ns and ready <= most:
            taken_ns, taken = due_ns, ready
            following = next(releases, None)
            if following is None:
                due_ns = 0
                break
            due_ns = start_ns + following[0]
            ready = following[1]
        self.taken_ns, self.due_ns, self.ready = taken_ns, due_ns, ready
        return taken

    def take(self, now_ns: int) -> Iterator[int]:
        """Yield how many pieces are ready after each release that is due."""
        while 0 < self.due_ns <= now_ns:
            self.taken_ns = self.due_ns
            yield self.ready
            following = next(self.releases, None)
            if following is None:
                self.due_ns = 0
            else:
                self.due_ns = self.start_ns + following[0]
                self.ready = following[1]


class TapeClock:
    """The clock of an answer whose timeline is known when it begins; see delivery.Clock.

    Args:
        delivery: whose clock it is.
        releases: makes the timeline of a plan and so many tokens, as the load is when it begins.
        plan: the times of the answer.
        tokens: how many pieces of text it has.
        pacer: who wakes.
        large: where it queues when more is due than is sent at once.
        slots: what it takes one of; None where nobody waits for any.
        is_grouped: whether each release is an event of its own.
    """

    __slots__ = (
        "_cursor",
        "_delivery",
        "_is_grouped",
        "_large",
        "_pacer",
        "_plan",
        "_released",
        "_releases",
        "_resumed_ns",
        "_slots",
        "_tokens",
    )

    def __init__(
        self,
        delivery: Delivery,
        releases: Callable[[Plan, int], Iterator[Release]],
        plan: Plan,
        tokens: int,
        pacer: Pacer,
        large: LargeSends,
        slots: Slots | None,
        is_grouped: bool,
    ) -> None:
        self._delivery = delivery
        self._releases = releases
        self._plan = plan
        self._tokens = tokens
        self._pacer = pacer
        self._large = large
        self._slots = slots
        self._is_grouped = is_grouped
        self._cursor: Cursor | None = None
        self._resumed_ns = self._released = 0

    def begin(self, start_ns: int) -> None:
        """See delivery.Clock."""
        self._cursor = cursor = Cursor(self._releases(self._plan, self._tokens), start_ns)
        self._pacer.add(cursor.due_ns, self)

    def resume(self) -> None:
        """See delivery.Clock; what was due meanwhile is not late, for the client was waited for."""
        self._resumed_ns = now_ns = self._pacer.now_ns()
        if self._delivery.progress.taken < self._released:
            self._large.add(now_ns, self)
        else:
            self._pacer.add(now_ns, self)

    def leave(self) -> None:
        """See delivery.Clock; an answer has a slot from its beginning on."""
        if self._cursor is not None:
            self._free_slot(self._pacer.now_ns())
        elif self._slots is not None:
            self._slots.withdraw(self)

    def send_due(self, now_ns: int) -> int:
        """See pacer.Sender."""
        delivery, cursor = self._delivery, self._cursor
        if cursor is None or delivery.parks():
            return 0
        due_ns = max(cursor.due_ns, self._resumed_ns)
        if delivery.trace is not None:
            delivery.trace.wrote(due_ns, self._pacer.now_ns())
        content = self._take(cursor, now_ns, 0)
        if self._is_behind(cursor, now_ns):
            delivery.write(content)
            self._large.add(due_ns, self)
            return 0
        if cursor.due_ns:
            delivery.write(content)
            return cursor.due_ns
        self._finish(cursor, content, now_ns)
        return 0

    def send_slice(self) -> bool:
        """See large_sends.LargeSender."""
        delivery, cursor, now_ns = self._delivery, self._cursor, self._pacer.now_ns()
        if cursor is None or delivery.parks():
            return False
        content = self._take(cursor, now_ns, SLICE_PIECES)
        if self._is_behind(cursor, now_ns):
            delivery.write(content)
            return True
        if cursor.due_ns:
            delivery.write(content)
            self._pacer.add(cursor.due_ns, self)
        else:
            self._finish(cursor, content, now_ns)
        return False

    def _take(self, cursor: Cursor, now_ns: int, slice_pieces: int) -> bytes:
        """Return what is due; where that is much, a slice of it, or with 0 nothing yet."""
        progress = self._delivery.progress
        if self._is_grouped:
            return b"".join(map(progress.take, islice(cursor.take(now_ns), SLICE_PIECES)))
        if 0 < cursor.due_ns <= now_ns and self._released <= progress.taken:
            self._released = cursor.advance(now_ns)
        if self._released - progress.taken <= (slice_pieces or MOST_AT_ONCE):
            return progress.take(self._released)
        return progress.take(progress.taken + slice_pieces) if slice_pieces else b""

    def _is_behind(self, cursor: Cursor, now_ns: int) -> bool:
        is_more_due = 0 < cursor.due_ns <= now_ns
        return is_more_due or self._delivery.progress.taken < self._released

    def _finish(self, cursor: Cursor, content: bytes, now_ns: int) -> None:
        # when it was planned to end, not when it did: only a client that did not read is waited for
        if self._slots is not None:
            self._free_slot(max(cursor.taken_ns, self._resumed_ns))
        self._delivery.finish(content, cursor.taken_ns, now_ns)

    def fail(self) -> None:
        """See pacer.Sender."""
        self._delivery.fail(self._pacer.now_ns())

    def _free_slot(self, now_ns: int) -> None:
        """Hand the slot on, once: an answer may still fail behind its last token."""
        slots, self._slots = self._slots, None
        if slots is not None:
            slots.leave(now_ns)
