"""Errors that a profile or a request may ask for: by name, each with its status, or by status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sanic_mock.profile.nearest import nearest
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.table import Kind

# Of several with one status, the first is meant by the status.
STATUS_OF: Mapping[str, int] = {
    "bad_request": 400,
    "content_policy": 400,
    "unauthorized": 401,
    "permission": 403,
    "not_found": 404,
    "timeout": 408,
    "conflict": 409,
    "unprocessable": 422,
    "rate_limit_requests": 429,
    "rate_limit_tokens": 429,
    "request_too_large": 429,
    "insufficient_quota": 429,
    "server_error": 500,
    "bad_gateway": 502,
    "overloaded": 503,
    "gateway_timeout": 504,
}
STATUSES = range(400, 600)


def is_error_name(name: str) -> bool:
    """Return whether this is one of the names, or a status as text."""
    is_status = name.isascii() and name.isdigit() and len(name) == 3
    return name in STATUS_OF or (is_status and int(name) in STATUSES)


@dataclass(frozen=True, slots=True)
class ErrorKind(Kind[str]):
    """A status from 400 to 599, or one of the names; read as text."""

    def parse(self, node: ValueNode) -> str:
        is_number = isinstance(node.value, int) and not isinstance(node.value, bool)
        if not isinstance(node.value, str) and not is_number:
            raise self.wrong(node, "an error")
        name = str(node.value)
        if is_error_name(name):
            return name
        near = nearest(name, STATUS_OF)
        hint = f"nearest is {near}; " if near else ""
        raise ValueError(f"{node.shown} is no error; {hint}want {self.describe()}")

    def json_schema(self) -> dict[str, Any]:
        low, high = STATUSES[0], STATUSES[-1]
        number = {"type": "integer", "minimum": low, "maximum": high}
        return {"anyOf": [number, {"enum": [*STATUS_OF, *map(str, STATUSES)]}]}

    def describe(self) -> str:
        return f"{STATUSES[0]} to {STATUSES[-1]}, {', '.join(STATUS_OF)}"
