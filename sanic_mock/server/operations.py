"""Routes of what is answered as it comes: listings, and what was stored."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from time import time
from typing import Any
from urllib.parse import parse_qs, unquote

from sanic import HTTPResponse, Request

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.front import Front
from sanic_mock.dialects.operation import Call, Operation
from sanic_mock.errors import Lengthy
from sanic_mock.server.routes import LARGE_BODY
from sanic_mock.server.sanic_lane import front, send_events, whole_response
from sanic_mock.server.worker import Worker

Handler = Callable[..., Coroutine[Any, Any, HTTPResponse | None]]


def handler(operation: Operation) -> Handler:
    """Return the route's handler of one operation."""

    async def operate(request: Request, **parts: str) -> HTTPResponse | None:
        service: Worker = request.app.ctx.service
        asked = front(request)
        answer = await _answer(service, operation, asked, _call(service, request, asked, parts))
        if isinstance(answer, Whole):
            return whole_response(answer)
        if request.method == "HEAD":  # on which Sanic cannot end a stream
            return whole_response(Whole(200, answer.fields, b""))
        await send_events(request, answer)
        return None

    return operate


async def _answer(
    service: Worker, operation: Operation, asked: Front, call: Call
) -> Whole | Events:
    if len(call.body) > LARGE_BODY:
        return await service.operate_long(operation, asked, call)
    try:
        return service.operate(operation, asked, call)
    except Lengthy:
        return await service.operate_long(operation, asked, call)


def _call(service: Worker, request: Request, asked: Front, parts: dict[str, str]) -> Call:
    return Call(
        asked.method,
        asked.path,
        {name: unquote(part) for name, part in parts.items()},
        parse_qs(asked.query, keep_blank_values=True),
        request.body or b"",
        service.digest(request.head + (request.body or b"")),
        time(),
        service.table.is_strict(asked),
    )
