"""sanic-mock's own paths; nobody needs a key for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.control import json_answer
from sanic_mock.dialects.control.greeting import HOST, greeting
from sanic_mock.dialects.control.health import health, ready
from sanic_mock.dialects.operation import Call, Operation, State
from sanic_mock.dialects.paths import Place
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.vendor import Admission, Dialect
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem

_ANSWERS: Mapping[str, Callable[[State, Call], Whole]] = {
    "/": greeting,
    "/health": health,
    "/healthz": health,  # as Kubernetes' own servers call them
    "/livez": health,
    "/ready": ready,
    "/readyz": ready,
}


def _no_key() -> Problem:
    return Problem(401, "This path needs a key.")


class Control:
    """sanic-mock itself; see dialects.vendor.Vendor."""

    FIELDS: ClassVar[tuple[str, ...]] = (HOST,)
    TEMPLATES: ClassVar[tuple[str, ...]] = ()
    OPERATIONS: ClassVar[tuple[Operation, ...]] = tuple(
        Operation("GET", path, made, json_answer.error, _no_key) for path, made in _ANSWERS.items()
    )

    _PATHS = frozenset(_ANSWERS)

    def __init__(self, state: State) -> None:
        """There is nothing to make."""

    def dialects(self) -> Iterable[Dialect]:
        """See Vendor; no model answers here."""
        return ()

    def claims(self, head: RequestHead) -> bool:
        """See Vendor."""
        return head.path in self._PATHS

    def admit(self, head: RequestHead, place: Place) -> Admission:
        """See Vendor; there is no template that could be asked for."""
        raise NotImplementedError

    def refusal(self, head: RequestHead, operation: Operation) -> Problem | None:
        """See Vendor; everybody is let in."""
        return None

    def is_strict(self, head: RequestHead) -> bool:
        """See Vendor."""
        return True

    def unknown(self, head: RequestHead, digest: bytes, now_s: int) -> Whole:
        """See Vendor."""
        return self.error(Problem(404, f"There is no {head.path}."), digest, now_s)

    def wrong_method(self, head: RequestHead, allowed: tuple[str, ...]) -> Problem:
        """See Vendor."""
        told = ", ".join(allowed)
        message = f"{head.path} cannot be asked with {head.method}; want {told}."
        return Problem(405, message, code="method_not_supported", headers=(("allow", told),))

    def refused(self, refusal: Refusal) -> Problem:
        """See Vendor."""
        return Problem(500, f"sanic_mock failed: {refusal.detail}", kind="server_error")

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """See Vendor."""
        return json_answer.error(problem, digest, now_s)
