"""Requests made to break something get an error of OpenAI's, at once."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.serving import Server
from tests.sharing import sharing
from tests.talking import ask_bytes

HEAD = b"POST /v1/chat/completions HTTP/1.1\r\nHost: m\r\nContent-Length: %d\r\n\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with sharing() as one:
        yield one


def asked(server: Server, further: bytes) -> tuple[int, dict[str, object]]:
    """Return status and error of a chat request with further members, as bytes."""
    body = b'{"model":"m","messages":[{"role":"user","content":"hi"}],%b}' % further
    head = b"POST /v1/chat/completions HTTP/1.1\r\nHost: m\r\nContent-Length: %d\r\n\r\n" % len(
        body
    )
    head, _, content = ask_bytes(server, head + body).partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(content)["error"]


TOOL = b'"tools":[{"type":"function","function":{"name":"f","parameters":%b}}]'
FORMAT = b'"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":%b}}'


@pytest.mark.parametrize("member", [TOOL, FORMAT])
@pytest.mark.parametrize(
    "schema",
    [
        b'{"type":"object","minimum":1e400}',
        b'{"type":"object","const":%b}' % (b"9" * 5000),
        b'{"type":"object","title":"\xff"}',
    ],
)
def test_a_schema_that_cannot_be_held_is_refused(
    server: Server, member: bytes, schema: bytes
) -> None:
    status, error = asked(server, member % schema)

    assert status == 400
    assert "sanic_mock" not in str(error["message"])


def test_a_call_choice_that_cannot_be_held_is_refused(server: Server) -> None:
    assert asked(server, b'"functions":[{"name":"f"}],"function_call":1e999')[0] == 400


def test_more_than_four_stop_sequences_are_refused(server: Server) -> None:
    status, error = asked(server, b'"stop":["a","b","c","d","e"]')

    assert (status, error["param"], error["code"]) == (400, "stop", "array_above_max_length")


def test_a_model_name_of_a_megabyte_is_not_kept(server: Server) -> None:
    body = b'{"model":"%b","messages":[{"role":"user","content":"hi"}]}' % (b"m" * 100_000)
    head = b"POST /v1/chat/completions HTTP/1.1\r\nHost: m\r\nContent-Length: %d\r\n\r\n" % len(
        body
    )

    answer = ask_bytes(server, head + body)

    assert answer.startswith(b"HTTP/1.1 404 ")
    assert len(answer) < 2000


@pytest.mark.parametrize("word", [b'"bogus"', b'"required"'])
def test_a_wrong_function_call_is_named(server: Server, word: bytes) -> None:
    status, error = asked(server, b'"functions":[{"name":"f"}],"function_call":' + word)

    assert (status, error["param"]) == (400, "function_call")
