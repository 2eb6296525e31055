"""What is found to take long is not tried on a loop again, but made where it holds up nobody."""

from __future__ import annotations

import pytest

from tests.requests import chat, post
from tests.serving import serving
from tests.talking import ask

ITEMS = chat("Hi", max_tokens=2, x=[0] * 15_000)


@pytest.mark.parametrize(
    ("flags", "body"),
    [
        (("-mode", "lenient"), ITEMS),
        (("-payload", "600KiB"), chat("Hi")),
        (("-payload", "600KiB"), chat("Hi", stream=True)),
    ],
    ids=["much to read", "long text", "long stream"],
)
def test_a_lengthy_request_is_tried_once(flags: tuple[str, ...], body: bytes) -> None:
    with serving(*flags, module="tests.trying") as server:
        for request in (post(body), post(chat("short"))):
            assert ask(server, request, 20.0).status == 200
        server.stop()
        assert server.process.stderr is not None
        tried = server.process.stderr.read().splitlines()

    assert tried.count(f"tried {len(body)}") == 1
    assert tried.count(f"tried {len(chat('short'))}") == 1
