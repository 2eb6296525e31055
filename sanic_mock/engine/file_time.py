"""The CPU time that one piece of work has for reading files, whose content anybody may decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

MOST_S = 2.0
# Beside the loop of a worker, which has others to answer; what takes longer is begun again where
# it may have all of the time.
BRIEF_S = 0.05


class FileTime:
    """What is left for all files of one piece of work together.

    Args:
        spent_s: the seconds of CPU that its thread has had.
        most_s: of these, for files.

    Attributes:
        is_brief: whether what takes longer than this is to be begun again elsewhere.
        is_short: whether a file had less time than it took, as others before it had had some: by
            itself it may be read further.
    """

    def __init__(self, spent_s: Callable[[], float], most_s: float = MOST_S) -> None:
        self.is_brief = most_s < MOST_S
        self._spent_s, self._most_s, self._left_s = spent_s, most_s, most_s
        self.is_short = False

    @property
    def is_over(self) -> bool:
        """Whether nothing is left."""
        return self._left_s <= 0

    @contextmanager
    def reading(self) -> Iterator[Callable[[], bool]]:
        """Take off what passes meanwhile; yields what says whether the time is over."""
        is_first = self._left_s == self._most_s
        until_s = self._spent_s() + self._left_s
        try:
            yield lambda: self._spent_s() >= until_s
        finally:
            self._left_s = until_s - self._spent_s()
            self.is_short = self.is_over and not is_first
