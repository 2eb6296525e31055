"""Header fields of sanic-mock's own, which it reads of every vendor's requests."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.engine.refusal import Refusal, on_demand
from sanic_mock.errors import SettingsError
from sanic_mock.profile.entry_lines import FORM
from sanic_mock.profile.error_names import STATUS_OF
from sanic_mock.profile.fault_text import read_faults
from sanic_mock.profile.nearest import nearest, suggestion
from sanic_mock.profile.retry_wait import LONGEST_RETRY_S
from sanic_mock.profile.sections.answers.wish import Wish
from sanic_mock.profile.sections.faults.entry import FaultEntry
from sanic_mock.profile.wishes import Setting, wish_of

MODE, ERROR, FAULT = "x-mock-mode", "x-mock-error", "x-mock-fault"
PROFILE, WIRE = "x-mock-profile", "x-mock-wire"
# What a request asks for itself: each field is a key of a wish behind this.
OWN = "x-mock-"
WISHES = tuple(OWN + name for name in ("latency", "ttft", "itl", "tokens", "case"))
_NAMES = (MODE, ERROR, FAULT, PROFILE, WIRE, *WISHES)
# Of that beginning, too, but no answer depends on them: who looks at a report reads them.
NOTED = ("x-mock-sent",)
# Stands for a field of that beginning which is none of these; its value is that field's name.
UNKNOWN = OWN + "*"
# Stands for the profile that a body names; no field has such a name.
IN_BODY = ":profile"
# And so the backend.
BACKEND_IN_BODY = ":backend"
# Stands for whose prefix a path had.
TENANT = ":tenant"
FIELDS = (*_NAMES, UNKNOWN, IN_BODY, BACKEND_IN_BODY, TENANT)
_KNOWN_WISHES = 256

_RETRY = "retry="
_MODES = ("strict", "lenient")
_WANTED: Mapping[str, str] = {
    MODE: ", ".join(_MODES),
    ERROR: f"a status from 400 to 599, or one of {', '.join(STATUS_OF)}, "
    f"and perhaps ;{_RETRY} with seconds from 0 to {LONGEST_RETRY_S:.0f}",
}
_KNOWN: Mapping[str, tuple[str, ...]] = {MODE: _MODES, ERROR: tuple(STATUS_OF)}


class WrongField(NamedTuple):
    """A field with a value that it cannot have, and those that it can.

    Attributes:
        name: of the field.
        value: what was sent.
        wanted: what can be sent, in words.
        near: the nearest there is, "" where nothing is near.
        problem: all of that in a sentence, where it has one of its own.
    """

    name: str
    value: str
    wanted: str
    near: str = ""
    problem: str = ""


def mode(head: RequestHead, default: str) -> str:
    """Return whether a request is answered strictly: its own wish, or the server's."""
    return head.field(MODE) or default


def wire(head: RequestHead) -> str | None:
    """Return the month whose wire a request asks for; None for the server's."""
    return head.field(WIRE)


def wrong(
    head: RequestHead,
    *,
    is_answered: bool = True,
    has_wishes: bool = True,
    wires: Collection[str] = (),
) -> WrongField | None:
    """Return the first of our fields whose value means nothing, None where all are right.

    Args:
        head: the request's.
        is_answered: whether a model answers, so that something can go wrong of its answer.
        has_wishes: whether the profile lets fields ask for something.
        wires: the months whose wire can be asked for.
    """
    if (unknown := head.field(UNKNOWN)) is not None:
        problem = f"{unknown}: there is no such field; {suggestion(unknown, _NAMES)}"
        return WrongField(unknown, "", "", problem=problem)
    asked = head.field(MODE)
    if asked is not None and asked not in _MODES:
        return _wrong(MODE, asked)
    asked = head.field(WIRE)
    if asked is not None and asked not in wires:
        return _wrong_wire(asked, wires)
    error = head.field(ERROR)
    if error is not None and _read(error) is None:
        return _wrong(ERROR, error)
    fault = head.field(FAULT)
    if fault is not None and (found := _wrong_fault(fault, is_answered=is_answered)):
        return found
    return _wrong_wish(head, is_answered=is_answered, is_open=has_wishes)


def faults(head: RequestHead) -> tuple[FaultEntry, ...]:
    """Return what a request asks to go wrong of its answer; none where it is not understood."""
    asked = head.field(FAULT)
    if asked is None or _wrong_fault(asked) is not None:
        return ()
    return read_faults(asked, FAULT)


def wish(head: RequestHead) -> Wish | None:
    """Return what a request asks for itself; None for nothing, or where it is not understood."""
    asked = _asked(head)
    if not asked:
        return None
    try:
        return _wish(asked)
    except SettingsError:
        return None


def _asked(head: RequestHead) -> tuple[Setting, ...]:
    """Return the settings that fields make."""
    fields = head.fields
    return tuple((name.removeprefix(OWN), fields[name]) for name in WISHES if name in fields)


@lru_cache(_KNOWN_WISHES)
def _wish(settings: tuple[Setting, ...]) -> Wish:
    return wish_of(settings, OWN)


def _wrong_wish(head: RequestHead, *, is_answered: bool, is_open: bool) -> WrongField | None:
    asked = _asked(head)
    if not asked:
        return None
    (name, value), *_ = asked
    field = OWN + name
    if not is_open:
        problem = f"{field}: the profile has it off, with steering.headers"
        return WrongField(field, value, "", problem=problem)
    if not is_answered:
        problem = f"{field}: no model answers here, so there is nothing to ask for"
        return WrongField(field, value, "", problem=problem)
    try:
        _wish(asked)
    except SettingsError as error:
        field = error.problems[0].partition(":")[0]
        return WrongField(field, value, "", problem="; ".join(error.problems))
    return None


def _wrong_fault(asked: str, *, is_answered: bool = True) -> WrongField | None:
    if not is_answered:
        problem = f"{FAULT}: no model answers here, so there is nothing to go wrong"
        return WrongField(FAULT, asked, "", problem=problem)
    try:
        read_faults(asked, FAULT)
    except SettingsError as error:
        return WrongField(FAULT, asked, FORM, problem="; ".join(error.problems))
    return None


def demanded(head: RequestHead) -> Refusal | None:
    """Return the error that a request asks for, None for one that wants an answer."""
    asked = head.field(ERROR)
    return None if asked is None else _read(asked)


def _wrong_wire(asked: str, wires: Collection[str]) -> WrongField:
    if not wires:
        problem = f"{WIRE}: there is an older wire only where a model answers at OpenAI's paths"
        return WrongField(WIRE, asked, "", problem=problem)
    return WrongField(WIRE, asked, ", ".join(wires), nearest(asked, tuple(wires)) or "")


def _wrong(name: str, value: str) -> WrongField:
    near = nearest(value.partition(";")[0].strip(), _KNOWN[name]) or ""
    return WrongField(name, value, _WANTED[name], "" if near == value else near)


def _read(asked: str) -> Refusal | None:
    """Return what `name;retry=seconds` asks for, None where it means nothing."""
    name, is_further, further = (part.strip() for part in asked.partition(";"))
    if not is_further:
        return on_demand(name)
    retry_s = _seconds(further.removeprefix(_RETRY)) if further.startswith(_RETRY) else None
    return None if retry_s is None else on_demand(name, retry_s)


def _seconds(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and 0 <= seconds <= LONGEST_RETRY_S else None
