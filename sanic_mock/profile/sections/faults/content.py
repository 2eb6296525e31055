"""Faults in what an answer says: all of it is as the vendor sends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from sanic_mock.profile.amounts import WholeKind
from sanic_mock.profile.keys import key
from sanic_mock.profile.kinds import ChoiceKind, TextKind
from sanic_mock.profile.sections.faults.entry import MOST, FaultEntry

BadCall = Literal["not_json", "schema", "unknown_tool", "duplicate_ids", "wrong_index"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CutTextFault(FaultEntry):
    """What cuts a text, or the arguments of a call."""

    tokens: int | None = key(
        "tokens", WholeKind(0, MOST), "that are left, where there are so many; else half of them"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentFilterFault(CutTextFault):
    """The vendor's filter stops an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthFault(CutTextFault):
    """An answer ends as one that ran into its limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalFault(FaultEntry):
    """The model refuses to answer."""

    message: str | None = key("message", TextKind(), "what it says, in place of its own words")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyFault(FaultEntry):
    """An answer says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadCallFault(FaultEntry):
    """Something is wrong with the calls of tools; answers without one are left as they are."""

    what: BadCall = key(
        "what",
        ChoiceKind(get_args(BadCall)),
        "arguments that are no JSON or break their schema, a tool that was not offered, ids that "
        "repeat, or fragments under another index (in streams)",
        is_required=True,
    )
