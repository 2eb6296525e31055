"""HTTP/1 as clients really speak it, odd and old, on both lanes; h11 says what is right."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import h11
import pytest

from tests.reached import wait_read
from tests.requests import chat, chunked, post
from tests.serving import Server, exchange, read_all, responses, serving
from tests.talking import ask, receive, serving_quietly

BODY = chat(max_tokens=2)
STREAM = chat(max_tokens=2, stream=True)
HEALTH = b"GET /health HTTP/1.1\r\nHost: m\r\n\r\n"
TLS_HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x11" * 506


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"])
def lane(request: pytest.FixtureRequest) -> str:
    """A module that serves, with the fast lane or without."""
    module: str = request.param
    return module


@pytest.fixture(scope="module")
def server(lane: str) -> Iterator[Server]:
    """A server that answers at once."""
    with serving_quietly("-seed", "7", module=lane) as running:
        yield running


@pytest.fixture(scope="module")
def slow(lane: str) -> Iterator[Server]:
    """A server that answers after 50 ms."""
    with serving_quietly("-seed", "7", "-latency", "50", module=lane) as running:
        yield running


def encoded(coding: str, framed: bytes) -> bytes:
    """Return a request with a Transfer-Encoding and a body that is framed already."""
    return post(b"", f"Transfer-Encoding: {coding}", length="") + framed


def framed(size: bytes = b"%x", after: bytes = b"\r\n", last: bytes = b"0\r\n\r\n") -> bytes:
    """Return a chat body as a chunk, each part of the framing to be chosen."""
    return size % len(BODY) + b"\r\n" + BODY + after + last


def read_by_h11(request: bytes) -> list[tuple[bytes, bytes]]:
    """Return target and body of each request; RemoteProtocolError where h11 cannot read them."""
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 20)
    connection.receive_data(request)
    found: list[tuple[bytes, bytes]] = []
    while isinstance(event := connection.next_event(), h11.Request):
        body = b""
        while isinstance(data := connection.next_event(), h11.Data):
            body += bytes(data.data)
        found.append((event.target, body))
        connection.send(h11.Response(status_code=200, headers=[("Content-Length", "0")]))
        connection.send(h11.EndOfMessage())
        if connection.our_state is h11.MUST_CLOSE:
            break
        connection.start_next_cycle()
    return found


# HTTP/1.0


OLD_STREAMS = [
    post(STREAM, version="1.0"),
    post(STREAM, "Connection: Keep-Alive", version="1.0"),
]


@pytest.mark.parametrize("asked", OLD_STREAMS, ids=["close", "keep-alive"])
def test_a_stream_for_http_1_0_is_raw_and_ends_with_the_connection(
    server: Server, slow: Server, asked: bytes
) -> None:
    for one in (server, slow):
        received, closed = exchange(one, [asked + HEALTH], 2.0)
        head, _, body = received.partition(b"\r\n\r\n")

        assert closed
        assert head.startswith(b"HTTP/1.1 200 ")
        assert b"transfer-encoding" not in head.lower()
        assert b"\r\nconnection: close" in head
        assert body.startswith(b"data: {")
        assert body.endswith(b"\n\ndata: [DONE]\n\n")


def test_whole_answers_for_http_1_0_share_a_connection_where_that_is_asked_for(
    server: Server, slow: Server
) -> None:
    for one in (server, slow):
        with one.connect() as connection:
            for _ in range(3):
                connection.sendall(post(BODY, "Connection: Keep-Alive", version="1.0"))
                (answer,) = responses(receive(connection))
                assert answer.status == 200
                assert answer.header("connection") == "keep-alive"
                assert answer.header("content-length") == str(len(answer.body))


@pytest.mark.parametrize(
    "asked",
    [
        post(BODY, version="1.0"),
        post(BODY, "Connection: keep-alive, close", version="1.0"),
        # whose framing an older proxy may not have understood: RFC 9112, section 6.1
        chunked(BODY).replace(b"1.1\r\n", b"1.0\r\nConnection: keep-alive\r\n", 1),
    ],
    ids=["plain", "keep-alive, close", "chunked"],
)
def test_other_answers_for_http_1_0_end_the_connection(server: Server, asked: bytes) -> None:
    received, closed = exchange(server, [asked + HEALTH])

    assert [one.status for one in responses(received)] == [200]
    assert closed


def test_http_1_0_is_not_told_to_continue(server: Server) -> None:
    received, _ = exchange(server, [post(BODY, "Expect: 100-continue", version="1.0")])

    assert received.startswith(b"HTTP/1.1 200 ")


# Odd, and right

UPGRADE = ("Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABk")
ANSWERED = {
    "trailers": encoded("chunked", framed(last=b"0\r\nX-Sum: 1\r\nX-More:\r\n\r\n")),
    "a Content-Length in the trailers": encoded(
        "chunked", framed(last=b"0\r\nContent-Length: 9\r\n\r\n")
    ),
    "Chunked": encoded("Chunked", framed()),
    "CHUNKED and blanks": encoded(" CHUNKED \t", framed()),
    "a chunk extension": encoded("chunked", framed(size=b'%x;name="a;b"')),
    "a long chunk extension": encoded("chunked", framed(size=b"%x;signature=" + b"f" * 128)),
    "capital digits": encoded("chunked", framed(size=b"%X")),
    "leading zeros": encoded("chunked", framed(size=b"000%x", last=b"00000\r\n\r\n")),
    "an offer of h2c": post(BODY, *UPGRADE, "Upgrade: h2c"),
    "an offer of h2c with chunks": chunked(BODY).replace(
        b"Host", b"Connection: Upgrade\r\nUpgrade: h2c\r\nHost", 1
    ),
    "an offer of WebSocket": post(BODY, "Connection: Upgrade", "Upgrade: websocket"),
    "more than keep-alive": post(BODY, "Connection: Keep-Alive, TE", "TE: trailers"),
    "UTF-8 in a field": post(BODY, "X-Name: J\u00f6rg"),
}


@pytest.mark.parametrize("name", ANSWERED)
def test_what_is_odd_but_right_is_answered_and_the_connection_goes_on(
    server: Server, name: str
) -> None:
    assert read_by_h11(ANSWERED[name] + HEALTH) == [
        (b"/v1/chat/completions", BODY),
        (b"/health", b""),
    ]
    with server.connect() as connection:
        connection.sendall(ANSWERED[name] + HEALTH)
        found = responses(receive(connection, 2))
        connection.sendall(post(BODY))
        found += responses(receive(connection))

    assert [one.status for one in found] == [200, 200, 200]
    assert [one.header("connection") for one in found] == ["keep-alive"] * 3


@pytest.mark.parametrize("name", ANSWERED)
def test_what_is_odd_is_read_alike_byte_by_byte(server: Server, name: str) -> None:
    with server.connect() as connection:
        for place in range(len(ANSWERED[name])):
            connection.sendall(ANSWERED[name][place : place + 1])
        (answer,) = responses(receive(connection))

    assert answer.status == 200


@pytest.mark.parametrize("number", [1, 3])
def test_empty_lines_before_a_request_are_ignored(server: Server, number: int) -> None:
    lines = b"\r\n" * number
    with server.connect() as connection:
        connection.sendall(lines + post(BODY) + lines + HEALTH + lines + chunked(BODY) + lines)
        found = responses(receive(connection, 3))
        for piece in (lines[:-1], lines[-1:] + post(BODY), lines, post(BODY)):
            connection.sendall(piece)
            time.sleep(0.02)
        found += responses(receive(connection, 2))

    assert [one.status for one in found] == [200] * 5


def test_a_connection_that_sent_an_empty_line_idles_and_stops_quietly() -> None:
    with serving("-seed", "7") as server, server.connect() as connection:
        connection.sendall(b"\r\n")
        wait_read(server)
        assert server.stop() == 0
        assert read_all(connection, 5.0) == (b"", True)
        assert server.process.stderr is not None
        assert server.process.stderr.read() == ""


def test_an_offer_of_websocket_to_no_endpoint_is_refused_and_the_connection_goes_on(
    server: Server,
) -> None:
    offer = b"GET /v1/realtime HTTP/1.1\r\nHost: m\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    with server.connect() as connection:
        connection.sendall(offer + b"Sec-WebSocket-Key: AAAA\r\n\r\n" + HEALTH)
        found = responses(receive(connection, 2))

    assert [one.status for one in found] == [404, 200]


def test_an_offer_to_upgrade_that_asks_to_close_is_closed(server: Server) -> None:
    asked = post(BODY, "Connection: Upgrade, close", "Upgrade: h2c")

    received, closed = exchange(server, [asked + HEALTH])

    assert [one.status for one in responses(received)] == [200]
    assert closed


@pytest.mark.parametrize("query", ["", "?a=b"])
def test_an_absolute_target_without_a_path_means_the_root(server: Server, query: str) -> None:
    root, absolute = (
        ask(server, f"GET {target}{query} HTTP/1.1\r\nHost: mock\r\n\r\n".encode())
        for target in ("/", "http://mock")
    )

    assert (absolute.status, absolute.body) == (root.status, root.body)


# Wrong, and what could smuggle a request

TWO = f"Content-Length: {len(BODY)}"
REFUSED = {
    "two Content-Lengths": post(BODY, "Content-Length: 3"),
    "a list of Content-Lengths": post(BODY, length=f"Content-Length: {len(BODY)}, 3"),
    "a signed Content-Length": post(BODY, length=f"Content-Length: +{len(BODY)}"),
    "a Content-Length with blanks in it": post(BODY, length="Content-Length: 1 0"),
    "a Content-Length in other digits": post(BODY, length="Content-Length: \u0663"),
    "an empty Content-Length": post(BODY, length="Content-Length:"),
    "a blank after Content-Length": post(BODY, length=f"Content-Length : {len(BODY)}"),
    "a blank before Content-Length": post(BODY, "X: 1", length=f" Content-Length: {len(BODY)}"),
    "a blank after Transfer-Encoding": post(b"", length="Transfer-Encoding : chunked") + framed(),
    "a bare CR before Content-Length": post(BODY, length=f"X: 1\rContent-Length: {len(BODY)}"),
    "a NUL in a field": post(BODY, "X: a\0b"),
    "a field without a colon": post(BODY, "X"),
    "a field without a name": post(BODY, ": 1"),
    "gzip, chunked": encoded("gzip, chunked", framed()),
    "chunked, chunked": encoded("chunked, chunked", framed()),
    "chunked twice": post(b"", *["Transfer-Encoding: chunked"] * 2, length="") + framed(),
    "identity": encoded("identity", framed()),
    "xchunked": encoded("xchunked", framed()),
    "chunked after a wide blank": encoded("\u00a0chunked", framed()),
    "chunked after a tab of lines": encoded("\x0bchunked", framed()),
    "a size after 0x": encoded("chunked", framed(size=b"0x%x")),
    "a signed size": encoded("chunked", framed(size=b"+%x")),
    "a negative size": encoded("chunked", framed(size=b"-%x")),
    "a size after a blank": encoded("chunked", framed(size=b" %x")),
    "a size with an underscore": encoded("chunked", framed(size=b"0_%x")),
    "a size in other digits": encoded("chunked", "\u0663\r\nabc\r\n0\r\n\r\n".encode()),
    "no size": encoded("chunked", b"\r\n" + framed()),
    "an extension without a semicolon": encoded("chunked", framed(size=b"%x a")),
    "an LF in an extension": encoded("chunked", framed(size=b"%x;a\nb")),
    "a chunk that is too long": encoded("chunked", framed(after=b"XX")),
    "a chunk that is too short": encoded("chunked", b"fff\r\n" + b"x" * 4000 + b"\r\n" * 50),
    "a trailer without a colon": encoded("chunked", framed(last=b"0\r\nX-Sum\r\n\r\n")),
    "a request as a trailer": encoded("chunked", framed(last=b"0\r\nGET /a HTTP/1.1\r\n\r\n")),
    "a blank in a trailer": encoded("chunked", framed(last=b"0\r\nX : 1\r\n\r\n")),
}
# What h11 reads, and RFC 9112 lets a server refuse: sections 2.2, 5.2 and 6.1.
REFUSED_ONLY_HERE = {
    "a CR in an extension": encoded("chunked", framed(size=b"%x;a\rb")),
    "chunked and Content-Length": post(b"", TWO, length="Transfer-Encoding: chunked") + framed(),
    "Content-Length and chunked": post(b"", "Transfer-Encoding: chunked", length=TWO) + framed(),
    "a folded field": post(BODY, "X: 1\r\n Content-Length: 3"),
    "a bare LF before Content-Length": post(BODY, length=f"X: 1\nContent-Length: {len(BODY)}"),
    "a folded trailer": encoded("chunked", framed(last=b"0\r\nX: 1\r\n 2\r\n\r\n")),
    "trailers without end": encoded("chunked", framed(last=b"0\r\n" + b"X: 1\r\n" * 4000)),
    "one long trailer": encoded("chunked", framed(last=b"0\r\nX: " + b"1" * 20_000 + b"\r\n\r\n")),
}


@pytest.mark.parametrize("name", [*REFUSED, *REFUSED_ONLY_HERE])
def test_what_could_be_read_in_two_ways_is_refused_and_nothing_behind_it_answered(
    server: Server, name: str
) -> None:
    if name in REFUSED:
        with pytest.raises(h11.RemoteProtocolError):
            read_by_h11(REFUSED[name] + HEALTH)

    received, closed = exchange(server, [{**REFUSED, **REFUSED_ONLY_HERE}[name] + HEALTH])

    (answer,) = responses(received)
    assert answer.status == 400
    assert json.loads(answer.body)["error"]["type"] == "invalid_request_error"
    assert closed


# No HTTP at all

NO_HTTP = {
    "TLS": TLS_HELLO,
    "TLS, one byte": TLS_HELLO[:1],
    "SSLv2": b"\x80\x2e\x01\x00\x02\x00\x15",
    "SSH": b"SSH-2.0-OpenSSH_9.2p1 Debian\r\n",
    "HTTP/2.1": b"PRI * HTTP/2.1\r\n\r\nSM\r\n\r\n" + bytes(9),
    "HTTP/0.9": b"GET /\r\n",
    "lines that end in LF": b"GET /health HTTP/1.1\nHost: m\n\n",
    "a blank": b" GET",
    "zeros": bytes(64),
    "Redis": b"*1\r\n$4\r\nPING\r\n",
    "PROXY": b"PROXY TCP4 192.0.2.1 192.0.2.2 5 8000\r\n",
}


@pytest.mark.parametrize("name", NO_HTTP)
@pytest.mark.parametrize("before", [b"", post(BODY), HEALTH], ids=["first", "post", "get"])
def test_what_can_never_be_a_request_is_refused_at_once(
    server: Server, name: str, before: bytes
) -> None:
    """Read until the end: the server closes long before it would time out."""
    with server.connect() as connection:
        if before:
            connection.sendall(before)
            receive(connection)
        connection.sendall(NO_HTTP[name])
        received, closed = read_all(connection, 5.0)

    (answer,) = responses(received)
    assert answer.status == 400
    assert json.loads(answer.body)["error"]["type"] == "invalid_request_error"
    assert closed


def test_who_speaks_tls_to_the_plain_port_is_told_so(server: Server) -> None:
    received, _ = exchange(server, [TLS_HELLO])

    assert b"https" not in received
    assert b"use http://" in received


HTTP2_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
HTTP2_SETTINGS = bytes.fromhex("000000040000000000")
HTTP_1_1_REQUIRED = 13


@pytest.mark.parametrize("step", [1, 16, 100])
def test_who_speaks_http_2_is_told_in_that_to_come_with_http_1_1(server: Server, step: int) -> None:
    sent = HTTP2_PREFACE + HTTP2_SETTINGS
    parts = [sent[at : at + step] for at in range(0, len(sent), step)]
    received, closed = exchange(server, parts)

    settings, goaway = received[:9], received[9:]
    assert settings == HTTP2_SETTINGS
    size, kind = int.from_bytes(goaway[:3]), goaway[3]
    assert (kind, len(goaway)) == (7, 9 + size)
    assert int.from_bytes(goaway[9:13]) == 0
    assert int.from_bytes(goaway[13:17]) == HTTP_1_1_REQUIRED
    assert b"HTTP/1.1" in goaway[17:]
    assert closed


@pytest.mark.parametrize("end", range(1, len("POST / HTTP/1.1\r\nHost")))
def test_the_beginning_of_a_request_is_waited_for(server: Server, end: int) -> None:
    request = post(BODY, path="/")
    with server.connect() as connection:
        connection.sendall(request[:end])
        time.sleep(0.01)
        connection.sendall(request[end:])
        (answer,) = responses(receive(connection))

    assert answer.status in (200, 404, 405)
