"""Bodies that came more than once: again after a failure, while it ran, or after a success.

The chance of a further attempt at a body is made from that of the first (`engine.draws`), so which
body it is need not be kept. Who sends one body all the time cannot be told from who tries again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from sanic_mock.engine.draws import of_attempt
from sanic_mock.ledger.reader import Entry
from sanic_mock.report.times import end_s

# After one that failed; while one is under way; after one that was answered well.
Again = Literal["retry", "hedge", "repeat"]

_NO_CHANCE = bytes(64)
# A client that tries again has left just before; the two may be seen in any order.
_LEFT_JUST_NOW_S = 0.02


class Repetition(NamedTuple):
    """A request whose body came before.

    Attributes:
        kind: why, as far as can be seen.
        entry: the request.
        earlier: the one before, by when it ended.
        attempt: how many of the body there were by then.
    """

    kind: Again
    entry: Entry
    earlier: Entry
    attempt: int

    @property
    def wait_s(self) -> float:
        """How long it came after the end of the one before."""
        return max(0.0, self.entry.time_s - end_s(self.earlier))


def repetitions(entries: Iterable[Entry]) -> Iterator[Repetition]:
    """Yield the requests whose body the same client had sent before, the oldest first.

    Args:
        entries: requests, in any order.
    """
    latest: dict[tuple[bytes, str, str], tuple[Entry, int]] = {}
    for body, entry in _by_body(entries):
        client = body, entry.series.key, entry.series.endpoint
        if client not in latest:
            latest[client] = entry, 1
            continue
        earlier, attempts = latest[client]
        yield Repetition(_kind(entry, earlier), entry, earlier, attempts + 1)
        latest[client] = max(earlier, entry, key=end_s), attempts + 1


def is_failure(entry: Entry) -> bool:
    """Return whether a client did not get what it wanted, or did not wait for it."""
    return entry.series.status >= 400 or entry.series.ending != "completed"


def _by_body(entries: Iterable[Entry]) -> Iterator[tuple[bytes, Entry]]:
    """Yield requests as they came, each with the chance of the first of its body."""
    firsts: dict[bytes, tuple[bytes, int]] = {}
    for entry in sorted(entries, key=lambda one: (one.time_s, one.record.number)):
        digest = entry.record.digest
        if digest == _NO_CHANCE:  # nobody drew one
            continue
        first, attempt = firsts.setdefault(digest, (digest, 1))
        firsts.setdefault(of_attempt(first, attempt + 1), (first, attempt + 1))
        yield first, entry


def _kind(entry: Entry, earlier: Entry) -> Again:
    over_s = end_s(earlier)
    if earlier.series.ending == "left":
        over_s -= _LEFT_JUST_NOW_S
    if over_s > entry.time_s:
        return "hedge"
    return "retry" if is_failure(earlier) else "repeat"
