"""What a verification was asked to do, checked before anything starts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sanic_mock.engine.timeline import is_immediate
from sanic_mock.settings import Settings
from sanic_mock.verify import plot
from sanic_mock.verify.configured import Configured

STREAMS = 20
ANSWERS_EACH_S, WRITES_EACH_S = 200, 4000
ABOUT_S = 60.0
LEAST, MOST = 100, 2000

Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Order:
    """The command's own flags; None where one was not given.

    Args:
        requests: how many requests to send.
        streams: how many at a time.
        json: a file for all numbers.
        plot: a file for a picture.
        markdown: print only rows for tests/bench/README.md.
        tolerance: multiplies every tolerance.
    """

    requests: int | None = None
    streams: int | None = None
    json: str | None = None
    plot: str | None = None
    markdown: bool = False
    tolerance: float = 1.0

    def problems(self) -> Iterator[str]:
        """Yield what cannot be done."""
        if self.requests and self.streams and self.streams > self.requests:
            yield f'-streams: "{self.streams}" is more than -requests {self.requests}'
        for flag, file in (("-json", self.json), ("-plot", self.plot)):
            if file is not None and (problem := _unwritable(file)):
                yield f"{flag}: {problem}"
        if self.plot and (missing := plot.lacks()):
            yield missing


def streams(order: Order, settings: Settings, expected: Configured) -> int:
    """Return how many requests run at a time.

    Where it was not said, so few that the server is not short of time: this is no load test.
    What waits for nothing is asked one at a time, because a queue would not be the mock's doing;
    so is what has a `load`, because only then its plans are known.
    """
    if order.streams is not None:
        return order.streams
    if is_immediate(settings) or settings.load.model != "none":
        return 1
    answers_each_s = min(ANSWERS_EACH_S, WRITES_EACH_S / expected.writes)
    idle_enough = max(1, int(answers_each_s * expected.mean_total_s))
    return min(STREAMS, idle_enough, order.requests or STREAMS)


def requests(order: Order, running: int, mean_total_s: float) -> int:
    """Return how many requests to send: about a minute's worth, unless it was said."""
    if order.requests is not None:
        return order.requests
    fitting = ABOUT_S * running / mean_total_s if mean_total_s else MOST
    return max(running, LEAST, min(MOST, round(fitting)))


def _unwritable(file: str) -> str:
    path = Path(file)
    if path.is_dir():
        return f'"{file}" is a folder; want a file'
    if not path.parent.is_dir():
        return f'"{file}" cannot be written: there is no folder "{path.parent}"'
    place = path if path.exists() else path.parent
    return "" if os.access(place, os.W_OK) else f'"{file}" cannot be written: not permitted'
