"""How often the body of each request came before it, and what became of it then.

The chance of a further attempt is made from that of the first (`engine.draws`), so it tells which
body it is, and the how manieth time, and nobody need keep that. Attempts count as chance has them:
each worker's by itself, unless a profile counts them over all. Short bodies are told apart by their
hashes as well, which are the same in all workers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sanic_mock.engine.draws import of_attempt
from sanic_mock.ledger.caller import CallerRecord
from sanic_mock.ledger.reader import Entry

_NO_CHANCE = bytes(64)
_MS = 1000
_NS = 1e9
# Wall clocks are read at both ends; a client that waits exactly as long is not to be blamed.
_TOLERANCE_S = 0.001

Place = tuple[int, int]


class FurtherAttempt(NamedTuple):
    """A request whose body had come before.

    Attributes:
        came_before: how often.
        previous: the last time before.
        waited_s: from that one's end to this one.
        asked_s: for how long that one's answer asked to wait; None where it did not.
    """

    came_before: int
    previous: Entry
    waited_s: float
    asked_s: float | None

    @property
    def has_waited(self) -> bool | None:
        """Whether it came no earlier than it was asked to; None where nothing was asked."""
        return None if self.asked_s is None else self.waited_s >= self.asked_s - _TOLERANCE_S


def place_of(entry: Entry) -> Place:
    """Return what tells one request from all others."""
    return entry.row, entry.record.number


def attempts_of(entries: Iterable[Entry]) -> dict[bytes, int]:
    """Return the attempt, from 1, of each chance; of one whose first is long past it is 1, too.

    Args:
        entries: requests, in any order.
    """
    return {digest: attempt for digest, (_, attempt) in _firsts(_ordered(entries)).items()}


def further_attempts(
    entries: Iterable[Entry], callers: Mapping[Place, CallerRecord]
) -> dict[Place, FurtherAttempt]:
    """Return what came before each request whose body had come before, as far as it is remembered.

    Args:
        entries: requests, in any order.
        callers: who asked, so far as that is known.
    """
    ordered = _ordered(entries)
    firsts = _firsts(ordered)
    before: dict[bytes | int, tuple[int, Entry]] = {}
    found: dict[Place, FurtherAttempt] = {}
    for one in ordered:
        caller = callers.get(place_of(one))
        body = (caller and caller.body_hash) or firsts.get(one.record.digest, (b"", 0))[0]
        if not body:
            continue
        times, previous = before.get(body, (0, None))
        before[body] = times + 1, one
        if previous is not None:
            found[place_of(one)] = _further(one, times, previous, callers.get(place_of(previous)))
    return found


def _further(
    one: Entry, times: int, previous: Entry, caller: CallerRecord | None
) -> FurtherAttempt:
    ended_s = previous.time_s + previous.record.took_ns / _NS
    retry_ms = 0 if caller is None else caller.retry_ms
    return FurtherAttempt(
        times, previous, one.time_s - ended_s, retry_ms / _MS if retry_ms else None
    )


def _ordered(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda one: one.time_s)


def _firsts(ordered: Iterable[Entry]) -> dict[bytes, tuple[bytes, int]]:
    """Return the chance of each one's first attempt, and the how manieth it is."""
    found: dict[bytes, tuple[bytes, int]] = {}
    following: dict[bytes, tuple[bytes, int]] = {}
    for one in ordered:
        digest = one.record.digest
        if digest in found or digest == _NO_CHANCE:
            continue
        first, attempt = following.pop(digest, (digest, 1))
        found[digest] = first, attempt
        following[of_attempt(first, attempt + 1)] = first, attempt + 1
    return found
