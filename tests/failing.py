"""The command, whose streams fail on their way: `python -m tests.failing` takes the same flags.

A paced one fails with its third token, a large one with its second slice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sanic_mock.cli import run
from sanic_mock.dialects import rendering
from sanic_mock.dialects.answer import Events
from sanic_mock.server import progress, sending

BUG = "a bug, as planned"


class FailingProgress(progress.StreamProgress):
    """A stream with a bug in what follows its second piece."""

    def take(self, ready: int) -> bytes:
        """See Progress."""
        is_first = self.events is None
        taken = super().take(ready)
        if is_first and self.events is not None:
            self.events = _one_more(self.events)
        return taken


def _one_more(events: Iterator[bytes]) -> Iterator[bytes]:
    yield next(events)
    raise RuntimeError(BUG)


def failing_slices(answer: Events, is_short: Callable[[], bool]) -> Iterator[bytes]:
    """Yield the beginning of a large stream."""
    parts = rendering.slices(answer)
    yield next(parts)
    yield next(parts)
    raise RuntimeError(BUG)


if __name__ == "__main__":
    progress.StreamProgress = FailingProgress  # type: ignore[misc]
    sending.slices = failing_slices  # type: ignore[assignment,attr-defined]
    run()
