"""The Sanic lane: ordinary routes that give the fast lane's answers to every other request.

Bodies in chunks, `Expect`, `Connection: close`, HTTP/1.0, slow heads, large bodies, GET, errors.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import suppress
from time import monotonic_ns

from sanic import HTTPResponse, Request
from sanic.exceptions import (
    MethodNotAllowed,
    NotFound,
    PayloadTooLarge,
    RequestCancelled,
    SanicException,
    ServerError,
)

from sanic_mock.dialects.answer import Events, Whole, field_pairs
from sanic_mock.dialects.front import Front
from sanic_mock.dialects.table import Table
from sanic_mock.errors import Lengthy, Problem
from sanic_mock.server.planned import Planned
from sanic_mock.server.request_head import MAX_HEAD
from sanic_mock.server.routes import LARGE_BODY, Admitted
from sanic_mock.server.scheduler import Scheduler
from sanic_mock.server.worker import Worker, log

MOST_PARCELS = 16
BROKEN = Whole(0, b"", b"")


async def complete(request: Request, **parts: str) -> HTTPResponse | None:
    """Answer a completion request as the fast lane does, which reads a path's parts itself."""
    arrived_ns = monotonic_ns()
    service: Worker = request.app.ctx.service
    planned = await _planned(service, request)
    if planned.plan is not None:
        assert service.scheduler is not None
        return await _in_time(request, service.scheduler, planned, arrived_ns)
    if type(planned.answer) is Whole:
        return whole_response(planned.answer)
    assert type(planned.answer) is Events
    await send_events(request, planned.answer)
    return None


async def send_events(request: Request, answer: Events) -> None:
    """Send a whole stream at once."""
    response = await _open(request, answer)
    await response.send(answer.all())
    await response.eof()  # type: ignore[no-untyped-call]


async def _in_time(
    request: Request, scheduler: Scheduler, planned: Planned, arrived_ns: int
) -> HTTPResponse | None:
    sink = _Parcels()
    sending = scheduler.hand_in(planned, sink, arrived_ns)
    response: HTTPResponse | None = None
    try:
        async for answer, events in sink.parcels():
            if type(answer) is Whole:
                return whole_response(answer)
            assert type(answer) is Events
            response = response or await _open(request, answer)
            await response.send(events)
            sending.unpark()
    finally:
        sending.forget()
    if response is not None:
        await response.eof()  # type: ignore[no-untyped-call]
    return None


async def _open(request: Request, answer: Events) -> HTTPResponse:
    headers = dict(field_pairs(answer.fields))
    response = await request.respond(headers=headers, content_type=headers["Content-Type"])
    assert isinstance(response, HTTPResponse)
    return response


class _Parcels:
    """An sink for a coroutine: what is sent waits here to be taken; see sink.Sink."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[tuple[Whole | Events, bytes, bool]] = asyncio.Queue()

    def send_whole(self, answer: Whole) -> None:
        """See sink.Sink."""
        self._waiting.put_nowait((answer, b"", True))

    def send_events(self, answer: Events, events: bytes, *, is_last: bool) -> None:
        """See sink.Sink."""
        self._waiting.put_nowait((answer, events, is_last))

    def abort(self) -> None:
        """See sink.Sink."""
        self._waiting.put_nowait((BROKEN, b"", True))

    def is_blocked(self) -> bool:
        """See sink.Sink; Sanic's own `send` waits for the client to read."""
        return self._waiting.qsize() >= MOST_PARCELS

    async def parcels(self) -> AsyncIterator[tuple[Whole | Events, bytes]]:
        """Yield all that is sent, to the end."""
        is_last = False
        while not is_last:
            answer, events, is_last = await self._waiting.get()
            if answer is BROKEN:
                raise ServerError("an answer failed on its way")
            yield answer, events


async def _planned(service: Worker, request: Request) -> Planned:
    body = request.body or b""
    admission = service.table.admit(front(request))
    if admission is None:  # a path that its route lets through and the vendor does not
        raise NotFound(f"no endpoint at {request.path}")
    admitted = Admitted(len(body), *admission)
    if len(body) > LARGE_BODY:
        return await service.answer_large(admitted, body)
    try:
        return service.answer(admitted, body)
    except Lengthy:
        return await service.answer_large(admitted, body)


def front(request: Request) -> Front:
    """Return what of a request's head decides who answers."""
    field = request.headers.get
    return Front(
        request.method,
        request.path,
        request.query_string,
        field("authorization"),
        field("api-key"),
        field("x-mock-mode"),
        field("x-mock-error"),
    )


class _Untyped(HTTPResponse):
    """A response without content, for whose type Sanic would write "None"."""

    @property
    def processed_headers(self) -> Iterator[tuple[bytes, bytes]]:
        """The fields as they are sent."""
        return (pair for pair in super().processed_headers if pair[0] != b"content-type")


def whole_response(answer: Whole) -> HTTPResponse:
    """Return Sanic's form of a whole answer."""
    headers = dict(field_pairs(answer.fields))
    content_type = headers.get("Content-Type")
    if content_type is None:
        return _Untyped(answer.body, answer.status, headers)
    return HTTPResponse(answer.body, answer.status, headers, content_type)


async def failed(request: Request, fault: Exception) -> HTTPResponse:
    """Answer what Sanic raised with the vendor's error for it."""
    service: Worker = request.app.ctx.service
    if request.method == "OPTIONS" and isinstance(fault, NotFound | MethodNotAllowed):
        with suppress(SanicException):  # else Sanic writes an error about each body that it skips
            await request.receive_body()  # type: ignore[no-untyped-call]
        wanted = request.headers.get("access-control-request-headers")
        return whole_response(service.preflight(wanted))
    if isinstance(fault, NotFound):
        return whole_response(service.unknown(front(request)))
    problem = _problem(service.table, request, fault)
    return whole_response(service.problem(request.path, problem, request.head or b""))


async def allow_origin(request: Request, response: HTTPResponse) -> None:
    """Let the pages of any site read an answer, where a browser asks for it."""
    if "origin" in request.headers:
        response.headers.setdefault("access-control-allow-origin", "*")


def _problem(table: Table, request: Request, fault: Exception) -> Problem:
    if isinstance(fault, Problem):
        return fault
    if isinstance(fault, MethodNotAllowed):
        return table.wrong_method(request.method, request.path, _allowed(fault))
    if isinstance(fault, PayloadTooLarge):
        return _too_large(table, request, str(fault))
    if isinstance(fault, RequestCancelled):
        return table.bad_request("the request was cancelled")
    if isinstance(fault, SanicException) and fault.status_code < 500:
        return Problem(fault.status_code, str(fault))
    log.error("could not answer %s %s", request.method, request.path, exc_info=fault)
    return table.broken(repr(fault))


def _allowed(fault: MethodNotAllowed) -> tuple[str, ...]:
    methods: Iterable[str] = fault.headers.get("Allow", "").split(", ")
    return tuple(sorted(methods))


def _too_large(table: Table, request: Request, text: str) -> Problem:
    if "header" in text:
        return table.head_too_large(MAX_HEAD)
    return table.body_too_large(request.app.config.REQUEST_MAX_SIZE)
