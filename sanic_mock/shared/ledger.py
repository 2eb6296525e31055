"""Records of each process, and their sums under names: one memory, which knows nothing of them."""

from __future__ import annotations

from collections.abc import Callable

from sanic_mock.shared.annex import Annex
from sanic_mock.shared.byte_ring import ByteRing
from sanic_mock.shared.records import Records
from sanic_mock.shared.tallies import Names, TallyTable


class SharedLedger:
    """What all processes of one server have recorded.

    Args:
        rows: how many processes record.
        kept: how many records are kept of each.
        record_bytes: bytes of one.
        entries: how many names each may count under.
        longest: bytes of the longest name.
        words: how many sums an entry has that every record changes, and that few do.
        annex: bytes of what may be kept beside a record, and of how many that is.
        shared_bytes: returns how many bytes the contents take that so many of those share.
        content_bytes: bytes of what is of any length, of each process.

    Attributes:
        rows: likewise.
        records: a ring for each process.
        annexes: what is kept beside their records.
        contents: what is of any length.
        shared: what is of any length, and the same for many records.
        names: what they count under.
        sums: what all records come to.
        spans: what those come to that have more to count.
    """

    __slots__ = ("annexes", "contents", "names", "records", "rows", "shared", "spans", "sums")

    def __init__(
        self,
        rows: int,
        kept: int,
        record_bytes: int,
        entries: int,
        longest: int,
        words: tuple[int, int],
        annex: tuple[int, int],
        content_bytes: int,
        shared_bytes: Callable[[int], int],
    ) -> None:
        self.rows = rows
        self.records = Records(rows, record_bytes, kept)
        self.contents = [ByteRing(content_bytes) for _ in range(rows)]
        self.annexes = [Annex(ring, *annex) for ring in self.records.rings]
        self.shared = [ByteRing(shared_bytes(one.places)) for one in self.annexes]
        self.names = Names(rows, entries, longest)
        self.sums = TallyTable(rows, entries, words[0])
        self.spans = TallyTable(rows, entries, words[1])
