"""Which vendor answers which path: all that the server knows of dialects.

A vendor's completions come here by a path and go through the engine and the pacer; its operations
(listings, what was stored) are answered as they come.
"""

from __future__ import annotations

from collections.abc import Iterator

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.front import Admission, Dialect, Front
from sanic_mock.dialects.openai import cors, endpoints, gateway_errors
from sanic_mock.dialects.openai.azure import surface
from sanic_mock.dialects.operation import Operation, State
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings
from sanic_mock.shared.store import Store

# Paths that completions are posted to; `<name>` stands for anything but a slash.
TEMPLATES = (*endpoints.TEMPLATES, *surface.TEMPLATES)
OPERATIONS = (*endpoints.OPERATIONS, *surface.OPERATIONS)


class Table:
    """The endpoints of one worker.

    Args:
        settings: what the server was asked to be.
        store: what clients ask to be kept; None keeps it in this process alone.
    """

    def __init__(self, settings: Settings, store: Store | None = None) -> None:
        self.state = State(settings, store or Store())
        self._openai = endpoints.OpenAI(self.state)
        self._azure = surface.Azure(self._openai, settings)

    def __iter__(self) -> Iterator[Dialect]:
        """Yield the dialects that answer unless a request says otherwise."""
        return iter(self._openai.dialects())

    def admit(self, front: Front) -> Admission | None:
        """Return who answers a POST, or None."""
        vendor = self._azure if self._azure.answers(front) else self._openai
        return vendor.admit(front)

    def refusal(self, front: Front, operation: Operation) -> Problem | None:
        """Return why a call of an operation is not let in, or None."""
        vendor = self._azure if self._azure.answers(front) else self._openai
        return vendor.refusal(front, operation)

    def is_strict(self, front: Front) -> bool:
        """Return whether a request wants to be refused what the vendor refuses."""
        return self._openai.is_strict(front)

    def unknown(self, front: Front, digest: bytes, now_s: int) -> Whole:
        """Answer a path that no vendor has."""
        if self._azure.answers(front):
            return self._azure.unknown(digest, now_s)
        return self._openai.unknown(front, digest, now_s)

    def preflight(self, wanted: str | None, now_s: int) -> Whole:
        """Answer a browser that asks what it may send; `wanted` are the fields it names."""
        return cors.preflight(wanted, now_s)

    def error(self, path: str, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """Render a problem of a path that no dialect was found for."""
        if self._azure.owns(path):
            return self._azure.error(problem, digest, now_s)
        return self._openai.error(path, problem, digest, now_s)

    # What no dialect is asked about.

    wrong_method = staticmethod(gateway_errors.wrong_method)
    body_too_large = staticmethod(gateway_errors.body_too_large)
    head_too_large = staticmethod(gateway_errors.head_too_large)
    bad_request = staticmethod(gateway_errors.bad_request)
    broken = staticmethod(gateway_errors.server_error)
