"""All faults, by the word that a profile has for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sanic_mock.engine.faults import (
    bad_call,
    comments,
    connection,
    content_length,
    content_type,
    cut_text,
    empty,
    empty_body,
    endings,
    malformed,
    refusal,
    slow_close,
    stall,
    status,
    stream_error,
    trickle,
)
from sanic_mock.engine.faults.behaviour import Behaviour, Refuse
from sanic_mock.engine.faults.torture import stage as torture
from sanic_mock.engine.refusal import Refusal
from sanic_mock.profile.sections.faults.entry import FaultEntry
from sanic_mock.profile.sections.faults.table import SHAPES

BEHAVIOURS: Mapping[str, Behaviour] = {
    "status": status.BEHAVIOUR,
    "error": stream_error.BEHAVIOUR,
    "content_filter": cut_text.CONTENT_FILTER,
    "refusal": refusal.BEHAVIOUR,
    "length": cut_text.LENGTH,
    "empty": empty.BEHAVIOUR,
    "bad_call": bad_call.BEHAVIOUR,
    "cut": endings.CUT,
    "truncate": endings.TRUNCATE,
    "reset": endings.RESET,
    "half_close": endings.HALF_CLOSE,
    "stall": stall.BEHAVIOUR,
    "slow_head": trickle.SLOW_HEAD,
    "trickle": trickle.TRICKLE,
    "slow_close": slow_close.BEHAVIOUR,
    "comments": comments.BEHAVIOUR,
    "close": connection.CLOSE,
    "close_on_reuse": connection.CLOSE_ON_REUSE,
    "max_requests": connection.MAX_REQUESTS,
    "malformed": malformed.BEHAVIOUR,
    "torture": torture.BEHAVIOUR,
    "content_type": content_type.BEHAVIOUR,
    "content_length": content_length.BEHAVIOUR,
    "empty_body": empty_body.BEHAVIOUR,
}
_NAMES = {shape: name for name, shape in SHAPES.items()}


class Fault(NamedTuple):
    """One fault of one answer.

    Attributes:
        name: the word for it.
        entry: what was said of it.
        number: its place in the list that it is from.
        refuse: makes the error in the answer's place; None where it refuses nothing.
        failure: the error of a stream in its midst, or of an answer of one piece; None for none.
    """

    name: str
    entry: FaultEntry
    number: int = 0
    refuse: Refuse | None = None
    failure: Refusal | None = None

    @property
    def behaviour(self) -> Behaviour:
        """What it does."""
        return BEHAVIOURS[self.name]

    @property
    def is_shaping(self) -> bool:
        """Whether it changes an answer on its way out."""
        behaviour = self.behaviour
        changes = behaviour.stage is not None or behaviour.reframing is not None
        return changes and behaviour.is_shaping(self.entry)


def fault_of(entry: FaultEntry, number: int = 0) -> Fault:
    """Return the fault that an entry asks for."""
    name = _NAMES[type(entry)]
    behaviour = BEHAVIOURS[name]
    refuse = None if behaviour.refusal is None else behaviour.refusal(entry)
    failure = None if behaviour.failure is None else behaviour.failure(entry)
    return Fault(name, entry, number, refuse, failure)
