"""Tortured answers on plain sockets: in streams and of one piece, on both lanes."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.engine.faults.torture.reading import events_in
from tests.faulting import asked, read_all, servers
from tests.requests import chat, post
from tests.serving import Server
from tests.sharing import sharing_profile
from tests.talking import ask

PROFILES = {
    "at-once": "seed: 1\ntokens: {output: 30}\n",
    "in-time": "seed: 1\ntokens: {output: 30}\nlatency: 5ms\nitl: {token: 1ms}\n",
}
HOLES = re.compile(rb'"(id|obfuscation)":"[^"]*"|"created":\d+')
TORTURE = "x-mock-fault: torture"

server = servers(PROFILES)


def raw(server: Server, body: bytes, fault: str, *way: str, version: str = "1.1") -> bytes:
    """Return all that comes of an answer behind which the connection ends."""
    with asked(server, f"{fault}, close", way, body=body, version=version) as connection:
        return read_all(connection)


def dechunked(received: bytes) -> tuple[list[bytes], bytes]:
    """Return the sizes of chunks as they are written, and the content."""
    _, _, rest = received.partition(b"\r\n\r\n")
    sizes: list[bytes] = []
    content = b""
    while not sizes or int(sizes[-1].split(b";")[0], 16):
        size, _, rest = rest.partition(b"\r\n")
        sizes.append(size)
        length = int(size.split(b";")[0], 16)
        content += rest[:length]
        assert rest[length : length + 2] == b"\r\n"
        rest = rest[length + 2 :]
    assert rest == b""
    return sizes, content


def words(content: bytes) -> list[Any]:
    """Return what a stream's events add to the text, up to its end."""
    found = events_in(content)
    read = [json.loads(one) for one in found[: found.index("[DONE]")]]
    return [one["choices"][0]["delta"].get("content") for one in read if one["choices"]]


def test_a_reader_by_the_book_reads_a_whole_stream(server: Server, way: tuple[str, ...]) -> None:
    sizes, content = dechunked(raw(server, chat(stream=True), "torture", *way))
    assert len(words(content)) == 1 + 30 + 1  # the role, the tokens, and the end
    assert events_in(content).count("[DONE]") == 2
    assert sizes[-1].split(b";")[0].strip(b"0") == b""
    forms = {"ext" if b";" in size else "zero" if size[:1] == b"0" else "" for size in sizes[:-1]}
    assert forms == {"ext", "zero", ""}
    assert max(map(len, content.split(b"\n\n"))) > 65_536


def test_a_reader_by_the_book_reads_a_whole_body(server: Server, way: tuple[str, ...]) -> None:
    sizes, content = dechunked(raw(server, chat(), "torture", *way))
    assert json.loads(content)["choices"][0]["finish_reason"]
    assert len(sizes) >= 2


def test_a_body_that_is_in_many_writes_has_its_length(server: Server, way: tuple[str, ...]) -> None:
    response = ask(server, post(chat(), TORTURE + ";what=one_in_many", *way))
    assert int(response.header("content-length")) == len(response.body)
    assert json.loads(response.body)["choices"]


@pytest.mark.parametrize("stream", [False, True])
def test_who_knows_no_chunks_has_none(server: Server, stream: bool) -> None:
    received = raw(server, chat(stream=stream), "torture", version="1.0")
    head, _, content = received.partition(b"\r\n\r\n")
    assert b"chunked" not in head.lower()
    if stream:
        assert len(words(content)) == 32
    else:
        assert json.loads(content)["choices"]


def test_a_tortured_body_can_be_cut(server: Server, way: tuple[str, ...]) -> None:
    received = raw(server, chat(), "torture, truncate;after=100bytes", *way)
    _, _, rest = received.partition(b"\r\n\r\n")
    content = b""
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        length = int(size.split(b";")[0], 16)
        assert length
        content, rest = content + rest[:length], rest[length + 2 :]
    assert len(content) == 100


def test_an_error_is_tortured_too(server: Server, way: tuple[str, ...]) -> None:
    received = raw(server, b"{}", "torture", *way)
    assert received.startswith(b"HTTP/1.1 400 ")
    assert json.loads(dechunked(received)[1])["error"]["message"]


def test_azures_streams_are_tortured_too(server: Server) -> None:
    path = "/openai/deployments/gpt-4o-mini/chat/completions?api-version=2024-10-21"
    fields = ("api-key: any", TORTURE + ";what=missing_finish+no_space")
    content = ask(server, post(chat(stream=True), *fields, path=path)).body
    assert words(content)
    assert b'"finish_reason":"' not in content


def test_one_event_is_in_several_chunks(server: Server, way: tuple[str, ...]) -> None:
    received = raw(server, chat(stream=True), "torture;what=one_in_many", *way)
    sizes, content = dechunked(received)
    assert len(sizes) > 2 * 30
    assert len(words(content)) == 32


def test_the_same_request_is_tortured_the_same() -> None:
    profile = "seed: 5\ntokens: {output: 9}\nfaults:\n- {type: torture}\n"
    found = []
    for purpose in ("once", "again"):
        with (
            sharing_profile(profile, purpose=purpose) as server,
            asked(server, "", ("Connection: close",), stream=True) as connection,
        ):
            _, content = dechunked(read_all(connection))
        found.append(HOLES.sub(b"", content))
    assert found[0] == found[1]


@pytest.mark.parametrize("what", ["missing_usage", "missing_finish"])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "Hello"}]}),
        ("/v1/completions", {"prompt": "Hello", "model": "gpt-3.5-turbo-instruct"}),
    ],
)
def test_a_stream_does_not_tell_all_of_itself(
    server: Server, what: str, path: str, body: dict[str, Any]
) -> None:
    options = {"stream": True, "stream_options": {"include_usage": True}}
    encoded = json.dumps({"model": "gpt-4o-mini", **options, **body}).encode()
    right, wrong = (
        ask(server, post(encoded, *fields, path=path)).body
        for fields in ((), (f"{TORTURE};what={what}",))
    )
    mark = {"missing_usage": '"total_tokens"', "missing_finish": '"finish_reason":"'}[what]
    assert mark in right.decode()
    assert mark not in wrong.decode()
    assert wrong.endswith(b"data: [DONE]\n\n")
    assert [json.loads(one) for one in events_in(wrong)[:-1]]


@pytest.mark.parametrize("what", ["missing_usage", "missing_finish"])
def test_nor_does_a_response(server: Server, what: str) -> None:
    body = json.dumps({"model": "gpt-4o-mini", "input": "Hello", "stream": True}).encode()
    right, wrong = (
        ask(server, post(body, *fields, path="/v1/responses")).body
        for fields in ((), (f"{TORTURE};what={what}",))
    )
    last, last_wrong = (json.loads(events_in(one)[-1]) for one in (right, wrong))
    assert last["type"] == "response.completed"
    assert last["response"]["usage"]
    if what == "missing_usage":
        assert last_wrong["type"] == "response.completed"
        assert last_wrong["response"]["usage"] is None
    else:
        assert last_wrong["type"] == "response.output_item.done"
