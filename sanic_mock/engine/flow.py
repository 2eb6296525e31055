"""An answer on its way out, as a row of parts that stages change: what faults and networks are.

A head, then content, perhaps a tail, then an end. A stage gets each part and yields what goes on in
its place: later, cut, doubled, or an end of another kind. Stages are put one behind the other;
behind the one that frames (`server.framing`) content is bytes as they are on the wire.
What must never happen is that a part leaves earlier than it came: each stage yields times that
do not fall, and none before that of the part it was given.

Nobody here knows what time it is: a stage that has something to do where no part comes says when it
wants to be woken.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, Protocol

NEVER = 0

# The tail is what ends a stream of events by itself (`[DONE]`), where there is one.
FlowKind = Literal["head", "content", "tail", "end"]
# How a connection goes on behind an answer: it is kept for the next one, closed (FIN), reset (RST),
# closed for sending alone, left open in silence, or found dead by the next request.
FlowEnding = Literal["keep", "close", "reset", "half_close", "hold", "dead"]


class FlowPart(NamedTuple):
    """A step of an answer.

    Attributes:
        due_ns: when it may leave, in ns of the clock that paces.
        content: its bytes; none of an end.
        tokens: pieces of text that were sent with it and before it.
        kind: what it is; nothing follows an end.
        ending: of an end: how the connection goes on; of content, "hold" where nothing but its like
            follows for ever, which nobody need wait for.
    """

    due_ns: int
    content: bytes = b""
    tokens: int = 0
    kind: FlowKind = "content"
    ending: FlowEnding = "keep"

    def at(self, due_ns: int) -> FlowPart:
        """Return the same, due at another time."""
        _, content, tokens, kind, ending = self  # a third of what `_replace` takes
        return FlowPart(due_ns, content, tokens, kind, ending)


class Stage(Protocol):
    """What changes parts; one for each answer.

    Attributes:
        wakes_ns: when it wants to be woken, NEVER for not.
    """

    wakes_ns: int

    def feed(self, part: FlowPart) -> Iterable[FlowPart]:
        """Yield what goes on in a part's place: itself, nothing or several; nothing behind an end.

        It is asked for each part in order, and all that it yields is taken before the next.
        """

    def wake(self, now_ns: int) -> Iterable[FlowPart]:
        """Yield what goes on by itself; called once `wakes_ns` has come."""


class PassiveStage:
    """A stage that never wakes by itself."""

    __slots__ = ()
    wakes_ns = NEVER

    def wake(self, now_ns: int) -> Iterable[FlowPart]:
        """See Stage."""
        return ()


class PassingStage(PassiveStage):
    """A passive stage through which most parts pass in one piece."""

    __slots__ = ()

    @abstractmethod
    def feed(self, part: FlowPart) -> Iterable[FlowPart]:
        """See Stage."""

    @abstractmethod
    def pass_whole(self, size: int, due_ns: int) -> int | None:
        """Return when a part goes on in one piece, as `feed` has it, and count it as fed.

        Args:
            size: bytes of its content; none of an end.
            due_ns: when it comes.

        Returns:
            None, and nothing is counted, where only `feed` knows what becomes of it.
        """


def pass_whole(stages: Sequence[Stage], size: int, due_ns: int) -> tuple[int, int]:
    """Let a part through stages, as far as it stays one piece.

    Args:
        stages: in the order of its way.
        size: bytes of its content.
        due_ns: when it comes.

    Returns:
        Through how many of them it has come, and when it has.
    """
    place = 0
    for stage in stages:
        passed_ns = stage.pass_whole(size, due_ns) if isinstance(stage, PassingStage) else None
        if passed_ns is None:
            return place, due_ns
        due_ns = passed_ns
        place += 1
    return place, due_ns


def through(stages: Iterable[Stage], parts: Iterable[FlowPart]) -> Iterator[FlowPart]:
    """Yield parts as all stages leave them, each made when it is asked for."""
    flow = iter(parts)
    for stage in stages:
        flow = _through(stage, flow)
    return flow


def _through(stage: Stage, parts: Iterator[FlowPart]) -> Iterator[FlowPart]:
    for part in parts:
        yield from stage.feed(part)
