"""Bodies that come compressed are read where their vendor reads them, and where all is taken."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from sanic_mock.server.gzip_body import unzipped
from sanic_mock.server.unzip_budget import BUDGET_BYTES
from tests.controlling import controlled
from tests.large import large_process
from tests.requests import chat, chunked, post
from tests.serving import Response, Server
from tests.talking import ask, reset, serving_quietly

CODED = "Content-Encoding: gzip"
VERSION = "anthropic-version: 2023-06-01"
LENIENT = "x-mock-mode: lenient"
PLAIN = b'{"a": "some words"}'
ZIPPED = gzip.compress(PLAIN, mtime=0)


@pytest.mark.parametrize(
    ("coded", "most", "content"),
    [
        (ZIPPED, 100, PLAIN),
        (ZIPPED, len(PLAIN), PLAIN),
        (ZIPPED, 4, PLAIN[:5]),
        (gzip.compress(b"", mtime=0), 100, b""),
        (gzip.compress(b" " * 10**7, mtime=0), 1000, b" " * 1001),
        (ZIPPED[:-1], 100, None),
        (ZIPPED[:-9], 100, None),
        (ZIPPED[:-8] + bytes(8), 100, None),
        (ZIPPED + b"x", 100, None),
        (ZIPPED + ZIPPED, 100, None),
        (PLAIN, 100, None),
        (b"", 100, None),
        (b"\x1f\x8b", 100, None),
    ],
)
def test_one_whole_member_is_read(coded: bytes, most: int, content: bytes | None) -> None:
    assert unzipped(coded, most) == content


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving_quietly("-seed", "7", "-max-body", "2MiB") as running:
        yield running


def messages(words: int, **further: Any) -> bytes:
    """Return a request of Anthropic's of so many words."""
    asked = {"role": "user", "content": "word " * words}
    fields = {"model": "claude-sonnet-4-5", "max_tokens": 20, "messages": [asked]}
    return json.dumps(fields | further).encode()


def prompt_tokens(answer: Response) -> int:
    """Return what an answer bills for its prompt."""
    assert answer.status == 200, answer
    billed: int = json.loads(answer.body)["usage"]["input_tokens"]
    return billed


@pytest.mark.parametrize("words", [2, 20_000, 100_000])
@pytest.mark.parametrize("coding", ["gzip", "GZIP", "x-gzip"])
def test_a_compressed_body_is_answered_as_what_is_in_it(
    server: Server, words: int, coding: str
) -> None:
    body, path = messages(words), "/v1/messages"

    plain = ask(server, post(body, VERSION, path=path))
    coded = gzip.compress(body)
    zipped = ask(server, post(coded, VERSION, f"Content-Encoding: {coding}", path=path))

    assert prompt_tokens(zipped) == prompt_tokens(plain) >= words


def test_what_is_large_once_it_is_read_is_answered_where_large_requests_are(server: Server) -> None:
    body = gzip.compress(messages(100_000))
    for _ in range(2):  # the first of them may begin the process
        assert ask(server, post(body, VERSION, CODED, path="/v1/messages")).status == 200
    assert large_process(server)


def test_what_is_large_is_answered_where_it_came_if_its_profile_needs_that() -> None:
    """What a connection's link has carried is known there alone."""
    body = gzip.compress(messages(100_000))
    with serving_quietly() as server:
        controlled(server, "PATCH", "/profile", {"network": {"rtt": "1ms"}})
        for _ in range(2):
            assert ask(server, post(body, VERSION, CODED, path="/v1/messages")).status == 200
        assert not large_process(server)


def test_no_answer_under_way_keeps_a_large_body_from_being_read() -> None:
    """More come than are read at once; each answer lasts until its client leaves."""
    content = messages(2, stream=True) + b" " * (6 << 20)
    request = post(gzip.compress(content), VERSION, CODED, path="/v1/messages")
    paced = {"network": {"rtt": "1ms"}, "ttft": {"base": "1ms"}, "itl": {"token": "5m"}}
    with serving_quietly("-max-body", "8MiB") as server, ExitStack() as connections:
        controlled(server, "PATCH", "/profile", paced)
        for _ in range(2 * BUDGET_BYTES // len(content)):
            connection = server.connect(timeout_s=30)
            connections.callback(reset, connection)
            connection.sendall(request)
            lines = connections.enter_context(connection.makefile("rb"))
            assert next((line for line in lines if b"content_block_delta" in line), None)


def test_a_network_carries_what_was_compressed() -> None:
    """What is in the body would take half a minute."""
    body = gzip.compress(messages(15_000))
    assert len(body) < 1_000
    with serving_quietly() as server:
        controlled(server, "PATCH", "/profile", {"network": {"up": "20kbps"}})
        assert ask(server, post(body, VERSION, CODED, path="/v1/messages")).status == 200


def test_a_compressed_body_may_come_in_chunks_and_be_answered_in_events(server: Server) -> None:
    coded = gzip.compress(chat("hi", stream=True))
    head, _, content = chunked(coded[:9], coded[9:]).partition(b"\r\n\r\n")

    answer = ask(server, f"{head.decode()}\r\n{CODED}\r\n{LENIENT}\r\n\r\n".encode() + content)

    assert answer.status == 200
    assert answer.body.endswith(b"data: [DONE]\n\n")


@pytest.mark.parametrize(
    "path", ["/v1/messages/count_tokens", "/anthropic/v1/messages/count_tokens"]
)
def test_what_no_model_answers_reads_compressed_bodies_too(server: Server, path: str) -> None:
    asked = {"model": "claude-sonnet-4-5", "messages": [{"role": "user", "content": "hi"}]}
    body = gzip.compress(json.dumps(asked).encode())

    assert json.loads(ask(server, post(body, VERSION, CODED, path=path)).body)["input_tokens"] > 0


@pytest.mark.parametrize(
    "path", ["/v1/chat/completions", "/v1/responses", "/v1/embeddings", "/api/chat"]
)
def test_who_is_not_known_to_read_them_refuses_them_as_no_json(server: Server, path: str) -> None:
    assert ask(server, post(gzip.compress(chat()), CODED, path=path)).status == 400


def test_a_lenient_server_reads_everybodys(server: Server) -> None:
    body = gzip.compress(chat())
    assert ask(server, post(body, CODED, LENIENT)).status == 200
    assert ask(server, post(body, CODED, LENIENT, path="/api/chat")).status == 200


@pytest.mark.parametrize("coding", ["gzip", "br", "gzip, gzip", "zstd"])
def test_what_cannot_be_read_is_refused_as_no_json(server: Server, coding: str) -> None:
    coded = ZIPPED[:-3]
    refused = ask(server, post(coded, VERSION, f"Content-Encoding: {coding}", path="/v1/messages"))
    assert refused.status == 400
    assert json.loads(refused.body)["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("size", [2 * 1024 * 1024 + 1, 64 * 1024 * 1024])
def test_what_is_longer_than_bodies_may_be_is_refused_unread(server: Server, size: int) -> None:
    coded = gzip.compress(b" " * size)
    refused = ask(server, post(coded, VERSION, CODED, path="/v1/messages"))
    assert refused.status == 413
