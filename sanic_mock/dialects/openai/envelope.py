"""OpenAI's error answers: the envelope, and its layout by route [otel-2026] [verifai-2026]."""

from __future__ import annotations

import json
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.http_fields import date_field
from sanic_mock.dialects.ids import request_id
from sanic_mock.dialects.openai.errors import GatewayProblem, WrongEndpoint
from sanic_mock.dialects.openai.http import (
    AT_ONCE,
    EXPOSED,
    EXPOSED_BY_NAME,
    GATEWAY,
    LIMITED,
    ORGANIZATION,
    request_id_field,
    with_images,
)
from sanic_mock.dialects.openai.media_errors import ImageProblem
from sanic_mock.dialects.openai.refusals import REQUEST_ID
from sanic_mock.errors import Problem

# Bodies that are kept, and how long what varies in one may be.
KEPT_BODIES, LONGEST_KEPT = 256, 500
_REQUEST_ID = REQUEST_ID.encode()

# [verifai-2026] [openllmetry-2026]
_EXPOSED = b"access-control-expose-headers: CF-Ray\r\n" * 2


class Members(NamedTuple):
    """What is told of a problem."""

    message: str
    type: str
    param: str | None
    code: str | int | None


class Layout(NamedTuple):
    """How a route prints its errors.

    Attributes:
        indent: spaces a level, None for compact JSON.
        end: what follows the JSON.
        fields: the header lines of its content.
        served: those which only who is let in is told.
        unlet: those of who is not.
    """

    indent: int | None
    end: str
    fields: bytes
    served: bytes = b""
    unlet: bytes = GATEWAY + _EXPOSED


_JSON = b"Content-Type: application/json\r\n"
_JSON_UTF8 = b"Content-Type: application/json; charset=utf-8\r\nvary: Origin\r\n"

CHAT = Layout(4, "\n", _JSON_UTF8, ORGANIZATION)
# What the gateway in front of models answers itself, and what they do [replay-2026].
ABSENT = CHAT._replace(served=CHAT.unlet)
REFUSED = Layout(2, "", _JSON, EXPOSED + AT_ONCE + GATEWAY + LIMITED)
REFUSED_UNCOUNTED = REFUSED._replace(served=EXPOSED + AT_ONCE + GATEWAY)
RESPONSES = Layout(
    2,
    "",
    _JSON,
    EXPOSED_BY_NAME + AT_ONCE,
    b'www-authenticate: Bearer realm="OpenAI API"\r\n'
    + EXPOSED_BY_NAME
    + b"openai-processing-ms: 0\r\nopenai-version: 2020-10-01\r\n",
)
# Of stored completions [dotnet-2026].
STORED = Layout(2, "", _JSON, AT_ONCE + GATEWAY)
# [openllmetry-2026]
MODERATIONS = Layout(2, "", _JSON_UTF8)
LISTING = Layout(2, "\n", _JSON_UTF8)
COMPACT = Layout(None, "", _JSON)


def of_chat(problem: Problem, refused: Layout) -> Layout:
    """Return the layout of an error of chat, and of what is laid out like it.

    Args:
        problem: what is told.
        refused: how what a model refuses is laid out.
    """
    if problem.code == "model_not_found":
        return ABSENT
    is_models = isinstance(problem, WrongEndpoint) and problem.status == 404
    is_bad = problem.status == 400 and not isinstance(problem, GatewayProblem)
    return refused if is_bad or is_models else CHAT


def error(problem: Problem, digest: bytes, now_s: int, layout: Layout = CHAT) -> Whole:
    """Put a problem into OpenAI's envelope; all four keys are always there."""
    text = problem.message, problem.kind, problem.param, problem.code, layout.indent, layout.end
    # what strangers write is not kept
    is_short = len(problem.message) <= LONGEST_KEPT and len(problem.param or "") <= LONGEST_KEPT
    body = _kept_body(*text) if is_short else _body(*text)
    if _REQUEST_ID in body:
        body = body.replace(_REQUEST_ID, b"req_" + request_id(digest))
    # who is not let in is told by the gateway, which names itself [verifai-2026]
    fields = layout.fields + (layout.unlet if problem.status == 401 else layout.served)
    if isinstance(problem, ImageProblem):
        fields = with_images(fields)
    return Whole(
        problem.status,
        date_field(now_s) + fields + request_id_field(digest) + further_fields(problem),
        body,
    )


def event(problem: Problem, digest: bytes) -> bytes:
    """Return an error as an event of a stream [issues-2026: go-openai#396]."""
    return b"data: %b\n\n" % _body(*members(problem, digest), None, "")


def members(problem: Problem, digest: bytes) -> Members:
    """Return what is told of a problem."""
    name = f"req_{request_id(digest).decode()}"
    return Members(
        problem.message.replace(REQUEST_ID, name), problem.kind, problem.param, problem.code
    )


def _body(
    message: str,
    kind: str,
    param: str | None,
    code: str | int | None,
    indent: int | None,
    end: str,
) -> bytes:
    error = {"message": message, "type": kind, "param": param, "code": code}
    separators = (",", ":") if indent is None else None
    text = json.dumps({"error": error}, indent=indent, separators=separators, ensure_ascii=False)
    return (text + end).encode("utf-8", "replace")


_kept_body = lru_cache(KEPT_BODIES)(_body)


def further_fields(problem: Problem) -> bytes:
    """Return the header lines that a problem asks for itself."""
    if problem.retry_s is None and not problem.headers:
        return b""
    pairs = [*_retry(problem.retry_s), *problem.headers]
    return "".join(f"{name}: {value}\r\n" for name, value in pairs).encode("latin-1")


def _retry(retry_s: float | None) -> list[tuple[str, str]]:
    """Return the fields that tell clients when to retry; both SDKs prefer the one in ms."""
    if retry_s is None:
        return []
    return [("retry-after", str(ceil(retry_s))), ("retry-after-ms", str(ceil(retry_s * 1000)))]
