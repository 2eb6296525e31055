"""A head that the fast lane recognises means to everyone else what it means to it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise

import h11
import pytest
from hypothesis import HealthCheck, assume, event, example, given, settings
from hypothesis import strategies as st

from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.server.request_head import MAX_HEAD, read_head
from tests.holes import settled
from tests.requests import chat
from tests.serving import Response, Server, read_until_quiet, responses, send
from tests.sharing import both_lanes

PATHS = [
    "/v1/chat/completions",
    "/v1/chat/completions?api-version=1",
    "/chat/completions",
    "/v1/chat/completions/",
    "/v1//chat/completions",
    "/v1/chat%2Fcompletions",
    "/v1/chat/completions#a",
    "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21#a",
    "/v1/chat/completions;a=b",
    "/v1/../v1/chat/completions",
    "/nowhere",
    "/",
    "*",
    "http://mock/v1/chat/completions",
]
FIELDS = [
    b"Content-Type: application/json",
    b"Connection: keep-alive",
    b"Connection: Keep-Alive",
    b"Connection: close",
    b"Connection: keep-alive, close",
    b"Connection: upgrade",
    b"Keep-Alive: timeout=1",
    b"Proxy-Connection: close",
    b"Expect: 100-continue",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: identity",
    b"Upgrade: websocket",
    b"Content-Length: 2",
    b"content-length : 2",
    b"Content-Length: 2, 2",
    b"Content-Length: 0x10",
    b"Content-Length: +2",
    b"Content-Length:",
    b"Content-Encoding: gzip",
    b"TE: trailers",
    b"Authorization: Bearer key",
    b"Authorization: Bearer key two",
    b"X-Forwarded-For: 1.2.3.4",
    b"X-Empty:",
    b"X-Tab:\ta\tb\t",
    b"X-Folded: a\r\n b",
    b"X-Bare: a\nContent-Length: 9",
    b"X-Return: a\rb",
    b"X-Zero: a\x00b",
    b"X-Latin: \xe9",
    b" X-Indented: a",
    b"No colon",
    b": no name",
    b"X Name: a",
    b"Host: other",
    b"",
]
NAME = st.text("!#$%&'*+-.^_`|~09AZaz", min_size=1, max_size=12).map(str.encode)
VALUE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20).map(str.encode)
FIELD = st.sampled_from(FIELDS) | st.builds(lambda name, value: name + b": " + value, NAME, VALUE)
LINE = st.builds(
    lambda method, path, version: f"{method} {path} {version}".encode(),
    st.sampled_from(["POST"] * 12 + ["GET", "post", "POST ", "PUT", "HEAD", ""]),
    st.sampled_from([PATHS[0]] * 12 + PATHS),
    st.sampled_from(["HTTP/1.1"] * 12 + ["HTTP/1.0", "HTTP/2", "http/1.1", "HTTP/1.1 ", ""]),
)
LENGTH = st.sampled_from([True] * 6 + [False])


def build(line: bytes, fields: Sequence[bytes], length: int | None) -> bytes:
    """Return a head."""
    framing = [] if length is None else [b"Content-Length: %d" % length]
    return b"\r\n".join([line, b"Host: mock", *fields, *framing]) + b"\r\n\r\n"


def damage(head: bytes, place: int, end: int, middle: bytes) -> bytes:
    """Return a head with bytes replaced, its end left as it is."""
    inner = head[:-4]
    start = place % (len(inner) + 1)
    return inner[:start] + middle + inner[start + end :] + b"\r\n\r\n"


BODY_LENGTHS = st.integers(0, 10**6)
HEADS = st.builds(
    lambda line, fields, length, has_length: build(line, fields, length if has_length else None),
    LINE,
    st.lists(FIELD, max_size=5),
    BODY_LENGTHS,
    LENGTH,
)
DAMAGED = st.builds(
    damage,
    HEADS,
    st.integers(0, 300),
    st.integers(0, 3),
    st.binary(max_size=3) | st.sampled_from([b"\r\n", b"\n", b"\r", b" ", b":", b"\t", b"\r\n "]),
)
PLAIN = st.builds(
    build,
    st.just(b"POST /v1/chat/completions HTTP/1.1"),
    st.lists(st.builds(lambda n, v: b"X-" + n + b": " + v, NAME, VALUE), max_size=5),
    BODY_LENGTHS,
)


def read_by_h11(head: bytes) -> tuple[str, str, int, bool, str | None]:
    """Return method, path, body length, whether it stays open, and the key, as h11 reads them."""
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 20)
    connection.receive_data(head)
    request = connection.next_event()
    assert isinstance(request, h11.Request), f"h11 reads {request!r}"
    fields = dict(request.headers)
    assert b"transfer-encoding" not in fields
    assert not connection.they_are_waiting_for_100_continue
    connection.send(h11.Response(status_code=200, headers=[("Content-Length", "0")]))
    connection.send(h11.EndOfMessage())
    key = fields.get(b"authorization")
    return (
        request.method.decode(),
        request.target.decode().partition("?")[0],
        int(fields[b"content-length"]),
        connection.our_state is not h11.MUST_CLOSE,
        None if key is None else key.decode(),
    )


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(head=HEADS | DAMAGED | PLAIN)
@example(head=build(b"POST / HTTP/1.1", [b"X-Bare: a\nContent-Length: 9"], 3))
@example(head=build(b"POST / HTTP/1.1", [b"X-Folded: a\r\n b"], 3))
@example(head=build(b"POST / HTTP/1.1", [b"Content-Length: 3"], 3))
@example(head=build(b"POST / HTTP/1.1\r\n", [], 3))
@example(head=build(b"\r\nPOST / HTTP/1.1", [], 3))
def test_a_recognised_head_means_the_same_to_h11(head: bytes) -> None:
    known = read_head(head)
    event("recognised" if known else "left to Sanic")
    if known is None:
        return
    assume(head.lower().count(b"\r\nhost:") == 1)  # h11 refuses others; Sanic serves them

    assert read_by_h11(head) == (
        "POST",
        known.head.path,
        known.length,
        True,
        known.head.field("authorization"),
    )


@given(head=PLAIN)
def test_a_plain_head_is_recognised(head: bytes) -> None:
    names = [line.partition(b":")[0].lower() for line in head.split(b"\r\n")[1:-2]]
    assume(len(set(names)) == len(names))

    known = read_head(head)

    assert known is not None
    assert known.head.path == "/v1/chat/completions"
    assert head.endswith(b"Content-Length: %d\r\n\r\n" % known.length)


def known(length: int, **fields: str) -> tuple[RequestHead, int]:
    """Return what `POST` and some fields mean, whose names are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return RequestHead("POST", "/a", "b", named), length


