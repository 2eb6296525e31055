"""What one request has taken of its client's limits."""

from __future__ import annotations

from collections.abc import Callable

from sanic_mock.engine.limits.standing import Standing


class Charge:
    """Until its answer ends; one that is dropped, as nobody waits for its answer, ends as well.

    Args:
        end: called once, with whether the request is to count for nothing.
        standing: what is left.

    Attributes:
        standing: likewise.
    """

    __slots__ = ("_end", "standing")

    def __init__(self, end: Callable[[bool], None], standing: Standing) -> None:
        self._end: Callable[[bool], None] | None = end
        self.standing = standing

    def settle(self) -> None:
        """End: what was taken is corrected to what was used."""
        self._finish(is_undone=False)

    def undo(self) -> None:
        """End as if there had been no request."""
        self._finish(is_undone=True)

    def _finish(self, *, is_undone: bool) -> None:
        end, self._end = self._end, None
        if end is not None:
            end(is_undone)

    def __del__(self) -> None:
        self.settle()
