"""What becomes of a running server as a whole: begun anew, in another phase, frozen, released."""

from __future__ import annotations

from math import isinf
from typing import Any

import msgspec

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.control.change_errors import changed, followed
from sanic_mock.dialects.control.controls import Controls, Present, WhenBegun
from sanic_mock.dialects.control.health import shown_phase
from sanic_mock.dialects.control.json_answer import answer
from sanic_mock.dialects.operation import Call
from sanic_mock.engine.phases import Phases
from sanic_mock.errors import Problem
from sanic_mock.profile.nearest import suggestion
from sanic_mock.profile.running_view import spoken

_WANTED = '{"begin": true}, {"skip": true} or {"phase": NAME}'


def reset(controls: Controls, call: Call) -> Whole:
    """Let the server be as at its start; answers with the profile."""
    return followed(controls.reset(), lambda present: spoken(present.running.chosen()))


def freeze(controls: Controls, call: Call) -> Whole:
    """Let no answer of a model go on; those that come wait as well."""
    return changed(controls, lambda running: running.frozen(True), _frozen)


def release(controls: Controls, call: Call) -> Whole:
    """Let all answers go on: what has become due is sent at once, all else is due as it was."""
    return changed(controls, lambda running: running.frozen(False), _frozen)


def get_phase(controls: Controls, call: Call) -> Whole:
    """Say which phase of the profile runs."""
    phase = controls.phase()
    return answer({"phase": None} if phase is None else {"phase": shown_phase(phase)})


def move_phase(controls: Controls, call: Call) -> Whole:
    """Let the scenario begin, or be in another phase."""
    present = controls.begin(_moment(call.body))
    phase = controls.phase()
    return followed(present, lambda present: {"phase": phase and shown_phase(phase)})


def _frozen(present: Present) -> dict[str, Any]:
    return {"frozen": present.running.is_frozen}


def _moment(body: bytes) -> WhenBegun:
    """Return what finds the moment that a body asks for."""
    try:
        asked = msgspec.json.decode(body, type=dict[str, object])
    except msgspec.DecodeError as error:
        raise Problem(400, f"{error}; want {_WANTED}.") from None
    if asked == {"begin": True}:
        return lambda phases, time_s: 0.0
    if asked == {"skip": True}:
        return _end
    if set(asked) == {"phase"}:
        return lambda phases, time_s: _begin(phases, str(asked["phase"]))
    raise Problem(400, f"{body.decode(errors='replace')[:200]} is not known; want {_WANTED}.")


def _end(phases: Phases, time_s: float | None) -> float:
    """Return when the phase ends that runs, since the scenario began."""
    if time_s is None:
        return 0.0
    place = phases.find(time_s)
    if isinf(place.ends_s):
        name = phases.report(place, time_s).name
        raise Problem(400, f"No phase follows {name}.", code="no_phase")
    return place.ends_s


def _begin(phases: Phases, name: str) -> float:
    """Return when a phase begins, since the scenario began."""
    names = [one.name for one in phases.planned]
    if name not in names:
        hint = suggestion(name, names)
        raise Problem(400, f"'{name}' is no phase; {hint}.", param="phase", code="no_phase")
    return phases.begins_s(names.index(name))