POST = b"POST /a?b HTTP/1.1\r\n"


@pytest.mark.parametrize(
    ("head", "meant"),
    [
        (POST + b"Content-Length: 0\r\n\r\n", known(0)),
        (POST + b"content-length:12\r\n\r\n", known(12)),
        (POST + b"CONTENT-LENGTH: \t12\t \r\n\r\n", known(12)),
        (POST + b"Content-Length: 007\r\n\r\n", known(7)),
        (
            POST + b"Content-Length: 1\r\nAuthorization: Bearer a b\r\n\r\n",
            known(1, authorization="Bearer a b"),
        ),
        (POST + b"Content-Length: 1\r\nAPI-Key: k\r\n\r\n", known(1, api_key="k")),
        (
            POST + b"X-Mock-Mode: lenient\r\nContent-Length: 1\r\n\r\n",
            known(1, x_mock_mode="lenient"),
        ),
        (POST + b"Content-Length: 1\r\nOrigin: http://a\r\n\r\n", None),
        (POST + b"Content-Length: 1\r\nauthorization:\r\n\r\n", known(1, authorization="")),
        (POST + b"Content-Length: 1\r\nConnection: Keep-Alive\r\n\r\n", known(1)),
        (POST + b"Content-Length: 1\r\nConnection: close\r\n\r\n", None),
        (POST + b"Content-Length: 1\r\nConnection:\r\n\r\n", None),
        (POST + b"Content-Length: 1\r\nConnection: keep-alive, TE\r\n\r\n", None),
        (POST + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\n", None),
        (POST + b"Content-Length: 1\r\nX: 1\r\nx: 2\r\n\r\n", known(1)),
        (POST + b"Content-Length: 1\r\nHost: a\r\nhost: a\r\n\r\n", None),
        (POST + b"Content-Length: 1\r\nHost: a:1\r\n\r\n", known(1, host="a:1")),
        (POST + b"Content-Length: 1\r\nX : 1\r\n\r\n", None),
        (POST + b"Content-Length: 1\r\nX: 1\r\n 2\r\n\r\n", None),
        (POST + b"Content-Length: 1\nX: 1\r\n\r\n", None),
        (POST + b"Content-Length: 1\r\nExpect: 100-continue\r\n\r\n", None),
        (POST + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", None),
        (POST + b"Content-Length: 1\r\nUpgrade: h2c\r\n\r\n", None),
        (POST + b"Content-Length: -1\r\n\r\n", None),
        (POST + b"Content-Length: +1\r\n\r\n", None),
        (POST + b"Content-Length: 1_0\r\n\r\n", None),
        (POST + "Content-Length: \u0661\r\n\r\n".encode(), None),
        (POST + b"Content-Length: 1 1\r\n\r\n", None),
        (POST + b"Content-Length: 9999999999999\r\n\r\n", None),
        (POST + b"Content-Length:\r\n\r\n", None),
        (POST + b"\r\n", None),
        (b"GET /a HTTP/1.1\r\nContent-Length: 1\r\n\r\n", None),
        (b"POST a HTTP/1.1\r\nContent-Length: 1\r\n\r\n", None),
        (b"POST /a  HTTP/1.1\r\nContent-Length: 1\r\n\r\n", None),
        (b"POST /a HTTP/1.0\r\nContent-Length: 1\r\n\r\n", None),
        (b"POST /a#b HTTP/1.1\r\nContent-Length: 1\r\n\r\n", None),
        (b"POST /a?b#c HTTP/1.1\r\nContent-Length: 1\r\n\r\n", None),
        (b"POST /\xc3\xa4 HTTP/1.1\r\nContent-Length: 1\r\n\r\n", None),
        (b"\r\n\r\n", None),
        (POST + b"Content-Length: 1\r\nX:" + b" \t" * 7000 + b"\0\r\n\r\n", None),
        (POST + b"Content-Length: 1\r\nX: a" + b" \ta" * 4000 + b"\0\r\n\r\n", None),
    ],
)
def test_heads_that_are_certain_and_heads_that_are_not(
    head: bytes, meant: tuple[RequestHead, int] | None
) -> None:
    found = read_head(head)

    assert (None if found is None else (found.head, found.length)) == meant


@pytest.mark.parametrize(("over", "is_known"), [(-1, True), (0, False), (1, False)])
def test_a_head_at_the_limit(over: int, is_known: bool) -> None:
    head = POST + b"Content-Length: 1\r\nX: "
    head += b"x" * (MAX_HEAD - len(head) + over) + b"\r\n\r\n"

    assert (read_head(head) is not None) == is_known


# Both lanes, over sockets


@pytest.fixture(scope="module")
def lanes() -> Iterator[tuple[Server, Server]]:
    """One server with the fast lane, one without, under one seed."""
    with both_lanes() as lanes:
        yield lanes


SOCKETS = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
UNIQUE = iter(range(1_000_000))
CUTS = st.lists(st.floats(0, 1), max_size=5)


def cut(request: bytes, places: Sequence[float]) -> list[bytes]:
    """Cut a request at these parts of its length."""
    ends = sorted({0, len(request), *(int(place * len(request)) for place in places)})
    return [request[start:stop] for start, stop in pairwise(ends)]


Outcome = tuple[list[Response] | bytes, bool]


def outcome(server: Server, pieces: Sequence[bytes], wait_s: float) -> Outcome:
    """Return what a lane answers to pieces, and whether it then closes.

    The answer to HEAD is no whole response, and compared as bytes.
    """
    with server.connect() as connection:
        send(connection, pieces)
        time.sleep(wait_s)
        received, closed = read_until_quiet(server, connection)
    try:
        return responses(settled(received)), closed
    except (AssertionError, ValueError, IndexError):  # no whole responses, as after HEAD
        return settled(received), closed


def check_agreement(lanes: tuple[Server, Server], pieces: Sequence[bytes]) -> list[Response]:
    """Both lanes answer alike; a difference counts only if it is there with time to spare."""
    for wait_s in (0.0, 1.0):
        with ThreadPoolExecutor(2) as pool:
            one, other = pool.map(partial(outcome, pieces=pieces, wait_s=wait_s), lanes)
        if one == other:
            break
    assert one == other
    return [] if isinstance(one[0], bytes) else one[0]


@SOCKETS
@given(cuts=CUTS, further=st.lists(FIELD, max_size=2), stream=st.booleans())
def test_lanes_agree_on_a_request_in_pieces(
    lanes: tuple[Server, Server], cuts: list[float], further: list[bytes], stream: bool
) -> None:
    body = chat(f"pieces {next(UNIQUE)}", stream=stream)
    request = build(b"POST /v1/chat/completions HTTP/1.1", further, len(body)) + body

    check_agreement(lanes, cut(request, cuts))


@SOCKETS
@given(cuts=CUTS, number=st.integers(2, 5))
def test_lanes_agree_on_pipelined_requests_in_pieces(
    lanes: tuple[Server, Server], cuts: list[float], number: int
) -> None:
    bodies = [chat(f"pipelined {next(UNIQUE)}") for _ in range(number)]
    run = b"".join(build(b"POST /v1/chat/completions HTTP/1.1", [], len(b)) + b for b in bodies)

    found = check_agreement(lanes, cut(run, cuts))

    assert [response.status for response in found] == [200] * number


@SOCKETS
@given(cuts=CUTS, head=HEADS | DAMAGED)
def test_lanes_agree_on_any_head(
    lanes: tuple[Server, Server], cuts: list[float], head: bytes
) -> None:
    request = head + chat(f"any head {next(UNIQUE)}")

    for response in check_agreement(lanes, cut(request, cuts)):
        assert response.status < 500 or response.status in (501, 505)
