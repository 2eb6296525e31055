"""Requests as Sanic passes them on, made where Sanic could not make them."""

from __future__ import annotations

from typing import Any

from sanic import Request
from sanic.compat import Header

from sanic_mock.dialects.own_fields import NOTED, OWN, UNKNOWN
from sanic_mock.dialects.request_head import ACCEPT, RequestHead
from sanic_mock.dialects.router import CALL_FIELDS

WITH_BODY = ("POST", "PUT", "PATCH")


class AnswerableRequest(Request):
    """A request that can be made of every head which the server takes."""

    def __init__(
        self, url_bytes: bytes, headers: Header, version: str, method: str, *rest: Any, **more: Any
    ) -> None:
        # Sanic makes a stand-in of method NONE for a URL that cannot be parsed, from the same URL.
        url = b"*" if method == "NONE" else url_bytes
        if "transfer-encoding" in headers:  # the one that is let through, in any case of letters
            headers["transfer-encoding"] = "chunked"
        super().__init__(url, headers, version, method, *rest, **more)
        if self._parsed_url.path is None:  # http://host, which means / (RFC 9112, section 3.2.2)
            host, mark, query = url.partition(b"?")
            url = host + b"/" + mark + query
            super().__init__(url, headers, version, method, *rest, **more)


def request_head(request: Request) -> RequestHead:
    """Return what of a request's head decides who answers."""
    headers = request.headers
    field = headers.get
    names = (*request.app.ctx.worker.routes.deciding.names, *CALL_FIELDS)
    if request.method not in WITH_BODY:
        names = (*names, ACCEPT)
    fields = {name: value for name in names if (value := field(name)) is not None}
    own = (one for one in headers if one.startswith(OWN) and one not in NOTED)
    if unknown := next((one for one in own if one not in names), None):
        fields[UNKNOWN] = unknown
    return RequestHead(request.method, request.path, request.query_string, fields)
