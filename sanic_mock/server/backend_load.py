"""How many answers of one backend are under way, in one worker."""

from __future__ import annotations

from collections.abc import Callable

from sanic_mock.server.result import Result

Observe = Callable[[Result], None]


class BackendLoad:
    """Counts the answers of a backend, whichever of its profiles gives them."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self) -> int:
        """Return how many are under way."""
        return self._count

    def counted(
        self, begin: Callable[[], None], observe: Observe | None
    ) -> tuple[Callable[[], None], Observe | None]:
        """Return what does the same when an answer begins, and ends, and counts it."""

        def begin_one() -> None:
            self._count += 1
            begin()

        def observe_one(result: Result) -> None:
            self._count -= 1
            if observe is not None:
                observe(result)

        return begin_one, observe_one
