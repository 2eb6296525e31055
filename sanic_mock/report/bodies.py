"""Bodies that came more than once: again after a failure, while it ran, or after a success.

Short bodies have a hash beside their records; of any other, the chance of a further attempt is made
from that of the first (`engine.draws`). Who sends one body all the time cannot be told from who
tries again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from sanic_mock.engine.draws import of_attempt
from sanic_mock.ledger.caller import CallerRecord
from sanic_mock.ledger.reader import Entry
from sanic_mock.report.times import end_s

# After one that failed; while one is under way; after one that was answered well.
Again = Literal["retry", "hedge", "repeat"]

_NO_CHANCE = bytes(64)
# A client that tries again has left just before; the two may be seen in any order.
_LEFT_JUST_NOW_S = 0.02
# Both ends are read from a clock; who waits exactly as long as asked is not to be blamed.
_TOLERANCE_S = 0.001
_MS = 1e3

# A process, and the number of its record.
Place = tuple[int, int]
Callers = Mapping[Place, CallerRecord]


class Repetition(NamedTuple):
    """A request whose body came before.

    Attributes:
        kind: why, as far as can be seen.
        entry: the request.
        earlier: the one before, by when it ended.
        attempt: how many of the body there were by then.
        asked_s: how long the one before asked to wait; None where it did not.
    """

    kind: Again
    entry: Entry
    earlier: Entry
    attempt: int
    asked_s: float | None = None

    @property
    def has_waited(self) -> bool | None:
        """Whether it came no earlier than it was asked to; None where nothing was asked."""
        return None if self.asked_s is None else self.wait_s >= self.asked_s - _TOLERANCE_S

    @property
    def wait_s(self) -> float:
        """How long it came after the end of the one before; negative while that was under way."""
        return self.entry.time_s - end_s(self.earlier)


def place_of(entry: Entry) -> Place:
    """Return what tells one request from all others."""
    return entry.row, entry.record.number


def repetitions(entries: Iterable[Entry], callers: Callers) -> Iterator[Repetition]:
    """Yield the requests whose body the same client had sent before, the oldest first.

    Args:
        entries: requests, in any order.
        callers: who asked, so far as that is known.
    """
    latest: dict[tuple[bytes | int, str, str], tuple[Entry, int]] = {}
    for body, entry in _by_body(entries, callers):
        client = body, entry.series.key, entry.series.endpoint
        if client not in latest:
            latest[client] = entry, 1
            continue
        earlier, attempts = latest[client]
        asked_s = _asked_s(callers.get(place_of(earlier)))
        yield Repetition(_kind(entry, earlier), entry, earlier, attempts + 1, asked_s)
        latest[client] = max(earlier, entry, key=end_s), attempts + 1


def attempts_of(entries: Iterable[Entry]) -> dict[bytes, int]:
    """Return the attempt, from 1, of each chance; of one whose first is long past it is 1, too."""
    return {digest: attempt for digest, (_, attempt) in _firsts(_ordered(entries)).items()}


def is_failure(entry: Entry) -> bool:
    """Return whether a client did not get what it wanted, or did not wait for it."""
    return entry.series.status >= 400 or entry.series.ending != "completed"


def _asked_s(caller: CallerRecord | None) -> float | None:
    return caller.retry_ms / _MS if caller is not None and caller.retry_ms else None


def _by_body(entries: Iterable[Entry], callers: Callers) -> Iterator[tuple[bytes | int, Entry]]:
    """Yield requests as they came, each with what its body has in common with others."""
    ordered = _ordered(entries)
    firsts = _firsts(ordered)
    for entry in ordered:
        caller = callers.get(place_of(entry))
        if caller is not None and caller.body_hash:
            yield caller.body_hash, entry
        elif entry.record.digest in firsts:
            yield firsts[entry.record.digest][0], entry


def _ordered(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda one: (one.time_s, one.record.number))


def _firsts(ordered: Iterable[Entry]) -> dict[bytes, tuple[bytes, int]]:
    """Return the chance of each one's first attempt, and the how manieth it is, by its chance."""
    found: dict[bytes, tuple[bytes, int]] = {}
    following: dict[bytes, tuple[bytes, int]] = {}
    for one in ordered:
        digest = one.record.digest
        if digest in found or digest == _NO_CHANCE:  # nobody drew one
            continue
        first, attempt = following.pop(digest, (digest, 1))
        found[digest] = first, attempt
        following[of_attempt(first, attempt + 1)] = first, attempt + 1
    return found


def _kind(entry: Entry, earlier: Entry) -> Again:
    over_s = end_s(earlier)
    if earlier.series.ending == "left":
        over_s -= _LEFT_JUST_NOW_S
    if over_s > entry.time_s:
        return "hedge"
    return "retry" if is_failure(earlier) else "repeat"
