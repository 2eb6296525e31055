"""One answer as it is packed into a ring."""

from __future__ import annotations

from struct import Struct
from typing import NamedTuple

# Time, chance, series, tokens (prompt, completion, cached), bytes.
_HEAD = "=d64sIIIIQ"
# Tokens (reasoning, sent), parks, is a stream; ns (took, planned, first, first planned, worst);
# tokens that there are to send; us after which its client's leaving was seen.
_TIMED = "IIIIQQQQQII"
WHOLE = Struct(f"{_HEAD}{_TIMED}Q")
# The same of an answer that takes no time, up to its tokens of reasoning: zeros for what has time.
AT_ONCE = Struct(f"{_HEAD}I{Struct('=' + _TIMED[1:]).size}xQ")
SIZE = WHOLE.size

# Where columns are, in words of four bytes and of eight.
SERIES, PROMPT, COMPLETION, CACHED, REASONING, SENT = 18, 19, 20, 21, 24, 25
CONTENT, TOOK, NUMBER = 11, 14, 20


class AnswerRecord(NamedTuple):
    """One answer, over.

    Attributes:
        time_s: when its request had been read, unix seconds.
        digest: the request's chance, which tells its body and how often that came.
        series: what it is counted under, in its process.
        prompt: tokens it bills for the prompt; `completion`, `cached` and `reasoning` likewise.
        content_bytes: sent of its content, without HTTP's framing.
        sent: pieces of text that were sent.
        parks: how often it stopped because its client did not read.
        is_stream: 1 where it was sent as its pieces were due, else 0.
        took_ns: from its request to its end; 0 where it took no time by its profile.
        planned_ns: when its end was due, ns after the request; 0 where it did not come to it.
        first_ns: when its first write left, ns after the request.
        first_planned_ns: when that was due.
        worst_ns: how late the latest of its writes was.
        pieces: of text that there were to send.
        left_seen_us: how long ago its client had left when that was seen, at least 1; 0 where it
            did not leave, or nobody knows when.
        number: of the record, in its ring.
    """

    time_s: float
    digest: bytes
    series: int
    prompt: int
    completion: int
    cached: int
    content_bytes: int
    reasoning: int = 0
    sent: int = 0
    parks: int = 0
    is_stream: int = 0
    took_ns: int = 0
    planned_ns: int = 0
    first_ns: int = 0
    first_planned_ns: int = 0
    worst_ns: int = 0
    pieces: int = 0
    left_seen_us: int = 0
    number: int = 0


def unpacked(raw: bytes) -> AnswerRecord:
    """Return a record that was packed."""
    return AnswerRecord(*WHOLE.unpack(raw))
