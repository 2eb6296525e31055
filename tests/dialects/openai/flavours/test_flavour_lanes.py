"""Both lanes answer the services' paths alike, and four workers do as one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sanic_mock.dialects.openai.flavours.table import FLAVOURS
from tests.dialects.openai.flavours.asking import CALLING, asked, holed
from tests.serving import Server
from tests.sharing import both_lanes, sharing
from tests.talking import ask_bytes

BODIES: dict[str, dict[str, Any]] = {
    "whole": {},
    "stream": {"stream": True, "max_tokens": 5},
    "calls": CALLING,
    "calls-stream": CALLING | {"stream": True},
    "error": {"messages": 7},
}


@pytest.fixture(scope="module")
def lanes() -> Iterator[tuple[Server, Server]]:
    """The same server, by either lane."""
    with both_lanes() as lanes:
        yield lanes


@pytest.mark.parametrize("case", BODIES)
@pytest.mark.parametrize("name", FLAVOURS)
def test_both_lanes_say_the_same(lanes: tuple[Server, Server], name: str, case: str) -> None:
    first, second = (holed(ask_bytes(server, request(name, case))) for server in lanes)

    assert first == second


@pytest.mark.parametrize("name", FLAVOURS)
def test_four_workers_answer_as_one(lanes: tuple[Server, Server], name: str) -> None:
    with sharing("-seed", "7", "-workers", "4") as four:
        for number, case in enumerate([*BODIES] * 2):
            sent = request(name, case, f"{name} {number}")
            first, second = (holed(ask_bytes(server, sent)) for server in (lanes[0], four))
            assert first == second


def request(name: str, case: str, text: str = "Tell me of the sea") -> bytes:
    """Return a request to a service, the same each time."""
    messages = [{"role": "user", "content": text}]
    return asked(name, {"model": "m", "messages": messages, **BODIES[case]})
