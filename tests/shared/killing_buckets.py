"""`python -m tests.shared.killing_buckets ACTION`: a process is killed at each line of a change.

After each, buckets must know of all others what they knew, and take new changes.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable

from sanic_mock.shared import buckets as module
from sanic_mock.shared.buckets import WAYS, Buckets
from tests.shared.killing import killed_at

FEWEST_LINES = 5
WORDS, LATER_NS = 2, 1 << 60
MINE = "mine"


def spend(buckets: Buckets, name: str, amount: int = 1, until_ns: int = LATER_NS) -> int:
    """Add to both words of a name, and return the first."""
    with buckets.lock:
        place, words = buckets.place(buckets.tag(name), until_ns), buckets.words
        words[place] += amount
        words[place + 1] += amount
        return words[place]


def begin(buckets: Buckets, name: str, row: int, amount: int = 1) -> None:
    """Count something that is under way."""
    with buckets.lock:
        buckets.count(buckets.place(buckets.tag(name), 0), row, amount)


def running(buckets: Buckets, name: str) -> int:
    """Return how much is under way."""
    with buckets.lock:
        return buckets.total(buckets.place(buckets.tag(name), 0))


def drop(buckets: Buckets) -> None:
    """Do what a worker does that takes another's place."""
    buckets.reset(1)


ACTIONS: dict[str, Callable[[Buckets], object]] = {
    "known": lambda buckets: spend(buckets, MINE),
    "new": lambda buckets: spend(buckets, "new"),
    "count": lambda buckets: begin(buckets, MINE, 1),
    "reset": drop,
}


def filled() -> Buckets:
    """Return buckets of which some places are taken, some of those by what has expired."""
    buckets = Buckets(WORDS, 2, WAYS * 2)
    for number in range(WAYS):
        spend(buckets, f"other-{number}", 10 + number, LATER_NS if number % 2 else 1)
    spend(buckets, MINE, 5)
    for row in (0, 1):
        begin(buckets, MINE, row)
    return buckets


def check(buckets: Buckets) -> None:
    """What others have spent is known, and each word of a change is done or is not."""
    for number in range(1, WAYS, 2):
        assert spend(buckets, f"other-{number}", 0) == 10 + number
    assert spend(buckets, MINE, 0) in (5, 6)
    assert spend(buckets, "new", 1) in (1, 2)
    assert 1 <= running(buckets, MINE) <= 3
    buckets.reset(1)
    assert running(buckets, MINE) == 1
    begin(buckets, MINE, 1)
    assert running(buckets, MINE) == 2


def main(action: str) -> None:
    """Kill at one line after another, until the change ends before it would be killed."""
    change = ACTIONS[action]
    code, line = -signal.SIGKILL, 0
    while code == -signal.SIGKILL:
        line += 1
        buckets = filled()
        work = lambda buckets=buckets: change(buckets)  # noqa: E731
        code = killed_at(line, work, module.__file__)
        check(buckets)
    assert code == 0, f"ended with {code} at line {line}"
    assert line > FEWEST_LINES, f"only {line} lines"


if __name__ == "__main__":
    main(sys.argv[1])
