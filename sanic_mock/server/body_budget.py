"""Bounds what large bodies take together while they arrive: who finds no room is not read.

So long as there is room, all are read. After that those that are whole make room as they are
answered, and where none is whole, one at a time is read beyond the bounds, or none would ever be:
the one that lacks least. One that does not go on, because its client is slow, gives way to another.
Time is passed in; nothing here waits.
"""

from __future__ import annotations

from math import inf

BUDGET_BYTES = 16 << 20
TURN_S = 1.0
# who gets less than this in a turn gives way
LEAST_BYTES = 1 << 20


class ArrivingBody:
    """One body that arrives.

    Args:
        length: how many bytes it has; inf where nobody knows.

    Attributes:
        held: how many have arrived.
        turns: how often it was read beyond the bounds.
        is_whole: whether all have arrived.
    """

    __slots__ = ("_length", "held", "is_whole", "turns")

    def __init__(self, length: float = inf) -> None:
        self._length = length
        self.held = self.turns = 0
        self.is_whole = False

    @property
    def rank(self) -> tuple[int, float]:
        """The least is read first."""
        return self.turns, self._length - self.held


class BodyBudget:
    """What all bodies of one process may take.

    Args:
        budget: bytes.

    Attributes:
        held: how many have arrived of all bodies that are not answered yet.
    """

    def __init__(self, budget: int = BUDGET_BYTES) -> None:
        self._budget = budget
        self._bodies: set[ArrivingBody] = set()
        self._favoured: ArrivingBody | None = None
        self._favoured_held = 0
        self._turn_ends_s = 0.0
        self.held = 0

    def begin(self, length: float = inf) -> ArrivingBody:
        """Count a body from here on."""
        body = ArrivingBody(length)
        self._bodies.add(body)
        return body

    def take(self, body: ArrivingBody, count: int) -> None:
        """Count bytes of a body that have arrived."""
        body.held += count
        self.held += count

    def leave(self, body: ArrivingBody) -> None:
        """Forget a body: nobody needs it any more."""
        self._bodies.remove(body)
        self.held -= body.held

    def may_read(self, body: ArrivingBody, now_s: float) -> bool:
        """Return whether more of a body is to be read just now."""
        if self.held < self._budget:
            return True
        if any(one.is_whole for one in self._bodies):
            return False
        if self._favoured not in self._bodies or now_s >= self._turn_ends_s:
            self._give_turn(now_s)
        return body is self._favoured

    def _give_turn(self, now_s: float) -> None:
        last = self._favoured
        if last not in self._bodies or last.held - self._favoured_held < LEAST_BYTES:
            last = min(self._bodies, key=lambda one: one.rank)
            last.turns += 1
        self._favoured, self._favoured_held = last, last.held
        self._turn_ends_s = now_s + TURN_S
