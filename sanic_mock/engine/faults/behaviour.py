"""What a fault does to an answer, in the few words that the server asks for.

A fault has one duty. It *refuses* (`refusal`: an error in the answer's place), it changes what is
said (`change`: its *content*), or it changes the answer on its way out (`stage`): it *retimes*,
*rewrites* or *ends* it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from sanic_mock.engine.ask import Ask
from sanic_mock.engine.event_format import SERVER_SENT, EventFormat
from sanic_mock.engine.flow import FlowPart, Stage
from sanic_mock.engine.refusal import Refusal
from sanic_mock.engine.reply import Reply

Duty = Literal["refuses", "content", "rewrites", "retimes", "ends"]
# Where a stage stands: before HTTP's framing, as the last one there, behind it, or with what has a
# place in the answer: before it in streams, whose events are parts, and behind it in answers of one
# piece, whose length has been told by then.
StagePlace = Literal["content", "last", "wire", "placed"]


# Makes an error, at a unix second.
Refuse = Callable[[float], Refusal]

# What a stream may lack of what it says of itself, and the dialect's way to leave it away: returns
# an event without it, or nothing where the event says nothing else.
Omission = Literal["finish", "usage"]
Without = Callable[[bytes, Omission], bytes]


def whatever(event: bytes, what: Omission) -> bytes:
    """Return an event as it is."""
    return event


# Words an error, behind so many events, in a stream's midst.
Fail = Callable[[Refusal, int], bytes]


def no_failure(refusal: Refusal, sent: int) -> bytes:
    """Return nothing: there is no stream."""
    return b""


class EarlyEnd:
    """What a fault tells that ends an answer before its own end.

    Attributes:
        has_come: whether one did; where an answer is at once, all of it has been made by then.
    """

    __slots__ = ("has_come",)

    def __init__(self) -> None:
        self.has_come = False


class Circumstances(NamedTuple):
    """What a fault may know of its answer and its connection.

    Attributes:
        arrived_ns: when the request's last byte was read.
        is_stream: whether the answer is a stream of events.
        tokens: pieces of text that the answer has.
        served: answers that the connection has had before.
        digest: 64 bytes of chance, of this fault alone.
        scale: what times of the profile are divided by.
        fail: words an error in a stream's midst, behind so many events of it, and all that ends it.
        without: leaves something away of an event.
        early_end: is told where the rest of the answer does not come.
        format: how the events of a stream are told apart.
    """

    arrived_ns: int
    is_stream: bool
    tokens: int
    served: int
    digest: bytes
    early_end: EarlyEnd
    scale: float = 1.0
    fail: Fail = no_failure
    without: Without = whatever
    format: EventFormat = SERVER_SENT

    def ns(self, seconds: float) -> int:
        """Return a time of the profile in ns of the clock."""
        return int(seconds * 1e9 / self.scale)


class Reframing(NamedTuple):
    """How a fault changes HTTP's framing of an answer.

    Attributes:
        size: changes the line that tells a chunk's size, of the part that it frames (for the last
            chunk, the end) and of the line as it was; even an answer of one piece comes in chunks.
        length: changes the length that is told of an answer of one piece.
        is_until_close: no length is told, and no chunk: the body ends with the connection.
    """

    size: Callable[[FlowPart, bytes], bytes] | None = None
    length: Callable[[int], int] | None = None
    is_until_close: bool = False


class Behaviour(NamedTuple):
    """One kind of fault.

    Attributes:
        duty: what it does, in a word.
        refusal: makes of an entry what makes the error in the answer's place, at a unix second;
            None where it refuses nothing.
        stage: makes what changes an answer on its way out, of an entry; None where nothing does,
            or for an answer that it leaves as it is.
        standing: where that stands.
        is_shaping: tells of an entry whether it has a stage.
        reframing: makes the change of HTTP's framing, of an entry; None as for `stage`.
        is_early: whether a stream's head leaves at once, and does not wait for the first token.
        failure: makes of an entry the error that its stage has in a stream's midst, and which is in
            the place of an answer of one piece.
        change: changes what an answer says, of an entry, the request and the answer; before it is
            rendered.
    """

    duty: Duty
    refusal: Callable[[Any], Refuse] | None = None
    stage: Callable[[Any, Circumstances], Stage | None] | None = None
    standing: StagePlace = "placed"
    is_shaping: Callable[[Any], bool] = lambda entry: True
    reframing: Callable[[Any, Circumstances], Reframing | None] | None = None
    is_early: bool = False
    failure: Callable[[Any], Refusal] | None = None
    change: Callable[[Any, Ask, Reply], None] | None = None
