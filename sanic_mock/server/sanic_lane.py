"""The Sanic lane: ordinary routes that give the fast lane's answers to every other request.

Bodies in chunks, `Expect`, `Connection: close`, HTTP/1.0, slow heads, large bodies, GET, errors.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from time import monotonic_ns, time
from typing import cast

import msgspec
from sanic import HTTPResponse, Request
from sanic.exceptions import (
    MethodNotAllowed,
    NotFound,
    PayloadTooLarge,
    RequestCancelled,
    RequestTimeout,
    SanicException,
    ServerError,
)

from sanic_mock.dialects.answer import Feed, Whole
from sanic_mock.dialects.control.vendor import Control, is_control, is_for_tenants, wrong_token
from sanic_mock.dialects.operation import Operation
from sanic_mock.dialects.own_fields import TENANT
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.router import Found, Router
from sanic_mock.dialects.vendor import Vendor
from sanic_mock.engine.refusal import internal
from sanic_mock.errors import Lengthy, Problem, Sliced
from sanic_mock.server.answering import AnsweringProtocol
from sanic_mock.server.caller import Caller
from sanic_mock.server.control_access import Access
from sanic_mock.server.feeds import send_feed
from sanic_mock.server.handing_http1 import hand_over, may_hand_over
from sanic_mock.server.http1 import Http1
from sanic_mock.server.noted_answers import Sent, keeper_of_answer, keeper_of_operation, noted
from sanic_mock.server.planned import Planned
from sanic_mock.server.request_head import MAX_HEAD
from sanic_mock.server.route import Route
from sanic_mock.server.routes import LARGE_BODY, Destination
from sanic_mock.server.sanic_request import request_head
from sanic_mock.server.sending import (
    cut_short_by_failure,
    head_of_stream,
    open_response,
    send,
    send_events,
    send_whole,
    whole_response,
)
from sanic_mock.server.shaped_response import MOST_WAITING_BYTES, send_shaped
from sanic_mock.server.worker import Worker, log

MOST_WAITING = 16


async def answer(request: Request, path: str = "") -> HTTPResponse | None:
    """Answer any request, by what its path is to the vendor whose it is."""
    worker: Worker = request.app.ctx.worker
    there = await worker.dispatcher.destination(partial(request_head, request))
    found, closed = _whose(request, worker, there.head, there.find())
    is_answered = found.place is not None and found.place.is_answered
    if closed is None and is_answered and there.head.method == "POST":
        return await _complete(request, worker, there)
    caller = _caller(request) if there.routes.variant.is_noted else None
    with noted(keeper_of_operation(there.routes.variant, found, caller)) as sent:
        if closed is not None:
            return sent.response(_error(request, worker, found.vendor, closed))
        return await _modelless(request, worker, there, found, sent)


async def _modelless(
    request: Request, worker: Worker, there: Destination, found: Found, sent: Sent
) -> HTTPResponse | None:
    """Answer what no model is asked."""
    head = there.head
    operation = None if found.place is None else found.place.operation(head.method)
    if refusal := _refusal(request, there, found.vendor, operation):
        return sent.response(_error(request, worker, found.vendor, refusal))
    if operation is None:
        return sent.response(_unanswerable(request, worker, head, found))
    digest = worker.digest(request.head + (request.body or b""))
    made = await worker.operate(there, found, operation, request.body or b"", digest)
    sent.answer(made)
    if isinstance(made, Whole):
        return await send_whole(request, made, worker)
    if head.method == "HEAD":  # on which Sanic cannot end a stream
        return head_of_stream(made)
    if isinstance(made, Feed):
        await send_feed(request, made, worker)
        return None
    sent.size = await send_events(request, made, worker)
    return None


def _whose(
    request: Request, worker: Worker, head: RequestHead, found: Found
) -> tuple[Found, Problem | None]:
    """Return whose a request is, and why it is not let in where it would change the server."""
    vendor, place = found
    if not isinstance(vendor, Control) or (place is not None and not is_control(place.template)):
        return found, None
    control = worker.variant.served.control_access
    if TENANT in head.fields:
        is_open = place is not None and is_for_tenants(place.template)
        key = worker.dispatcher.bearer(head)
        access = control.tenant_access(request.headers, key) if is_open else Access.HIDDEN
    else:
        peer = request.transport.get_extra_info("peername")
        access = control.access(peer, request.headers)
    if access is Access.HIDDEN:
        return worker.router.unclaimed(), None
    return found, None if access is Access.LET_IN else wrong_token()


def _refusal(
    request: Request, there: Destination, vendor: Vendor, operation: Operation | None
) -> Problem | None:
    """Return why a request by this name, from that page, or for nobody, is not answered."""
    hosts, head = there.routes.variant.served.allowed_hosts, there.head
    if (refusal := hosts.refusal(head)) or operation is None:
        return refusal
    if refusal := hosts.page_refusal(head, operation, request.headers.get("origin")):
        return refusal
    return there.wrong and (vendor.refusal(head, operation) or there.wrong)


async def _complete(request: Request, worker: Worker, there: Destination) -> HTTPResponse | None:
    arrived_ns = monotonic_ns()
    route = there.route()
    assert route is not None
    route = await worker.chosen(route, request.body or b"")
    planned = await _planned(worker, route, request)
    if route.variant.is_noted:
        planned = msgspec.structs.replace(planned, caller=_caller(request))
    if planned.is_shaped:
        await send_shaped(request, route, planned, arrived_ns)
        return None
    if planned.plan is not None:
        return await _in_time(request, worker, route, planned, arrived_ns)
    with noted(keeper_of_answer(route, planned)) as sent:
        sent.answer(planned.answer)
        if isinstance(planned.answer, Whole):
            return await send_whole(request, planned.answer, worker)
        sent.size = await send_events(request, planned.answer, worker)
    return None


def _caller(request: Request) -> Caller:
    """Return who asks; called once for each request."""
    protocol = cast(AnsweringProtocol, cast(Http1, request.stream).protocol)
    caller = protocol.next_caller(request.head or b"", request.body or b"")
    protocol.asked += 1
    return caller


async def _in_time(
    request: Request, worker: Worker, route: Route, planned: Planned, arrived_ns: int
) -> HTTPResponse | None:
    assert route.variant.scheduler is not None
    answer, sink = planned.answer, _QueueSink()
    delivery = route.variant.scheduler.hand_in(planned, route.label, sink, arrived_ns)
    response: HTTPResponse | None = None
    try:
        with cut_short_by_failure(request):
            async for content in sink.contents():
                if isinstance(answer, Whole):
                    return await send_whole(request, answer, worker)
                response = response or await open_response(request, answer)
                await send(response, content, worker)
                delivery.resume()
    finally:
        delivery.leave(monotonic_ns())
    if response is not None:
        await response.eof()  # type: ignore[no-untyped-call]
    return None


class _QueueSink:
    """A sink for a coroutine: what is sent waits here to be taken; see sink.Sink."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[tuple[bytes, bool]] = asyncio.Queue()
        self._bytes = 0
        self._is_reset = False

    def open(self) -> None:
        """See sink.Sink."""
        self.write(b"")

    def write(self, content: bytes) -> None:
        """See sink.Sink."""
        self._bytes += len(content)
        self._waiting.put_nowait((content, False))

    def finish(self, content: bytes) -> None:
        """See sink.Sink."""
        self._bytes += len(content)
        self._waiting.put_nowait((content, True))

    def reset(self) -> None:
        """See sink.Sink."""
        self._is_reset = True
        self._waiting.put_nowait((b"", True))

    def is_blocked(self) -> bool:
        """See sink.Sink; Sanic's own `send` waits for the client to read."""
        return self._waiting.qsize() >= MOST_WAITING or self._bytes > MOST_WAITING_BYTES

    async def contents(self) -> AsyncIterator[bytes]:
        """Yield all that is sent, to the end; raises ServerError where it will not come."""
        is_last = False
        while not is_last:
            content, is_last = await self._waiting.get()
            if self._is_reset:
                raise ServerError("an answer failed on its way")
            yield content
            self._bytes -= len(content)


