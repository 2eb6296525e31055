"""How often the body of each request came before it, from the chance of each.

The chance of a further attempt is made from that of the first (`engine.draws`), so it tells which
body it is, and the how manieth time, and nobody need keep that. Attempts count as chance has them:
each worker's by itself, unless a profile counts them over all.
"""

from __future__ import annotations

from collections.abc import Iterable

from sanic_mock.engine.draws import of_attempt
from sanic_mock.ledger.reader import Entry

_NO_CHANCE = bytes(64)


def attempts_of(entries: Iterable[Entry]) -> dict[bytes, int]:
    """Return the attempt, from 1, of each chance; of one whose first is long past it is 1, too.

    Args:
        entries: requests, in any order.
    """
    ordered = sorted(entries, key=lambda one: one.time_s)
    found: dict[bytes, int] = {}
    following: dict[bytes, tuple[bytes, int]] = {}
    for one in ordered:
        digest = one.record.digest
        if digest in found or digest == _NO_CHANCE:
            continue
        first, attempt = following.pop(digest, (digest, 1))
        found[digest] = attempt
        following[of_attempt(first, attempt + 1)] = first, attempt + 1
    return found
