"""The running profile: what it says, and changing that."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.control.change_errors import changed
from sanic_mock.dialects.control.controls import Controls, Present
from sanic_mock.dialects.control.json_answer import answer
from sanic_mock.dialects.operation import Call
from sanic_mock.profile.change import read_change
from sanic_mock.profile.listing import description
from sanic_mock.profile.named import names_under
from sanic_mock.profile.running_view import every, spoken

DEFAULTS = "defaults"


def get_profile(controls: Controls, call: Call) -> Whole:
    """Say what was said of the profile; with `defaults=true`, all that takes part."""
    chosen = controls.present().running.chosen()
    return answer(every(chosen) if call.last(DEFAULTS) == "true" else spoken(chosen))


def get_origins(controls: Controls, call: Call) -> Whole:
    """Say of each key where its value comes from."""
    return answer(dict(controls.present().running.chosen().origins()))


def get_profiles(controls: Controls, call: Call) -> Whole:
    """List the profiles that PUT may extend, and requests may name."""
    settings = controls.settings()
    rows = [
        {
            "name": name,
            "description": description(word),
            "origin": "shipped" if word == name else "beside the profile that runs",
        }
        for name, word in sorted(names_under(settings).items())
    ]
    return answer({"running": settings.profile, "profiles": rows})


def patch_profile(controls: Controls, call: Call) -> Whole:
    """Put keys over what the profile says."""
    change = read_change(call.body)
    return changed(controls, lambda running: running.patched(change), _shown)


def put_profile(controls: Controls, call: Call) -> Whole:
    """Let another profile take the place of the one that runs."""
    change = read_change(call.body)
    return changed(controls, lambda running: running.replaced(change), _shown)


def _shown(present: Present) -> dict[str, Any]:
    return spoken(present.running.chosen())
