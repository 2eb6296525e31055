"""For those who look after a server: does it live, and can it be trusted."""

from __future__ import annotations

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.control.json_answer import answer
from sanic_mock.dialects.operation import Call, State


def health(state: State, call: Call) -> Whole:
    """Say that the process lives."""
    return answer({"status": "ok"})


def ready(state: State, call: Call) -> Whole:
    """Say that answers can be had, and whether they leave in time."""
    profile = state.settings.profile
    if why := state.trouble():
        return answer({"status": "degraded", "profile": profile, "why": why})
    return answer({"status": "ready", "profile": profile})
