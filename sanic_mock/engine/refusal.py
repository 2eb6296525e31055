"""Why a request is not answered, before any vendor's words.

A full queue, a limit that is reached, an answer too large and an error that a request asks for come
to a client by one road: here is what happened, in numbers; each dialect words it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, cast

from sanic_mock.engine.limits.standing import Standing
from sanic_mock.errors import MockError
from sanic_mock.profile.error_names import STATUS_OF, is_error_name

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
    "unanswered",
    "unmet",
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
        detail: of an internal failure; where a string is that is too long; why nothing answers,
            or what a request asks for in vain.
        status: HTTP status, 400 to 599; 0 is the one that the vendor has for the kind.
        window: of a limit that was reached.
        standing: what is left of all limits; None where they are not counted.
        headers: further fields, as (name, value).
        message: in place of the vendor's sentence; "" for that.
        is_wait_asked: whether `retry_s` was asked for, so that it is told by all vendors.
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
    headers: tuple[tuple[str, str], ...] = ()
    message: str = ""
    is_wait_asked: bool = False


class RefusedError(MockError):
    """Something is refused on the way, where no dialect is at hand.

    Args:
        refusal: why.
        model: what was asked for, "" where that is not known.
    """

    def __init__(self, refusal: Refusal, model: str = "") -> None:
        super().__init__(refusal.kind)
        self.refusal = refusal
        self.model = model


_ON_DEMAND: Mapping[str, Refusal] = {
    **{name: Refusal(cast(RefusalKind, name)) for name in STATUS_OF},
    "rate_limit_requests": Refusal(
        "rate_limit_requests", REQUESTS_PER_MINUTE, REQUESTS_PER_MINUTE, 1, 0.006
    ),
    "rate_limit_tokens": Refusal(
        "rate_limit_tokens", TOKENS_PER_MINUTE, TOKENS_PER_MINUTE - 40_000, 50_000, 0.06
    ),
    "request_too_large": Refusal(
        "request_too_large", TOKENS_PER_MINUTE, wanted=TOKENS_PER_MINUTE + 601
    ),
}
_OVERLOADED = 529  # as some services have it
_BY_STATUS: dict[int, Refusal] = {
    status: _ON_DEMAND[name] for name, status in reversed(tuple(STATUS_OF.items()))
}


def on_demand(name: str, retry_s: float | None = None) -> Refusal | None:
    """Return the error that is asked for, None where there is none such.

    Args:
        name: one of `profile.error_names`.
        retry_s: seconds until a retry may succeed; None is what the error itself says.
    """
    if not is_error_name(name):
        return None
    refusal = _ON_DEMAND[name] if name in _ON_DEMAND else _of_status(int(name))
    return refusal if retry_s is None else refusal._replace(retry_s=retry_s, is_wait_asked=True)


def _of_status(status: int) -> Refusal:
    """Return the error of a status; one that has no kind of its own is of its hundred's.

    A vendor may answer its kind with another status; who asks for a number gets that number.
    """
    if status in _BY_STATUS:
        return _BY_STATUS[status]._replace(status=status)
    if status == _OVERLOADED:
        return Refusal("overloaded", status=status)
    return Refusal("client_error" if status < 500 else "server_error", status=status)


def unanswered(why: str) -> Refusal:
    """Return what is answered where a rule would have to, and none does."""
    return Refusal("unanswered", detail=why)


def unmet(why: str) -> Refusal:
    """Return what is answered where a request asks for what it cannot have."""
    return Refusal("unmet", detail=why)


def internal(detail: str) -> Refusal:
    """Return what is answered where sanic-mock itself failed."""
    return Refusal("internal", detail=detail)
