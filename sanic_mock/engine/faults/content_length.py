"""Rewrites: what is said of the body's length is wrong, or nothing is.

A stream tells the length of each chunk, so there it is those that are wrong.
"""

from __future__ import annotations

from sanic_mock.engine.faults.behaviour import Behaviour, Circumstances, Reframing
from sanic_mock.engine.flow import FlowPart
from sanic_mock.profile.sections.faults.rewriting import ContentLengthFault


def _reframing(entry: ContentLengthFault, circumstances: Circumstances) -> Reframing:
    if entry.what == "missing":
        return Reframing(is_until_close=True)
    length = _half if entry.what == "short" else _twice
    if not circumstances.is_stream:
        return Reframing(length=length)

    def size(part: FlowPart, told: bytes) -> bytes:
        return b"%x" % length(len(part.content))

    return Reframing(size=size)


def _half(length: int) -> int:
    return (length + 1) // 2  # none but that of nothing is 0, which would be the last chunk's


def _twice(length: int) -> int:
    return 2 * length


BEHAVIOUR = Behaviour("rewrites", reframing=_reframing)
