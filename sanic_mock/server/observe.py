"""What each worker counts of answers that take time, and the observer that counts it."""

from __future__ import annotations

from collections.abc import Callable

from sanic_mock.server.result import Result
from sanic_mock.shared.counters import Row

# Names of sanic_mock.shared.counters: answers by how they ended, and stops of clients that do not
# read; then the last second in which a worker was too late, and how many of 1,000 writes were.
COUNTED = ("completed", "left", "failed", "parks", "late_at_s", "late_permille")


def counting(row: Row) -> Callable[[Result], None]:
    """Return the observer that counts the results of one worker."""
    add = row.add

    def count(result: Result) -> None:
        add(result.ending)
        if result.parks:
            add("parks", result.parks)

    return count
