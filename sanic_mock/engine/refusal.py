"""Why a request is not answered, before any vendor's words.

A full queue, a limit that is reached, an answer too large and an error that a request asks for come
to a client by one road: here is what happened, in numbers; each dialect words it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from sanic_mock.engine.limits.standing import Standing
from sanic_mock.errors import MockError

# What one account may use in a minute: told by every answer, and where it is exceeded.
REQUESTS_PER_MINUTE = 10_000
TOKENS_PER_MINUTE = 10_000_000

RefusalKind = Literal[
    "bad_request",
    "content_policy",
    "unauthorized",
    "permission",
    "not_found",
    "timeout",
    "conflict",
    "unprocessable",
    "client_error",
    "rate_limit_requests",
    "rate_limit_tokens",
    "request_too_large",
    "insufficient_quota",
    "server_error",
    "bad_gateway",
    "overloaded",
    "gateway_timeout",
    "too_many_tokens",
    "too_many_probabilities",
    "too_deep",
    "too_many_values",
    "string_too_long",
    "internal",
]

# What a limit is for: a minute, a day, or what is under way at once.
LimitWindow = Literal["minute", "day", "at_once"]


class Refusal(NamedTuple):
    """The neutral half of an error.

    Attributes:
        kind: what happened; "internal" is a failure of sanic-mock itself, which says so.
        limit: what may be used in a window, at once or in one answer, in what the kind counts.
        used: how much of it is used.
        wanted: how much this request needs.
        retry_s: seconds until a retry may succeed; None says nothing of it.
        detail: of an internal failure; where a string is that is too long.
        status: HTTP status, 400 to 599; 0 is the one that the vendor has for the kind.
        window: of a limit that was reached.
        standing: what is left of all limits; None where they are not counted.
    """

    kind: RefusalKind
    limit: int = 0
    used: int = 0
    wanted: int = 0
    retry_s: float | None = None
    detail: str = ""
    status: int = 0
    window: LimitWindow = "minute"
    standing: Standing | None = None


class RefusedError(MockError):
    """Something is refused on the way, where no dialect is at hand.

    Args:
        refusal: why.
    """

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.kind)
        self.refusal = refusal


# What can be asked for by name, with the status that is asked for instead; of several with one
# status, the first.
ON_DEMAND: Mapping[str, tuple[int, Refusal]] = {
    "bad_request": (400, Refusal("bad_request")),
    "content_policy": (400, Refusal("content_policy")),
    "unauthorized": (401, Refusal("unauthorized")),
    "permission": (403, Refusal("permission")),
    "not_found": (404, Refusal("not_found")),
    "timeout": (408, Refusal("timeout")),
    "conflict": (409, Refusal("conflict")),
    "unprocessable": (422, Refusal("unprocessable")),
    "rate_limit_requests": (
        429,
        Refusal("rate_limit_requests", REQUESTS_PER_MINUTE, REQUESTS_PER_MINUTE, 1, 0.006),
    ),
    "rate_limit_tokens": (
        429,
        Refusal("rate_limit_tokens", TOKENS_PER_MINUTE, TOKENS_PER_MINUTE - 40_000, 50_000, 0.06),
    ),
    "request_too_large": (
        429,
        Refusal("request_too_large", TOKENS_PER_MINUTE, wanted=TOKENS_PER_MINUTE + 601),
    ),
    "insufficient_quota": (429, Refusal("insufficient_quota")),
    "server_error": (500, Refusal("server_error")),
    "bad_gateway": (502, Refusal("bad_gateway")),
    "overloaded": (503, Refusal("overloaded")),
    "gateway_timeout": (504, Refusal("gateway_timeout")),
}
STATUSES = range(400, 600)
_OVERLOADED = 529  # as some services have it
_BY_STATUS: dict[int, Refusal] = dict(reversed(tuple(ON_DEMAND.values())))


def on_demand(name: str, retry_s: float | None = None) -> Refusal | None:
    """Return the error that is asked for, None where there is none such.

    Args:
        name: one of ON_DEMAND, or a status in STATUSES.
        retry_s: seconds until a retry may succeed; None is what the error itself says.
    """
    if name in ON_DEMAND:
        _, refusal = ON_DEMAND[name]
    elif name.isascii() and name.isdigit() and len(name) == 3 and int(name) in STATUSES:
        refusal = _of_status(int(name))
    else:
        return None
    return refusal if retry_s is None else refusal._replace(retry_s=retry_s)


def _of_status(status: int) -> Refusal:
    """Return the error of a status; one that has no kind of its own is of its hundred's."""
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status == _OVERLOADED:
        return Refusal("overloaded", status=status)
    return Refusal("client_error" if status < 500 else "server_error", status=status)


def internal(detail: str) -> Refusal:
    """Return what is answered where sanic-mock itself failed."""
    return Refusal("internal", detail=detail)
