"""Keeps what becomes of answers of the Sanic lane that are all due at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import cast

from msgspec.structs import replace
from sanic import HTTPResponse, Request

from sanic_mock.dialects.answer import Events, Feed, SlicedWhole, Whole
from sanic_mock.dialects.control.vendor import Control
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.router import Claim
from sanic_mock.ledger.series import OTHERS
from sanic_mock.server.answer_log import AnswerLog
from sanic_mock.server.answering import AnsweringProtocol
from sanic_mock.server.caller import Caller
from sanic_mock.server.http1 import Http1
from sanic_mock.server.planned import Planned
from sanic_mock.server.result import NOTHING_BILLED, Ending, Label
from sanic_mock.server.route import Route
from sanic_mock.server.variant import Variant


class Sent:
    """What was sent of an answer.

    Attributes:
        status: HTTP status.
        size: bytes of content.
        fields: header lines, as far as they are known here.
    """

    __slots__ = ("fields", "size", "status")

    def __init__(self) -> None:
        self.status = 200
        self.size = 0
        self.fields = b""

    def answer(self, answer: Whole | Events | Feed) -> None:
        """Take note of an answer that is sent; of a stream, how long that is is not known yet."""
        self.fields = answer.fields
        if isinstance(answer, Whole):
            self.status = answer.status
            self.size = answer.size if isinstance(answer, SlicedWhole) else len(answer.body)

    def response(self, response: HTTPResponse) -> HTTPResponse:
        """Take note of a response, and return it."""
        self.status, self.size = response.status, len(response.body or b"")
        lines = (f"{name}: {value}\r\n" for name, value in response.headers.items())
        self.fields = "".join(lines).encode("latin-1", "replace")
        return response


# Keeps what was sent of an answer, and how that ended.
Keep = Callable[[Sent, Ending], None]


@contextmanager
def noted(keep: Keep | None) -> Iterator[Sent]:
    """Keep what is sent in a block, when it has ended."""
    sent = Sent()
    ending: Ending = "completed"
    try:
        yield sent
    except (asyncio.CancelledError, ConnectionError):
        ending = "left"
        raise
    except BaseException:
        ending = "failed"
        raise
    finally:
        if keep is not None:
            keep(sent, ending)


def keeper_of_answer(route: Route, planned: Planned) -> Keep | None:
    """Return what keeps a model's answer; None where nothing is kept."""
    log = route.variant.served.log
    if log is None:
        return None
    return partial(_keep_answer, log, route.label, planned)


def keeper_of_operation(
    request: Request, variant: Variant, claim: Claim, head: RequestHead
) -> Keep | None:
    """Return what keeps an answer without a model; None of our own API: who asks sees it there."""
    log = variant.served.log
    if log is None or isinstance(claim.vendor, Control):
        return None
    request.ctx.is_kept = True
    path = OTHERS if claim.place is None else claim.place.endpoint
    label = Label(path, claim.vendor.key_of(head), variant.settings.profile)
    return partial(_keep_modelless, log, label, _caller(request) if variant.is_noted else None)


def keeper_of_error(
    request: Request, variant: Variant, claim: Claim, head: RequestHead
) -> Keep | None:
    """Return what keeps the answer to a request that failed; None where something else does."""
    if getattr(request.ctx, "is_kept", False):
        return None
    return keeper_of_operation(request, variant, claim, head)


def asked_by(request: Request, variant: Variant, planned: Planned) -> Planned:
    """Return what was planned for a request, with who asks; it is kept from here on."""
    request.ctx.is_kept = True
    return replace(planned, caller=_caller(request)) if variant.is_noted else planned


def _caller(request: Request) -> Caller:
    """Return who asks; called once for each request."""
    protocol = cast(AnsweringProtocol, cast(Http1, request.stream).protocol)
    caller = protocol.next_caller(request.head or b"", request.body or b"")
    protocol.asked += 1
    return caller


def _keep_answer(
    log: AnswerLog, label: Label, planned: Planned, sent: Sent, ending: Ending
) -> None:
    log.note(label, planned, sent.size, ending)


def _keep_modelless(
    log: AnswerLog, label: Label, caller: Caller | None, sent: Sent, ending: Ending
) -> None:
    number = log.note_billed(label, NOTHING_BILLED, b"", sent.size, sent.status, ending)
    if caller is not None:
        log.keep_caller(number, caller, sent.fields, sent.status)
