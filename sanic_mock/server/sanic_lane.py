"""The Sanic lane: ordinary routes that give the fast lane's answers to every other request.

Bodies in chunks, `Expect`, `Connection: close`, HTTP/1.0, slow heads, large bodies, GET, errors.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from time import monotonic_ns

from sanic import HTTPResponse, Request
from sanic.exceptions import (
    MethodNotAllowed,
    NotFound,
    PayloadTooLarge,
    RequestCancelled,
    SanicException,
)

from sanic_mock.dialects.answer import Events, Whole, field_pairs
from sanic_mock.dialects.openai import errors
from sanic_mock.errors import Problem
from sanic_mock.server.http_head import MAX_HEAD
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.service import LARGE_BODY, Admitted, Planned, Service, log
from sanic_mock.server.streams import Cursor


async def complete(request: Request) -> HTTPResponse | None:
    """Answer a completion request as the fast lane does."""
    arrived_ns = monotonic_ns()
    service: Service = request.app.ctx.service
    planned = await _planned(service, request)
    if type(planned.answer) is Events:
        await _stream(request, planned, arrived_ns)
        return None
    assert type(planned.answer) is Whole
    if planned.plan is not None:
        assert service.timeline is not None
        due_ns = arrived_ns + service.timeline.last(planned.plan, planned.tokens)
        await wait_until(request.app.ctx.pacer, due_ns)
    return whole_response(planned.answer)


async def _planned(service: Service, request: Request) -> Planned:
    refusal = service.refusal(request.headers.get("authorization"))
    body = request.body or b""
    admitted = Admitted(len(body), service.dialects[request.path], refusal)
    if len(body) > LARGE_BODY:
        return await service.answer_large(admitted, body)
    return service.answer(admitted, body)


async def _stream(request: Request, planned: Planned, arrived_ns: int) -> None:
    answer = planned.answer
    assert type(answer) is Events
    headers = dict(field_pairs(answer.fields))
    response = await request.respond(headers=headers, content_type=headers["Content-Type"])
    if planned.plan is None:
        await response.send(answer.all())
    else:
        service: Service = request.app.ctx.service
        assert service.timeline is not None
        releases = service.timeline.releases(planned.plan, planned.tokens)
        cursor = Cursor(answer, releases, arrived_ns, is_grouped=service.timeline.is_grouped)
        while cursor.due_ns:
            await wait_until(request.app.ctx.pacer, cursor.due_ns)
            await response.send(cursor.take(monotonic_ns()))
    await response.eof()


def whole_response(answer: Whole) -> HTTPResponse:
    """Return Sanic's form of a whole answer."""
    headers = dict(field_pairs(answer.fields))
    return HTTPResponse(answer.body, answer.status, headers, headers.get("Content-Type"))


async def wait_until(pacer: Pacer, due_ns: int) -> None:
    """Return once a deadline has passed, never before."""
    alarm = _Alarm()
    pacer.add(due_ns, alarm)
    await alarm.rung


class _Alarm:
    """A future for the pacer to resolve."""

    def __init__(self) -> None:
        self.rung: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def send_due(self, now_ns: int) -> int:
        """See pacer.Sender."""
        if not self.rung.done():
            self.rung.set_result(None)
        return 0


def failed(request: Request, fault: Exception) -> HTTPResponse:
    """Answer what Sanic raised with OpenAI's error for it."""
    service: Service = request.app.ctx.service
    return whole_response(service.problem(_problem(request, fault), request.head or b""))


def _problem(request: Request, fault: Exception) -> Problem:
    if isinstance(fault, Problem):
        return fault
    if isinstance(fault, NotFound):
        return errors.unknown_url(request.method, request.path)
    if isinstance(fault, MethodNotAllowed):
        return errors.wrong_method(request.method, request.path, _allowed(fault))
    if isinstance(fault, PayloadTooLarge):
        return _too_large(request, str(fault))
    if isinstance(fault, RequestCancelled):
        return errors.bad_request("the request was cancelled")
    if isinstance(fault, SanicException) and fault.status_code < 500:
        return Problem(fault.status_code, str(fault))
    log.error("could not answer %s %s", request.method, request.path, exc_info=fault)
    return errors.server_error(repr(fault))


def _allowed(fault: MethodNotAllowed) -> tuple[str, ...]:
    methods: Iterable[str] = fault.headers.get("Allow", "").split(", ")
    return tuple(sorted(methods))


def _too_large(request: Request, text: str) -> Problem:
    if "header" in text:
        return errors.head_too_large(MAX_HEAD)
    return errors.body_too_large(request.app.config.REQUEST_MAX_SIZE)
