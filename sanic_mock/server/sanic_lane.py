"""The Sanic lane: ordinary routes that give the fast lane's answers to every other request.

Bodies in chunks, `Expect`, `Connection: close`, HTTP/1.0, slow heads, large bodies, GET, errors.
"""

from __future__ import annotations

from functools import partial
from time import monotonic_ns
from typing import cast

from sanic import HTTPResponse, Request

from sanic_mock.dialects.answer import Feed, Whole
from sanic_mock.dialects.router import Claim
from sanic_mock.errors import Lengthy, Sliced, UnreadFile
from sanic_mock.server.admission import owner_of, refusal_of
from sanic_mock.server.feeds import send_feed
from sanic_mock.server.gzip_body import FIELD, read_gzip
from sanic_mock.server.handing_http1 import hand_over, may_hand_over
from sanic_mock.server.http1 import Http1
from sanic_mock.server.noted_answers import (
    Sent,
    asked_by,
    keeper_of_answer,
    keeper_of_operation,
    noted,
)
from sanic_mock.server.planned import Planned
from sanic_mock.server.queue_sink import QueueSink
from sanic_mock.server.route import Route
from sanic_mock.server.routes import LARGE_BODY, Destination
from sanic_mock.server.sanic_errors import error_response, unanswerable
from sanic_mock.server.sanic_request import request_head
from sanic_mock.server.sending import (
    cut_short_by_failure,
    head_of_stream,
    open_response,
    send,
    send_events,
    send_whole,
)
from sanic_mock.server.shaped_response import send_shaped
from sanic_mock.server.worker import Worker


async def answer(request: Request, path: str = "") -> HTTPResponse | None:
    """Answer any request, by what its path is to the vendor whose it is."""
    worker: Worker = request.app.ctx.worker
    there = await worker.dispatcher.destination(partial(request_head, request))
    claim, closed = owner_of(request, worker, there.head, there.find())
    is_answered = claim.place is not None and claim.place.is_answered
    if FIELD in request.headers:
        await read_gzip(request, claim.vendor, there)
    if closed is None and is_answered and there.head.method == "POST":
        return await _complete(request, worker, there)
    with noted(keeper_of_operation(request, there.routes.variant, claim, there.head)) as sent:
        if closed is not None:
            return sent.response(error_response(request, worker, claim.vendor, closed))
        return await _modelless(request, worker, there, claim, sent)


async def _modelless(
    request: Request, worker: Worker, there: Destination, claim: Claim, sent: Sent
) -> HTTPResponse | None:
    """Answer what no model is asked."""
    head = there.head
    operation = None if claim.place is None else claim.place.operation(head.method)
    if refusal := refusal_of(request, there, claim.vendor, operation):
        return sent.response(error_response(request, worker, claim.vendor, refusal))
    if operation is None:
        return sent.response(unanswerable(request, worker, head, claim))
    digest = worker.digest(request.head + (request.body or b""))
    made = await worker.operations.answer(there, claim, operation, request.body or b"", digest)
    cast(Http1, request.stream).forget_unzipped()
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


async def _complete(request: Request, worker: Worker, there: Destination) -> HTTPResponse | None:
    arrived_ns = monotonic_ns()
    route = there.route()
    assert route is not None
    route = await worker.chosen(route, request.body or b"")
    planned = await _planned(worker, route, request)
    planned = asked_by(request, route.variant, planned)
    cast(Http1, request.stream).forget_unzipped()
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


async def _in_time(
    request: Request, worker: Worker, route: Route, planned: Planned, arrived_ns: int
) -> HTTPResponse | None:
    assert route.variant.scheduler is not None
    answer, sink = planned.answer, QueueSink()
    delivery = route.variant.scheduler.hand_in(planned, route.label, sink, arrived_ns)
    response: HTTPResponse | None = None
    protocol = cast(Http1, request.stream).protocol
    protocol.take_under_way(delivery)
    try:
        with cut_short_by_failure(request):
            async for content in sink.contents():
                if isinstance(answer, Whole):
                    return await send_whole(request, answer, worker)
                response = response or await open_response(request, answer)
                await send(response, content, worker)
                delivery.resume()
    finally:
        protocol.take_under_way(None)
        delivery.leave(monotonic_ns(), protocol.left_seen_ns)
    if response is not None:
        await response.eof()  # type: ignore[no-untyped-call]
    return None


async def _planned(worker: Worker, route: Route, request: Request) -> Planned:
    try:
        return await _planned_soon(worker, route, request)
    except Sliced:
        pass
    except Lengthy:
        if may_hand_over(request, route):
            await hand_over(request)
    return await worker.answer_large(route, request.body or b"")


async def _planned_soon(worker: Worker, route: Route, request: Request) -> Planned:
    """Answer on the loop or, a large body or one with files, on a thread; raises Lengthy."""
    body, lengthy = request.body or b"", cast(Http1, request.stream).lengthy
    if len(body) <= LARGE_BODY:
        try:
            if lengthy is not None:
                raise lengthy
            return route.variant.answer(route, body)
        except UnreadFile:
            pass
    is_patient = not may_hand_over(request, route)
    return await worker.answer_large(route, body, is_patient=is_patient)


async def allow_origin(request: Request, response: HTTPResponse) -> None:
    """Let the pages of any site read an answer, where a browser asks for it."""
    if "origin" in request.headers:
        response.headers.setdefault("access-control-allow-origin", "*")
