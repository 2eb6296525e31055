"""What somebody reads who opens the server's address: plain text, for a terminal or a browser."""

from __future__ import annotations

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.control.page import page
from sanic_mock.dialects.operation import Call, State
from sanic_mock.dialects.request_head import ACCEPT

HOST = "host"
_TEXT = b"Content-Type: text/plain; charset=utf-8\r\nVary: Accept\r\n"
_BODY = '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello"}]}'


def greeting(state: State, call: Call) -> Whole:
    """Say what this is, what it runs, and how to ask it; a browser gets the page."""
    if "text/html" in (call.head.field(ACCEPT) or ""):
        return page()
    profile = state.settings.profile
    key = " -H 'Authorization: Bearer KEY'" if state.settings.api_keys else ""
    url = f"{state.settings.scheme}://{call.head.field(HOST) or '127.0.0.1'}"
    curl = "curl -k" if state.settings.scheme == "https" else "curl"
    lines = (
        "sanic-mock: an OpenAI API without the model.",
        "",
        f"profile  {profile}",
        f"status   {_status(state)}",
        "",
        f"{curl} {url}/v1/chat/completions -H 'Content-Type: application/json'{key} -d '{_BODY}'",
        "",
        f"Clients take {url}/v1 as their base URL. {url}/ready says whether to trust the times.",
    )
    text = "\n".join(lines) + "\n"
    return Whole(200, _TEXT, text.encode("utf-8", "replace"))


def _status(state: State) -> str:
    if cold_s := state.ready_in_s():
        return f"cold, ready in {cold_s:.1f} s"
    phase = state.phase()
    ready = "ready" if phase is None else f"ready, phase {phase.name}"
    return state.trouble() or ready
