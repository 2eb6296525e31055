"""The header fields in which the mock says what it did, where `trace` is on."""

from __future__ import annotations

from msgspec.structs import replace

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.engine.reply import Reply
from sanic_mock.server.planned import Planned
from sanic_mock.settings import Settings

LEAST_ERROR = 400


def traced(answer: Whole | Events, reply: Reply, settings: Settings) -> Whole | Events:
    """Return an answer with who gave it, and what was planned of it."""
    lines = _origin(settings) + _times(reply, settings) + _rule(settings)
    return replace(answer, fields=answer.fields + _encoded(lines))


def traced_error(planned: Planned, settings: Settings) -> Planned:
    """Return an error with who gave it, of which nothing else was planned; all else as it is."""
    answer = planned.answer
    if not isinstance(answer, Whole) or answer.status < LEAST_ERROR:
        return planned
    fields = answer.fields + _encoded(_origin(settings) + _rule(settings))
    return replace(planned, answer=replace(answer, fields=fields))


def _origin(settings: Settings) -> str:
    return f"x-mock-profile: {settings.profile}\r\nx-mock-seed: {settings.seed}\r\n"


def _times(reply: Reply, settings: Settings) -> str:
    if settings.load.model == "step":  # an engine decides its times as it goes
        return ""
    first_ms = 0.0 if reply.plan is None else reply.plan.first_ns / 1e6
    return f"x-mock-ttft-ms: {first_ms:.3f}\r\nServer-Timing: ttft;dur={first_ms:.3f}\r\n"


def _rule(settings: Settings) -> str:
    return f"x-mock-rule: {settings.rule}\r\n" if settings.rule else ""


def _encoded(lines: str) -> bytes:
    return lines.encode("latin-1", "replace")
