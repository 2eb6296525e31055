"""Faults that refuse: an error in the place of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from sanic_mock.profile.answer_place import AnswerPlace, PlaceKind
from sanic_mock.profile.error_names import ErrorKind
from sanic_mock.profile.keys import key
from sanic_mock.profile.kinds import BoolKind, ChoiceKind, TextKind
from sanic_mock.profile.retry_wait import RetryWaitKind
from sanic_mock.profile.sections.faults.entry import FaultAt, FaultEntry

RetryFields = Literal["both", "seconds", "ms", "date"]
ErrorBody = Literal["api", "html", "empty"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusFault(FaultEntry):
    """An error in place of an answer."""

    code: str = key("code", ErrorKind(), "the error, by status or name", is_required=True)
    retry_after_s: float | None = key(
        "retry_after", RetryWaitKind(), "told as the wait before a retry"
    )
    retry_fields: RetryFields = key(
        "retry_fields",
        ChoiceKind(get_args(RetryFields)),
        "as its vendor tells it (OpenAI in both `retry-after` and `retry-after-ms`), in one of "
        "these, or as a date",
        "both",
        switch="retry_after",
    )
    should_retry: bool | None = key("should_retry", BoolKind(), "told as `x-should-retry`")
    body: ErrorBody = key(
        "body",
        ChoiceKind(get_args(ErrorBody)),
        "the vendor's own, or a load balancer's: a page of HTML, or nothing",
        "api",
    )
    message: str | None = key("message", TextKind(), "in place of the vendor's sentence")

    @property
    def is_whole(self) -> bool:
        """See FaultEntry."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamErrorFault(FaultEntry):
    """An error in the midst of a stream that began well; in one piece, the error itself."""

    code: str = key("code", ErrorKind(), "the error, by status or name", "server_error")
    message: str | None = key("message", TextKind(), "in place of the vendor's sentence")
    after: AnswerPlace | None = key(
        "after", PlaceKind(), "behind so much of a stream; else before its first token"
    )
    at: FaultAt = "start"
