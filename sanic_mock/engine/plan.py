"""What is drawn of an answer's times before it begins."""

from __future__ import annotations

import msgspec

from sanic_mock.engine.tape import Tape


class Plan(msgspec.Struct, gc=False, frozen=True):
    """The times of one answer, before load.

    Attributes:
        first_ns: offset of the first token that is shown.
        start: where on the tape the gaps begin.
        factor: multiplies every gap.
        digest: chance for what chunks still have to draw.
        tape: the gaps that it has of its own; None for the profile's.
    """

    first_ns: int
    start: int
    factor: float
    digest: bytes
    tape: Tape | None = None
