"""The memory of a ledger: made before the first fork, and shared by all processes."""

from __future__ import annotations

from sanic_mock.ledger import caller, counting, heads, record, series, spans
from sanic_mock.shared.ledger import SharedLedger

# The most of each process that bodies take, and the times of writes; see observe.keep_bodies.
CONTENT_BYTES = 32 * 2**20


def make_ledger(rows: int, kept: int) -> SharedLedger:
    """Return the memory for so many processes, each of which keeps so many records."""
    sizes = (counting.WORDS, spans.WORDS)
    annex = (caller.SIZE, caller.MOST)
    names = series.MOST_SERIES, series.LONGEST
    contents = CONTENT_BYTES, heads.ring_bytes
    return SharedLedger(rows, kept, record.SIZE, *names, sizes, annex, *contents)
