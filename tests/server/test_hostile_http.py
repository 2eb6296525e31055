"""Requests that are odd as HTTP leave no trace but their answer."""

from __future__ import annotations

import pytest

from tests.serving import responses
from tests.sharing import sharing
from tests.talking import receive

PATHS = ("/v1/chat/completions", "/v1/models", "/nowhere")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("body", [b"", b"{}", b"x" * 100_000])
def test_a_preflight_with_a_body_is_answered_and_the_connection_goes_on(
    path: str, body: bytes
) -> None:
    asked = b"OPTIONS %b HTTP/1.1\r\nHost: m\r\nContent-Length: %d\r\n\r\n%b" % (
        path.encode(),
        len(body),
        body,
    )
    with sharing() as server, server.connect() as connection:  # and nothing on stderr
        connection.sendall(asked * 2 + b"GET /health HTTP/1.1\r\nHost: m\r\n\r\n")
        found = responses(receive(connection, 3))

    assert [one.status for one in found] == [200, 200, 200]
    assert b"ok" in found[2].body
