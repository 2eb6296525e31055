"""For those who look after a server: does it live, and can it be trusted."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.control.json_answer import answer
from sanic_mock.dialects.operation import Call, State


def health(state: State, call: Call) -> Whole:
    """Say that the process lives."""
    return answer({"status": "ok"})


def ready(state: State, call: Call) -> Whole:
    """Say that answers can be had, whether they leave in time, and whether clients read them."""
    why, (unread, most) = state.trouble(), state.unread()
    content: dict[str, Any] = {"status": "degraded" if why else "ready"}
    content["profile"] = state.settings.profile
    if why:
        content["why"] = why
    return answer(content | {"unread_bytes": unread, "most_unread_bytes": most})
