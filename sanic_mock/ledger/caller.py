"""Who asked for an answer, as it is packed beside the answer's record.

A request's head is kept as it came, so far as there is room, and read by who asks for it: once for
all that have the same in turn (`heads`), so that most requests only say where it is. It has keys in
it; whoever shows it leaves those out.
"""

from __future__ import annotations

from struct import Struct
from typing import NamedTuple

ID_BYTES = 48
# Connection, which of its requests, seed, body's hash, wait asked for, length of the head, and of
# the body; what is kept of it and of the times of writes; where the head is; id, number.
CALLER = Struct(f"=IIqqIIQQIQIQ{ID_BYTES}sQ")
# The same of an answer at once, whose body is not kept: zeros for what is not there.
AT_ONCE = Struct(f"=IIqq4xI32xQ{ID_BYTES}sQ")
SIZE = CALLER.size
# The most of each process that are kept, however many answers are: with their heads 36 MiB of them.
MOST = 32_768
# A longer body has no hash: that would take longer than all else that is kept.
LONGEST_HASHED = 2048


class KeptContent(NamedTuple):
    """Where a content is kept, and how much of it; a length of 0 is nothing."""

    start: int
    length: int


NOTHING_KEPT = KeptContent(0, 0)


class CallerRecord(NamedTuple):
    """Who asked, and what they were told beside the answer.

    Attributes:
        connection: which of its process's connections, from 1; 0 where nobody knows.
        nth: which request of the connection, from 1.
        seed: of the profile that answered.
        body_hash: of the request's body, the same in all processes of one server; 0 for none.
        retry_ms: for how long the answer asked its client to wait; 0 where it did not.
        head_bytes: length of the request's head, which may be more than is kept.
        body_bytes: of its body, likewise; 0 where no bodies are kept.
        body_start: with `body_length` what is kept of it; `body` has both.
        writes_start: with `writes_length` what is kept of when the answer was written.
        head_start: where the head is kept.
        id_and_more: what the answer told as its request's id, and zeros, or the lines behind it.
        number: of the answer's record.
        head: as much of the head as is kept.
    """

    connection: int
    nth: int
    seed: int
    body_hash: int
    retry_ms: int
    head_bytes: int
    body_bytes: int
    body_start: int
    body_length: int
    writes_start: int
    writes_length: int
    head_start: int
    id_and_more: bytes
    number: int
    head: bytes = b""

    @property
    def request_id(self) -> str:
        """The request's id as its answer told it; "" for none."""
        return self.id_and_more.partition(b"\r\n")[0].rstrip(b"\0").decode("latin-1")

    @property
    def body(self) -> KeptContent:
        """What is kept of the request's body."""
        return KeptContent(self.body_start, self.body_length)

    @property
    def writes(self) -> KeptContent:
        """When each write of the answer was due, and when it left: see server.write_trace."""
        return KeptContent(self.writes_start, self.writes_length)

    @property
    def http(self) -> str:
        """The version of HTTP that the request was in, "1.1"; "" where nobody knows."""
        line = self.head.partition(b"\r\n")[0]
        return line.rpartition(b" HTTP/")[2].decode("latin-1") if b" HTTP/" in line else ""

    def asked(self) -> tuple[str, str]:
        """Return the method and the path, without its query, which may have a key in it."""
        line = self.head.partition(b"\r\n")[0].decode("latin-1")
        return line.partition(" ")[0], self.target()[0]

    def target(self) -> tuple[str, str]:
        """Return the path and the query that were asked."""
        target = self.head.partition(b"\r\n")[0].decode("latin-1").split(" ")[1:2]
        path, _, query = (target or [""])[0].partition("?")
        return path, query

    def fields(self) -> dict[str, str]:
        """Return the head's fields that are kept whole, by lower-case name; the first of each."""
        found: dict[str, str] = {}
        lines = self.head.decode("latin-1").split("\r\n")[1:]
        if self.head_bytes > len(self.head):
            del lines[-1:]
        for line in lines:
            name, mark, value = line.partition(":")
            if mark:
                found.setdefault(name.lower(), value.strip(" \t"))
        return found


def unpacked_caller(raw: bytes) -> CallerRecord:
    """Return what was packed, without the head."""
    return CallerRecord(*CALLER.unpack(raw))
