"""Requests that come within another one, as those of a batch do."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.request_head import RequestHead


class SubrequestAnswer(NamedTuple):
    """What one of them is answered, an error likewise.

    Attributes:
        answer: the answer, with a body in one piece.
        lasts_s: how long it takes from when it is asked.
    """

    answer: Whole
    lasts_s: float


class Subrequests(Protocol):
    """Answers them by the running profile: no limit counts them, and nobody waits for them."""

    def answer(self, head: RequestHead, body: bytes, case: bytes) -> SubrequestAnswer:
        """Answer one, which may take long; it must not ask for a stream.

        Args:
            head: as it would come; a model answers it.
            body: likewise.
            case: decides its chance.
        """
