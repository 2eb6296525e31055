"""Why a request is not answered, before any vendor's words.

A full queue, a limit that is reached, an answer too large and an error that a request asks for come
to a client by one road: here is what happened, in numbers; each dialect words it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from sanic_mock.errors import MockError

RefusalKind = Literal[
    "rate_limit_requests",
    "rate_limit_tokens",
    "request_too_large",
    "insufficient_quota",
    "server_error",
    "overloaded",
    "too_many_tokens",
    "too_many_probabilities",
    "too_deep",
    "too_many_values",
    "string_too_long",
    "internal",
]


class Refusal(NamedTuple):
    """The neutral half of an error.

    Attributes:
        kind: what happened; "internal" is a failure of sanic-mock itself, which says so.
        limit: what may be used in a minute, at once or in one answer, in what the kind counts.
        used: how much of it is used.
        wanted: how much this request needs.
        retry_s: seconds until a retry may succeed; None says nothing of it.
        detail: of an internal failure; where a string is that is too long.
    """

    kind: RefusalKind
    limit: int = 0
    used: int = 0
    wanted: int = 0
    retry_s: float | None = None
    detail: str = ""


class RefusedError(MockError):
    """Something is refused on the way, where no dialect is at hand.

    Args:
        refusal: why.
    """

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.kind)
        self.refusal = refusal


# What a request can ask for by name; the numbers are those of real answers.
ON_DEMAND: Mapping[str, Refusal] = {
    "rate_limit_requests": Refusal("rate_limit_requests", 3, 3, 1, 20.0),
    "rate_limit_tokens": Refusal("rate_limit_tokens", 30_000, 29_937, 385, 0.644),
    "request_too_large": Refusal("request_too_large", 30_000, wanted=30_601),
    "insufficient_quota": Refusal("insufficient_quota"),
    "server_error": Refusal("server_error"),
    "overloaded": Refusal("overloaded"),
}


def internal(detail: str) -> Refusal:
    """Return what is answered where sanic-mock itself failed."""
    return Refusal("internal", detail=detail)
