"""Large requests are answered in a process of their own, and as all others are."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.large import LARGE, LARGE_BODY, PADDING, large_process
from tests.processes import descendants
from tests.requests import chat, chunked, post
from tests.serving import Server, read_all, responses, send
from tests.sharing import sharing
from tests.talking import ask, receive, serving_quietly

SMALL = post(chat("Hi", max_tokens=4))
MESSAGES = [{"role": "user", "content": PADDING}]
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


@pytest.fixture(scope="module", params=["1", "2"], ids=["alone", "workers"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that has answered a large request."""
    with serving_quietly("-workers", request.param, "-seed", "7") as running:
        assert ask(running, LARGE).status == 200
        assert large_process(running)
        yield running


def statuses(server: Server, request: bytes, count: int) -> list[int]:
    """Return what so many answers on one connection have for a status."""
    with server.connect() as connection:
        connection.sendall(request)
        return [one.status for one in responses(receive(connection, count))]


@pytest.mark.parametrize("flags", [(), ("-workers", "2"), ("-latency", "5")])
def test_its_process_begins_with_the_first(flags: tuple[str, ...]) -> None:
    with serving_quietly(*flags) as server:
        assert ask(server, SMALL).status == 200
        assert not large_process(server)
        assert ask(server, LARGE).status == 200
        assert large_process(server)


@pytest.mark.parametrize("flags", [("-tls", "self-signed"), ("-profile", "loaded.yaml")])
def test_there_is_none_where_it_cannot_be_right(
    flags: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = tmp_path / "loaded.yaml"
    profile.write_text("load:\n  model: slots\n  slots: 2\n")
    flags = tuple(str(profile) if one == profile.name else one for one in flags)
    with serving_quietly(*flags) as server:
        assert descendants(server.process.pid) == []


def test_the_answer_is_that_of_a_server_without_such_a_process(server: Server) -> None:
    body = chat("Hi", max_tokens=40, user=PADDING + "unique")
    with serving_quietly("-seed", "7", module="tests.sanic_only") as other:
        answers = [json.loads(ask(one, post(body)).body) for one in (server, other)]
    assert answers[0]["choices"] == answers[1]["choices"]
    assert answers[0]["usage"] == answers[1]["usage"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/responses", {"model": "gpt-4.1", "input": "word " * 80_000}),
        ("/v1/chat/completions", {"model": "gpt-4.1", "messages": MESSAGES}),
        ("/v1/moderations", {"input": ["word " * 2_000] * 40}),
        ("/v1/embeddings", {"model": "text-embedding-3-small", "input": ["word " * 1_000] * 80}),
        ("/v1/completions", {"model": "gpt-3.5-turbo-instruct", "prompt": "a", "user": PADDING}),
    ],
)
def test_each_endpoint_answers(server: Server, path: str, body: dict[str, Any]) -> None:
    answer = ask(server, post(json.dumps(body).encode(), path=path), 30)
    assert answer.status == 200, answer.body


def test_a_refusal_has_the_words_of_the_service(server: Server) -> None:
    answer = ask(server, post(chat("Hi", metadata={"a": PADDING})))
    error = json.loads(answer.body)["error"]
    assert error["code"] == "string_above_max_length"
    assert error["message"].endswith("but got a string with length 400000 instead.")


@pytest.mark.parametrize("mode", ["strict", "lenient"])
@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/conversations"])
def test_what_has_too_many_values_is_not_read(mode: str, path: str) -> None:
    with sharing("-mode", mode) as server:
        body = b'{"model":"gpt-4o","messages":[' + b"[]," * 2_000_000 + b"[]]}"
        error = json.loads(ask(server, post(body, path=path)).body)["error"]
    assert error["message"].startswith("sanic_mock: the body has more than 400000 arrays")


def test_what_has_too_long_a_string_is_refused_in_the_words_of_the_service(server: Server) -> None:
    error = json.loads(ask(server, post(chat("x" * 10_485_761))).body)["error"]
    assert error["param"] == "messages[0].content"
    assert error["message"] == (
        "Invalid 'messages[0].content': string too long. Expected a string with maximum length "
        "10485760, but got a string with length 10485761 instead."
    )