async def _planned(worker: Worker, route: Route, request: Request) -> Planned:
    body = request.body or b""
    try:
        if len(body) > LARGE_BODY:
            is_patient = not may_hand_over(request, route)
            return await worker.answer_large(route, body, is_patient=is_patient)
        if (lengthy := cast(Http1, request.stream).lengthy) is not None:
            raise lengthy
        return route.variant.answer(route, body)
    except Sliced:
        pass
    except Lengthy:
        if may_hand_over(request, route):
            await hand_over(request)
    return await worker.answer_large(route, body)


def _unanswerable(
    request: Request, worker: Worker, head: RequestHead, found: Found
) -> HTTPResponse:
    """Answer what is no operation: a browser's question, an unknown path, a wrong method."""
    now_s, (vendor, place) = int(time()), found
    if head.method == "OPTIONS":
        wanted = request.headers.get("access-control-request-headers")
        return whole_response(worker.router.preflight(head, wanted, now_s))
    if place is None:
        return whole_response(vendor.unknown(head, worker.digest(head.path.encode()), now_s))
    return _error(request, worker, vendor, vendor.wrong_method(head, place.allowed()))


def _error(request: Request, worker: Worker, vendor: Vendor, problem: Problem) -> HTTPResponse:
    digest = worker.digest(request.head or b"")
    return whole_response(vendor.error(problem, digest, int(time())))


async def failed(request: Request, error: Exception) -> HTTPResponse:
    """Answer what Sanic raised with the vendor's error for it."""
    worker: Worker = request.app.ctx.worker
    head = worker.dispatcher.selected(request_head(request)).head
    found, closed = _whose(request, worker, head, worker.router.find(head))
    if closed is not None:
        return _error(request, worker, found.vendor, closed)
    if isinstance(error, NotFound | MethodNotAllowed):  # a target or method that no route can have
        return _unanswerable(request, worker, head, found)
    problem = _problem(worker, found.vendor, request, error)
    return _error(request, worker, found.vendor, problem)


async def allow_origin(request: Request, response: HTTPResponse) -> None:
    """Let the pages of any site read an answer, where a browser asks for it."""
    if "origin" in request.headers:
        response.headers.setdefault("access-control-allow-origin", "*")


def _problem(worker: Worker, vendor: Vendor, request: Request, error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, PayloadTooLarge):
        return _too_large(worker.router, request, str(error))
    if isinstance(error, RequestTimeout):
        return worker.router.timed_out(str(error))
    if isinstance(error, RequestCancelled):
        return worker.router.bad_request("the request was cancelled")
    if isinstance(error, SanicException) and error.status_code < 500:
        return Problem(error.status_code, str(error))
    log.error("could not answer %s %s", request.method, request.path, exc_info=error)
    return vendor.refused(internal(repr(error)))


def _too_large(router: Router, request: Request, text: str) -> Problem:
    if "header" in text:
        return router.head_too_large(MAX_HEAD)
    settings = request.app.ctx.worker.variant.settings
    return router.body_too_large(settings.max_body_bytes)
