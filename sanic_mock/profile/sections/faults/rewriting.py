"""Faults that change the bytes of an answer, and not what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from sanic_mock.profile.answer_place import AnswerPlace, PlaceKind
from sanic_mock.profile.keys import key
from sanic_mock.profile.kinds import ChoiceKind, TextKind
from sanic_mock.profile.sections.faults.entry import FaultEntry

Malformation = Literal["json", "utf8", "sse", "chunk"]
WrongLength = Literal["short", "long", "missing"]

_FIELD = r"[!-~]+(?: [!-~]+)*"


@dataclass(frozen=True, slots=True, kw_only=True)
class MalformedFault(FaultEntry):
    """Something in the answer is not what it is to be, at one place."""

    what: Malformation = key(
        "what",
        ChoiceKind(get_args(Malformation)),
        "a body or the data of an event, a text in it, an event, or the size of a chunk",
        is_required=True,
    )
    after: AnswerPlace | None = key(
        "after", PlaceKind(), "behind so much of the answer; else the first event, or half a body"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentTypeFault(FaultEntry):
    """The answer says that it is of another type, or of none."""

    value: str | None = key(
        "value",
        TextKind("a type, such as text/html", _FIELD),
        "the type; without it, no such field",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentLengthFault(FaultEntry):
    """The length that is told is half or twice that of the body, or none is told.

    A stream tells those of its chunks.
    """

    what: WrongLength = key(
        "what",
        ChoiceKind(get_args(WrongLength)),
        "half the length, twice the length, or neither a length nor chunks",
        is_required=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyBodyFault(FaultEntry):
    """A head, and at once the end."""