def test_a_stream_arrives_whole(server: Server) -> None:
    answer = ask(server, post(chat("Hi", max_tokens=4, user=PADDING, stream=True)))
    assert answer.body.endswith(b"data: [DONE]\n\n")


@pytest.mark.parametrize("size", [700, 50_000, 300_000, 1 << 20])
def test_a_body_in_chunks_is_answered(server: Server, size: int) -> None:
    chunks = [LARGE_BODY[at : at + size] for at in range(0, len(LARGE_BODY), size)]
    assert statuses(server, chunked(*chunks) + SMALL, 2) == [200, 200]


@pytest.mark.parametrize("end", [b"\r\n0\r\nx: y\r\n\r\n", b"\r\n0;a=b\r\n\r\n"])
def test_the_end_of_a_large_body_may_come_in_parts(server: Server, end: bytes) -> None:
    begin = chunked(LARGE_BODY).removesuffix(b"\r\n0\r\n\r\n")
    for cut in range(len(end)):
        with server.connect() as connection:
            send(connection, [begin + end[:cut], end[cut:] + SMALL])
            assert [one.status for one in responses(receive(connection, 2))] == [200, 200]


@pytest.mark.parametrize("framing", ["length", "chunks"])
def test_a_client_is_told_once_to_go_on(server: Server, framing: str) -> None:
    expect = "Expect: 100-continue"
    if framing == "length":
        head, body = post(b"", expect, length=f"Content-Length: {len(LARGE_BODY)}"), LARGE_BODY
    else:
        head = post(b"", expect, "Transfer-Encoding: chunked", length="")
        body = chunked(LARGE_BODY).partition(b"\r\n\r\n")[2]
    with server.connect() as connection:
        connection.sendall(head)
        assert connection.recv(1000) == CONTINUE
        connection.sendall(body)
        received = receive(connection)
    assert b"100 Continue" not in received
    assert responses(received)[0].status == 200


def test_a_connection_goes_on_with_what_follows(server: Server) -> None:
    with server.connect() as connection:
        for request in (SMALL, LARGE, SMALL, LARGE, LARGE, SMALL):
            connection.sendall(request)
            assert responses(receive(connection))[0].status == 200


def test_what_is_sent_at_once_is_answered_in_order(server: Server) -> None:
    sizes = {"gpt-4o": 1, "gpt-4.1": 400_000, "gpt-4o-mini": 1, "gpt-4.1-mini": 300_000}
    bodies = [chat("Hi", model=name, user=PADDING[:size]) for name, size in sizes.items()]
    with server.connect() as connection:
        connection.sendall(b"".join(map(post, bodies)))
        found = responses(receive(connection, len(bodies)))
    models = [json.loads(one.body)["model"] for one in found]
    assert [one[:-11] for one in models] == list(sizes)


def test_who_asks_to_be_closed_is_closed(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(post(LARGE_BODY, "Connection: close"))
        received, is_closed = read_all(connection, 5.0)
    assert is_closed
    assert responses(received)[0].status == 200


def test_who_sends_no_more_is_answered(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(LARGE)
        connection.shutdown(socket.SHUT_WR)
        received, is_closed = read_all(connection, 5.0)
    assert is_closed
    assert responses(received)[0].status == 200


def test_what_it_keeps_others_find(server: Server) -> None:
    body = {"model": "gpt-4.1", "input": "word " * 60_000, "store": True}
    answer = ask(server, post(json.dumps(body).encode(), path="/v1/responses"))
    name = json.loads(answer.body)["id"]
    for _ in range(4):
        found = ask(server, f"GET /v1/responses/{name} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert json.loads(found.body)["id"] == name


def test_the_limit_is_that_of_the_server() -> None:
    with serving_quietly("-max-body", "1MiB") as server:
        body = chat("Hi", user="x" * (2 << 20))
        for request in (post(body), chunked(body[:700_000], body[700_000:])):
            assert ask(server, request).status == 413
        assert ask(server, LARGE).status == 200
