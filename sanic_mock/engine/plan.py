"""What is drawn of an answer's times before it begins."""

from __future__ import annotations

import msgspec

from sanic_mock.engine.tape import Tape


class Silences(msgspec.Struct, gc=False, frozen=True):
    """When an answer's client sees nothing, and when it does before there is a token.

    Attributes:
        head_ns: offset of a stream's head; -1 where it leaves with what follows it.
        begun_ns: offset at which thought begins; -1 where nothing is thought.
        stall_ns: for how long the answer stops; 0 for not at all.
        place: where in it, 0 to 1.
    """

    head_ns: int = -1
    begun_ns: int = -1
    stall_ns: int = 0
    place: float = 0.0


class Plan(msgspec.Struct, gc=False, frozen=True):
    """The times of one answer, before load.

    Attributes:
        first_ns: offset of the first token that is shown.
        start: where on the tape the gaps begin.
        factor: multiplies every gap.
        digest: chance for what chunks still have to draw.
        tape: the gaps that it has of its own; None for the profile's.
        silences: beside all that; None where the profile has none.
        thought_ns: for how long tokens that are not shown come before the first that is.
    """

    first_ns: int
    start: int
    factor: float
    digest: bytes
    tape: Tape | None = None
    silences: Silences | None = None
    thought_ns: int = 0
