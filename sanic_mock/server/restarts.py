"""When a worker that has ended is started again: at once, or later the oftener it has ended."""

from __future__ import annotations

FIRST_S = 0.1
LONGEST_S = 1.0
SETTLED_S = 5.0


class Restarts:
    """How often a process, such as the worker of one number, has ended soon after its start."""

    def __init__(self) -> None:
        self._failures = 0

    def delay_s(self, lived_s: float) -> float:
        """Count an end, and return how long to wait before the next start.

        Args:
            lived_s: how long the worker has lived.
        """
        self._failures = 0 if lived_s >= SETTLED_S else self._failures + 1
        if self._failures < 2:
            return 0.0
        doublings = min(self._failures - 2, 10)
        return min(LONGEST_S, FIRST_S * float(2**doublings))

    def sentence(self, who: str, code: int) -> str:
        """Return what is to be said of the end that was counted last, "" for nothing."""
        if self._failures < 2:
            return f"{who} ended with {code}; it is started again"
        if self._failures == 2:
            return (
                f"{who} ended again with {code}, soon after its start; "
                f"it is started again with pauses of up to {LONGEST_S:g}s, which is not repeated"
            )
        return ""
