"""What may be spent in a day: one number, the day and what it has spent.

Other than a bucket's, it does not come back little by little: a budget that is spent is spent until
the next day. Days count from the server's start.
"""

from __future__ import annotations

import msgspec

_DAY_BITS = 16
_SPENT_BITS = 64 - _DAY_BITS
MOST_SPENT = (1 << _SPENT_BITS) - 1


class DayBudget(msgspec.Struct, frozen=True, gc=False):
    """A budget.

    Args:
        amount: of a day, 1 to MOST_SPENT.
        day_ns: how long a day lasts.
    """

    amount: int
    day_ns: int

    def spent(self, state: int, now_ns: int) -> int:
        """Return what was spent today; `now_ns` counts from the server's start."""
        return state & MOST_SPENT if state >> _SPENT_BITS == self._day(now_ns) else 0

    def left(self, state: int, now_ns: int) -> int:
        """Return what may still be spent today."""
        return max(0, self.amount - self.spent(state, now_ns))

    def charged(self, state: int, now_ns: int, amount: int) -> int:
        """Return the state after more was spent, or, below 0, given back; a day's is never below 0.

        What yesterday has spent too much is not given back today.
        """
        spent = min(MOST_SPENT, max(0, self.spent(state, now_ns) + amount))
        return self._day(now_ns) << _SPENT_BITS | spent

    def rest_ns(self, now_ns: int) -> int:
        """Return how long the day still lasts."""
        return self.day_ns - now_ns % self.day_ns

    def _day(self, now_ns: int) -> int:
        return now_ns // self.day_ns % (1 << _DAY_BITS)
