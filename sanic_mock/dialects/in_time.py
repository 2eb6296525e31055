"""Ways to answers that take their time, made of those that answer at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sanic_mock.dialects.vendor import AtOnce, InTime, ShortWay
from sanic_mock.engine.draws import first_integer


def in_time_by(at_once: Callable[[ShortWay], AtOnce | None], wanted: ShortWay) -> InTime | None:
    """Return what answers in its time as a dialect's shorter way does at once; None without one.

    That one leaves streams to the general way where it is given times; it tells of a response
    nothing that depends on them.

    Args:
        at_once: returns the dialect's shorter way.
        wanted: what is wanted of it; chance chooses the texts.
    """
    times, sizes = wanted.times, [len(one.pieces) for one in wanted.bodies]
    answer = at_once(wanted._replace(is_counted=True))
    if answer is None or times is None or wanted.pick is not None:
        return None
    choices, is_counted = len(sizes), wanted.is_counted

    def answer_in_time(body: bytes, digest: bytes, now_s: int, key: str = "") -> Any:
        answered: Any = answer(body, digest, now_s, key)
        if answered.__class__ is not tuple:  # what goes the general way
            return answered
        pieces = sizes[first_integer(digest) % choices]
        due_ns = times(digest, answered[2], pieces)[1]
        return (*answered, due_ns, pieces) if is_counted else (answered[0], due_ns)

    return answer_in_time
