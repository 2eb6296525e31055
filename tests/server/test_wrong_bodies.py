"""Bodies of a wrong type or length, and empty ones, as they are on plain sockets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faulting import TWENTY, asked, read_all, servers
from tests.requests import chat, post
from tests.serving import Server, dechunk, responses
from tests.talking import ask, receive, serving_quietly

server = servers(TWENTY)


def whole(
    server: Server, fault: str, way: tuple[str, ...], *, stream: bool, version: str = "1.1"
) -> tuple[bytes, bytes]:
    """Return head and body of an answer that ends when the connection does."""
    with asked(server, fault, way, stream=stream, version=version) as connection:
        head, _, body = read_all(connection).partition(b"\r\n\r\n")
    return head.lower(), body


def told_length(head: bytes) -> int:
    return int(head.partition(b"content-length: ")[2].split(b"\r\n")[0])


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_may_be_of_another_type_or_of_none(
    server: Server, way: tuple[str, ...], stream: bool
) -> None:
    body = chat(stream=stream)
    other = ask(server, post(body, "x-mock-fault: content_type;value=text/html", *way))
    none = ask(server, post(body, "x-mock-fault: content_type", *way))
    assert (other.status, other.header("content-type")) == (200, "text/html")
    assert "content-type" not in dict(none.headers)
    assert b"chatcmpl" in other.body


@pytest.mark.parametrize("stream", [False, True])
def test_a_body_may_be_empty(server: Server, way: tuple[str, ...], stream: bool) -> None:
    response = ask(server, post(chat(stream=stream), "x-mock-fault: empty_body", *way))
    assert (response.status, response.body) == (200, b"")
    assert response.header("transfer-encoding" if stream else "content-length")


@pytest.mark.parametrize(("what", "share"), [("short", 0.5), ("long", 2)])
def test_a_length_may_be_wrong(
    server: Server, way: tuple[str, ...], what: str, share: float
) -> None:
    head, body = whole(server, f"content_length;what={what}, close", way, stream=False)
    assert json.loads(body)["object"] == "chat.completion"
    assert abs(told_length(head) - len(body) * share) <= 1


@pytest.mark.parametrize("what", ["short", "long"])
def test_a_chunk_may_be_told_wrongly(server: Server, way: tuple[str, ...], what: str) -> None:
    head, body = whole(server, f"content_length;what={what}, close", way, stream=True)
    assert b"transfer-encoding: chunked" in head
    with pytest.raises((AssertionError, ValueError)):
        dechunk(body)
    assert body.endswith(b"\r\n0\r\n\r\n")


@pytest.mark.parametrize("version", ["1.1", "1.0"])
@pytest.mark.parametrize("stream", [False, True])
def test_without_a_length_the_connection_ends_the_body(
    server: Server, way: tuple[str, ...], stream: bool, version: str
) -> None:
    fault = "content_length;what=missing"
    head, body = whole(server, fault, way, stream=stream, version=version)
    assert b"\r\nconnection: close" in head
    assert b"content-length" not in head
    assert b"transfer-encoding" not in head
    assert body.endswith(b"data: [DONE]\n\n") if stream else json.loads(body)["choices"]


def test_what_is_beyond_a_short_length_precedes_the_next_answer(server: Server) -> None:
    with asked(server, "content_length;what=short") as connection:
        head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
        while len(body) < 2 * told_length(head.lower()) - 1:
            body += connection.recv(65536)
        connection.sendall(post(chat()))
        (following,) = responses(receive(connection))
    assert following.status == 200


@pytest.mark.parametrize("flags", [(), ("-latency", "5ms")])
def test_a_large_request_has_the_faults_of_a_small_one(
    tmp_path: Path, flags: tuple[str, ...]
) -> None:
    path = tmp_path / "my.yaml"
    path.write_text("faults:\n- {type: content_type, value: text/html}\n", encoding="utf-8")
    with serving_quietly("-profile", str(path), *flags) as server:
        for stream in (False, True):
            response = ask(server, post(chat("many words " * 40_000, stream=stream)))
            assert response.header("content-type") == "text/html"
