"""The errors of the Sanic lane, in the words of the vendor whose a request is."""

from __future__ import annotations

import logging
from functools import partial
from time import time

from sanic import HTTPResponse, Request
from sanic.exceptions import (
    MethodNotAllowed,
    NotFound,
    PayloadTooLarge,
    RequestCancelled,
    RequestTimeout,
    SanicException,
)

from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.router import Claim, Router
from sanic_mock.dialects.vendor import Vendor
from sanic_mock.engine.refusal import internal
from sanic_mock.errors import Problem
from sanic_mock.server.admission import owner_of
from sanic_mock.server.noted_answers import keeper_of_error, noted
from sanic_mock.server.request_head import MAX_HEAD
from sanic_mock.server.sanic_request import request_head
from sanic_mock.server.sending import whole_response
from sanic_mock.server.worker import Worker

log = logging.getLogger("sanic_mock")


def unanswerable(request: Request, worker: Worker, head: RequestHead, claim: Claim) -> HTTPResponse:
    """Answer what is no operation: a browser's question, an unknown path, a wrong method."""
    now_s, (vendor, place) = int(time()), claim
    if head.method == "OPTIONS":
        wanted = request.headers.get("access-control-request-headers")
        return whole_response(worker.router.preflight(head, wanted, now_s))
    if place is None:
        return whole_response(vendor.unknown(head, worker.digest(head.path.encode()), now_s))
    return error_response(request, worker, vendor, vendor.wrong_method(head, place.allowed()))


def error_response(
    request: Request, worker: Worker, vendor: Vendor, problem: Problem
) -> HTTPResponse:
    """Return what is answered for a problem."""
    digest = worker.digest(request.head or b"")
    return whole_response(vendor.error(problem, digest, int(time())))


async def failed(request: Request, error: Exception) -> HTTPResponse:
    """Answer what Sanic raised with the vendor's error for it."""
    worker: Worker = request.app.ctx.worker
    there = await worker.dispatcher.destination(partial(request_head, request))
    head, variant = there.head, there.routes.variant
    claim, closed = owner_of(request, worker, head, worker.router.find(head))
    with noted(keeper_of_error(request, variant, claim, head)) as sent:
        if closed is not None:
            return sent.response(error_response(request, worker, claim.vendor, closed))
        if isinstance(error, NotFound | MethodNotAllowed):  # what no route can have
            return sent.response(unanswerable(request, worker, head, claim))
        problem = _problem(worker, claim.vendor, request, error)
        return sent.response(error_response(request, worker, claim.vendor, problem))


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
