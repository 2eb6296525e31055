"""What would be answered to a request, and what it asks: looked at aside, nothing is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sanic_mock.dialects.operation import State
from sanic_mock.dialects.previews import PreviewedRequest
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.router import Router
from sanic_mock.dialects.vendor import Dialect
from sanic_mock.errors import Problem
from sanic_mock.server.schedule import Planner, Schedule
from sanic_mock.settings import Settings
from sanic_mock.shared.store import Store

_MS = 1e6


class ProfilePreviews:
    """Previews of one profile; see dialects.previews.Previews.

    Args:
        settings: the profile.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._router: Router | None = None

    def plan(self, wanted: PreviewedRequest) -> dict[str, Any]:
        """See Previews; the answer is planned as one that runs alone."""
        settings = self._settings
        seed = settings.seed if wanted.seed is None else wanted.seed
        dialect = self._dialect(wanted.head)
        if dialect is None:
            raise Problem(404, f"No model answers {wanted.head.path}.", param="path")
        planner = Planner(replace(settings, seed=seed), dialect)
        schedule = planner.plan(wanted.body, attempt=wanted.attempt, sized=False)
        return {"seed": seed, "attempt": wanted.attempt, **_shown(schedule)}

    def prompt(self, head: RequestHead, body: bytes) -> Sequence[str] | None:
        """See Previews; of what cannot be read there is none."""
        dialect = self._dialect(head)
        if dialect is None:
            return None
        try:
            conversation = dialect.conversation(body)
            return None if conversation is None else [*conversation.texts]
        except Exception:
            return None

    def _dialect(self, head: RequestHead) -> Dialect | None:
        if self._router is None:
            self._router = Router(State(self._settings, Store()))
        admission = self._router.admit(head)
        return None if admission is None else admission.dialect


def _shown(schedule: Schedule) -> dict[str, Any]:
    head_ns = schedule.head_ns
    return {
        "stream": schedule.is_stream,
        "completion_tokens": schedule.tokens,
        "head_ms": None if head_ns is None else head_ns / _MS,
        "first_ms": schedule.first_ns / _MS,
        "last_ms": schedule.last_ns / _MS,
        "due_ms": [due / _MS for due in schedule.dues],
    }
