"""For those who look after a server: does it live, and can it be trusted."""

from __future__ import annotations

from math import ceil
from typing import Any

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.control.json_answer import answer
from sanic_mock.dialects.operation import Call, State
from sanic_mock.engine.phases import PhaseReport


def health(state: State, call: Call) -> Whole:
    """Say that the process lives, unless this is a backend that fails."""
    if is_failing(state):
        return answer({"status": "failing"}, 503)
    return answer({"status": "ok"})


def ready(state: State, call: Call) -> Whole:
    """Say that answers can be had, whether they leave in time, and whether clients read them."""
    why, (unread, most), cold_s = state.trouble(), state.unread(), state.ready_in_s()
    content: dict[str, Any] = {"status": "degraded" if why else "ready"}
    if cold_s:
        content = {"status": "starting", "ready_in_s": round(cold_s, 3)}
    content["profile"] = state.settings.profile
    if state.settings.backend:
        content["backend"] = state.settings.backend
    if phase := state.phase():
        content["phase"] = shown_phase(phase)
    if why:
        content["why"] = why
    content |= {"unread_bytes": unread, "most_unread_bytes": most}
    if is_failing(state):
        return answer({**content, "status": "failing"}, 503)
    if not cold_s:
        return answer(content)
    return answer(content, 503, f"retry-after: {ceil(cold_s)}\r\n".encode())


def is_failing(state: State) -> bool:
    """Return whether the profile has it that this backend says so."""
    return state.settings.health == "failing"


def shown_phase(phase: PhaseReport) -> dict[str, Any]:
    """Return what is said of the phase that runs; times are seconds."""
    shown: dict[str, Any] = {"name": phase.name, "index": phase.number}
    shown["since_s"] = round(phase.since_s, 3)
    if phase.profile:
        shown["profile"] = phase.profile
    shown["next"] = phase.following
    if phase.following_s:
        shown["next_in_s"] = round(phase.following_s, 3)
    return shown
