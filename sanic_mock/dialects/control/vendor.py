"""sanic-mock's own paths; nobody needs a key for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.control import json_answer, openapi
from sanic_mock.dialects.control.change_errors import controlled
from sanic_mock.dialects.control.greeting import HOST, greeting
from sanic_mock.dialects.control.health import health, ready
from sanic_mock.dialects.control.live import live
from sanic_mock.dialects.control.metrics import metrics
from sanic_mock.dialects.control.report import REPORTERS
from sanic_mock.dialects.control.requests import READERS
from sanic_mock.dialects.control.table import OF_SERVER, ROOT
from sanic_mock.dialects.modelless import Modelless
from sanic_mock.dialects.operation import Call, Operation, State
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.errors import Problem

_ANSWERS: Mapping[str, Callable[[State, Call], Whole]] = {
    "/": greeting,
    "/health": health,
    "/healthz": health,  # as Kubernetes' own servers call them
    "/livez": health,
    "/ready": ready,
    "/readyz": ready,
    "/metrics": metrics,
}

#: What the page listens to.
LIVE = "/live"
_ROOT_TOO = f"{ROOT}/"


def _no_key() -> Problem:
    return Problem(401, "This path needs a key.")


def _operations() -> Iterator[Operation]:
    for path, made in _ANSWERS.items():
        yield Operation("GET", path, made, json_answer.error, _no_key)
    yield Operation("GET", LIVE, live, json_answer.error, _no_key, waits=True)
    for path in (ROOT, _ROOT_TOO):
        yield Operation("GET", path, openapi.index, json_answer.error, _no_key)
    for reader in (*READERS, *REPORTERS):
        path = ROOT + reader.path
        yield Operation(reader.method, path, reader.answer, json_answer.error, _no_key, waits=True)
    for one in openapi.every():
        answer, path = controlled(one.answer), ROOT + one.path
        yield Operation(one.method, path, answer, json_answer.error, _no_key, waits=True)


_OF_TENANTS = frozenset(ROOT + one.path for one in openapi.every() if one.path not in OF_SERVER)


def is_control(path: str) -> bool:
    """Tell whether a path is one of those that change the server."""
    return path.startswith(ROOT) and path[len(ROOT) :][:1] in ("", "/")


def is_for_tenants(template: str) -> bool:
    """Tell whether a path of those is open to who has a part of the server."""
    return template in _OF_TENANTS


def wrong_token() -> Problem:
    """Word that a server is not changed without its token."""
    message = "Only who has the server's admin token may ask this."
    fields = (("www-authenticate", "Bearer"),)
    return Problem(401, message, code="wrong_token", headers=fields)


class Control(Modelless):
    """sanic-mock itself; see dialects.vendor.Vendor."""

    FIELDS: ClassVar[tuple[str, ...]] = (HOST,)
    OPERATIONS: ClassVar[tuple[Operation, ...]] = tuple(_operations())

    _PATHS = frozenset((*_ANSWERS, LIVE))

    def __init__(self, state: State) -> None:
        """There is nothing to make."""

    def claims(self, head: RequestHead) -> bool:
        """See Vendor."""
        return head.path in self._PATHS or is_control(head.path)

    def is_strict(self, head: RequestHead) -> bool:
        """See Vendor."""
        return True

    def unknown(self, head: RequestHead, digest: bytes, now_s: int) -> Whole:
        """See Vendor."""
        return self.error(openapi.unknown(head.path), digest, now_s)

    def wrong_method(self, head: RequestHead, allowed: tuple[str, ...]) -> Problem:
        """See Vendor."""
        told = ", ".join(allowed)
        message = f"{head.path} cannot be asked with {head.method}; want {told}."
        return Problem(405, message, code="method_not_supported", headers=(("allow", told),))

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """See Vendor."""
        return json_answer.error(problem, digest, now_s)
