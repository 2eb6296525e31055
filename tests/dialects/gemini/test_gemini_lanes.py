"""Both lanes answer Gemini's paths alike."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.dialects.gemini.asking import CALLING, THIRD, VERTEX, asking, capped, says, streaming
from tests.holes import with_holes
from tests.serving import Server
from tests.talking import ask_bytes, serving_quietly

REQUESTS = {
    "whole": asking(says()),
    "vertex": asking(says(), root=VERTEX),
    "stream": streaming(says(), model=THIRD),
    "array": streaming(capped(4), query=""),
    "calls": streaming(says("Paris?", **CALLING)),
    "count": asking(says(), method="countTokens"),
    "error": asking({}),
}
LANES = ("sanic_mock", "tests.sanic_only")
VARYING = rb'("(?:responseId|createTime)": ?)"[^"]*"'


@pytest.fixture(scope="module")
def lanes() -> Iterator[tuple[Server, Server]]:
    """The same server, by either lane."""
    fast, slow = (serving_quietly("-seed", "7", module=one) for one in LANES)
    with fast as first, slow as second:
        yield first, second


@pytest.mark.parametrize("name", REQUESTS)
def test_both_lanes_say_the_same(lanes: tuple[Server, Server], name: str) -> None:
    found = [with_holes(ask_bytes(server, REQUESTS[name])) for server in lanes]

    first, second = (re.sub(VARYING, rb"\1", one) for one in found)
    assert first == second
