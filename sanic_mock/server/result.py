"""What became of one answer that took its time: made in one place, for whoever observes."""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from sanic_mock.server.caller import Caller

# Sent to its end; its client left; something of ours failed; a fault ended it before its end; the
# server's stop did.
Ending = Literal["completed", "left", "failed", "faulted", "stopped"]


class Label(NamedTuple):
    """What a request is counted under.

    Attributes:
        path: the path that was asked.
        key: the key that the client gave, "" for none.
        profile: the name of the profile that answered.
        rule: the name of the rule of traffic that chose it, "" for none.
        tenant: the name of the tenant whose prefix was asked, "" for none.
    """

    path: str
    key: str = ""
    profile: str = ""
    rule: str = ""
    tenant: str = ""

    @property
    def account(self) -> str:
        """Whose use of limits it is: the key's, or a key's within a tenant."""
        return f"\0{self.tenant}\0{self.key}" if self.tenant else self.key


class Billed(NamedTuple):
    """What an answer bills.

    Attributes:
        model: the one that answers; "" where none does.
        prompt: tokens; `completion`, `cached` and `reasoning` likewise.
    """

    model: str = ""
    prompt: int = 0
    completion: int = 0
    cached: int = 0
    reasoning: int = 0


NOTHING_BILLED = Billed()
# Of an answer in one piece, as Result has them, ns: planned, actual, first, first planned, worst.
HeldTimes = tuple[int, int, int, int, int]


class Result(msgspec.Struct, frozen=True):
    """One answer, over.

    Attributes:
        label: what was asked, for whom.
        status: HTTP status.
        ending: how it ended.
        planned_ns: when its end was due, ns after the request; 0 where it did not come to it.
        actual_ns: when it ended.
        sent_bytes: of its content, without HTTP's framing.
        tokens: pieces of text that it has.
        parks: how often it stopped because its client did not read.
        fault: those that were injected, separated by commas; "" for none.
        billed: what it bills.
        digest: the request's chance.
        arrived_ns: when the request's last byte had been read.
        sent_tokens: pieces of text that were sent.
        is_stream: whether it was sent as its pieces were due.
        first_ns: when its first write left, ns after the request; 0 where nobody looked.
        first_planned_ns: when that was due.
        worst_ns: how late the latest of its writes was.
        caller: who asked; None where nobody wants to know.
        fields: header lines of the answer.
        writes: when each write was due and left, where that is wanted: see write_trace.WritesTrace.
        left_seen_ns: how long ago its client had left when that was seen, at least 1; 0 where it
            did not leave, or nobody knows when.
    """

    label: Label
    status: int
    ending: Ending
    planned_ns: int
    actual_ns: int
    sent_bytes: int
    tokens: int
    parks: int
    fault: str = ""
    billed: Billed = NOTHING_BILLED
    digest: bytes = b""
    arrived_ns: int = 0
    sent_tokens: int = 0
    is_stream: bool = False
    first_ns: int = 0
    first_planned_ns: int = 0
    worst_ns: int = 0
    caller: Caller | None = None
    fields: bytes = b""
    writes: bytes = b""
    left_seen_ns: int = 0

    @property
    def profile(self) -> str:
        """The name of the profile that answered."""
        return self.label.profile

    @property
    def rule(self) -> str:
        """The name of the rule of traffic that chose it, "" for none."""
        return self.label.rule
