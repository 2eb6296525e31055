"""What is drawn of an answer's times before it begins."""

from __future__ import annotations

import msgspec


class Plan(msgspec.Struct, gc=False, frozen=True):
    """The times of one answer, before load.

    Attributes:
        first_ns: offset of the first token that is shown.
        start: where on the tape the gaps begin.
        factor: multiplies every gap.
        digest: chance for what chunks still have to draw.
        itl: the number of the gaps that it has, see answers.script.OwnTimes.
    """

    first_ns: int
    start: int
    factor: float
    digest: bytes
    itl: int = 0
