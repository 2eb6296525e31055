"""Sends answers of the Sanic lane as fast as their clients read them, and holds no more of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from sanic import HTTPResponse, Request
from sanic.compat import Header
from sanic.http import Http, Stage

from sanic_mock.dialects.answer import Events, Feed, SlicedWhole, Whole, field_pairs
from sanic_mock.dialects.rendering import is_large, slices
from sanic_mock.server.http1_protocol import Http1Protocol
from sanic_mock.server.worker import Worker

SLICE_BYTES = 256 * 1024


class _Fields(Header):
    """Fields that keep their own `Alt-Svc`, which Sanic would set in all, to nothing."""

    def __setitem__(self, name: str, value: str) -> None:
        if name != "alt-svc":
            super().__setitem__(name, value)


class _Response(HTTPResponse):
    """A response whose fields are as they were given."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.headers = _Fields(self.headers)


class _Untyped(_Response):
    """A response without content, for whose type Sanic would write "None"."""

    @property
    def processed_headers(self) -> Iterator[tuple[bytes, bytes]]:
        """The fields as they are sent."""
        return (pair for pair in super().processed_headers if pair[0] != b"content-type")


class _HeadOfStream(_Response):
    """What HEAD is answered where GET has a stream, for which Sanic would write a length of 0."""

    @property
    def processed_headers(self) -> Iterator[tuple[bytes, bytes]]:
        """The fields as they are sent."""
        framing = (b"transfer-encoding", b"chunked")
        pairs = super().processed_headers
        return (framing if pair[0] == b"content-length" else pair for pair in pairs)


def head_of_stream(answer: Events | Feed) -> HTTPResponse:
    """Return what HEAD is answered."""
    headers = Header(field_pairs(answer.fields))
    return _HeadOfStream(b"", 200, headers, headers["Content-Type"])


def whole_response(answer: Whole) -> HTTPResponse:
    """Return Sanic's form of a whole answer."""
    headers = Header(field_pairs(answer.fields))
    content_type = headers.get("Content-Type")
    if content_type is None:
        return _Untyped(answer.body, answer.status, headers)
    return _Response(answer.body, answer.status, headers, content_type)


async def send_whole(request: Request, answer: Whole, worker: Worker) -> HTTPResponse | None:
    """Return Sanic's form of a whole answer; send a large one as its client reads it, instead."""
    if isinstance(answer, SlicedWhole):
        parts, size = answer.parts, answer.size
    elif len(answer.body) > SLICE_BYTES:
        parts, size = (answer.body,), len(answer.body)
    else:
        return whole_response(answer)
    response = await _respond(request, answer.fields, answer.status, size)
    with cut_short_by_failure(request), worker.unread.holding(len(answer.body)):
        for part in parts:
            await _send_slices(response, _views(part), worker)
    await response.eof()  # type: ignore[no-untyped-call]
    return None


async def send_events(request: Request, answer: Events, worker: Worker) -> int:
    """Send a whole stream: at once, or as fast as its client reads it where it is large.

    Returns:
        How many bytes its events have.
    """
    response = await open_response(request, answer)
    with cut_short_by_failure(request):
        if is_large(answer):
            parts = slices(answer, lambda: worker.unread.is_full)
            size = await _send_slices(response, parts, worker)
        else:
            events = answer.everything()
            size = len(events)
            await response.send(events)
    await response.eof()  # type: ignore[no-untyped-call]
    return size


async def send(response: HTTPResponse, content: bytes | memoryview, worker: Worker) -> None:
    """Send some of an answer, once its client has read what came before."""
    if len(content) <= 2 * SLICE_BYTES:
        await response.send(content)  # type: ignore[type-var]  # a view, and no copy
        return
    with worker.unread.holding(len(content)):
        await _send_slices(response, _views(content), worker)


async def _send_slices(
    response: HTTPResponse, parts: Iterator[bytes | memoryview], worker: Worker
) -> int:
    """Make each slice in its turn, and not before the client has read the one before.

    Returns:
        How many bytes they have.
    """
    protocol = cast(Http, response.stream).protocol
    assert isinstance(protocol, Http1Protocol)
    size = 0
    while (part := await worker.turns.take(parts)) is not None:
        if part:
            size += len(part)
            await send(response, part, worker)  # in slices of its own: a stream's end may be long
        del part  # while this waits, only the transport holds it
        await protocol.writable()
    return size


def _views(content: bytes | memoryview) -> Iterator[memoryview]:
    view = memoryview(content)
    return (view[at : at + SLICE_BYTES] for at in range(0, len(view), SLICE_BYTES))


async def open_response(request: Request, answer: Events | Feed) -> HTTPResponse:
    """Begin the response that a stream is sent in."""
    return await _respond(request, answer.fields, 200, None)


async def _respond(
    request: Request, fields: bytes, status: int, length: int | None
) -> HTTPResponse:
    headers = Header(field_pairs(fields))  # of which some may be there twice
    content_type = headers["Content-Type"]
    if length is not None:
        headers["content-length"] = str(length)
    response = await request.respond(_Response(None, status, headers, content_type))
    assert isinstance(response, HTTPResponse)
    return response


@contextmanager
def cut_short_by_failure(request: Request) -> Iterator[None]:
    """End the connection over an answer that fails: Sanic would end it as if it were whole."""
    try:
        yield
    except Exception:
        if request.stream is not None and request.stream.stage is Stage.RESPONSE:
            request.protocol.abort()  # type: ignore[attr-defined]
        raise
