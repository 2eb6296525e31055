"""Answers that are broken at a place, as they are on plain sockets."""

from __future__ import annotations

import json

import pytest

from tests.faulting import TWENTY, asked, read_all, servers
from tests.requests import chat, post
from tests.serving import Server
from tests.talking import ask

BAD = "malformed;what="

server = servers(TWENTY)


def body(server: Server, fault: str, way: tuple[str, ...] = (), *, stream: bool = False) -> bytes:
    """Return the body of an answer whose framing is right."""
    response = ask(server, post(chat(stream=stream), f"x-mock-fault: {fault}", *way))
    assert response.status == 200
    return response.body


def raw(server: Server, fault: str, way: tuple[str, ...], *, stream: bool, version: str) -> bytes:
    """Return all that comes of an answer behind which the connection ends."""
    with asked(server, f"{fault}, close", way, stream=stream, version=version) as connection:
        return read_all(connection)


def data(body: bytes) -> list[bytes]:
    """Return the data of each event, as a client reads it that splits at blank lines."""
    return [one.removeprefix(b"data: ") for one in body.split(b"\n\n") if one]


def is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def test_a_body_is_no_json(server: Server, way: tuple[str, ...]) -> None:
    found = body(server, BAD + "json", way)
    assert b'"chatcmpl-' in found
    assert not is_json(found)
    assert len(body(server, BAD + "json;after=100bytes", way)) == 100


def test_one_event_is_no_json(server: Server, way: tuple[str, ...]) -> None:
    events = data(body(server, BAD + "json;after=5tokens", way, stream=True))
    assert [place for place, one in enumerate(events) if not is_json(one)] == [6, len(events) - 1]
    assert events[-1] == b"[DONE]"


@pytest.mark.parametrize("stream", [False, True])
def test_a_text_is_no_utf8(server: Server, way: tuple[str, ...], stream: bool) -> None:
    found = body(server, BAD + "utf8;after=5tokens", way, stream=stream)
    with pytest.raises(UnicodeDecodeError):
        found.decode()
    assert found.decode(errors="replace").count("\ufffd") == 1
    assert found.replace(b"\xf0\x9f", b"").decode()


def test_an_event_is_none(server: Server, way: tuple[str, ...]) -> None:
    """Two of its forms are no JSON, and of the third a client reads nothing."""
    whole = data(body(server, "close", way, stream=True))
    events = data(body(server, BAD + "sse;after=5tokens", way, stream=True))
    assert sum(map(is_json, events)) < sum(map(is_json, whole))


@pytest.mark.parametrize("stream", [False, True])
def test_a_size_of_a_chunk_is_no_number(server: Server, way: tuple[str, ...], stream: bool) -> None:
    received = raw(server, BAD + "chunk", way, stream=stream, version="1.1")
    head, _, rest = received.partition(b"\r\n\r\n")
    assert b"transfer-encoding: chunked" in head.lower()
    assert rest.startswith(b"size\r\n")
    assert rest.endswith(b"\r\n0\r\n\r\n")


@pytest.mark.parametrize("stream", [False, True])
def test_a_client_that_knows_no_chunks_gets_the_answer_as_it_is(
    server: Server, stream: bool
) -> None:
    received = raw(server, BAD + "chunk", (), stream=stream, version="1.0")
    head, _, rest = received.partition(b"\r\n\r\n")
    assert b"chunked" not in head.lower()
    assert rest.endswith(b"data: [DONE]\n\n") if stream else is_json(rest)
