"""Both lanes answer OpenAI's clients alike at Gemini's paths."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.dialects.gemini.asking import THIRD
from tests.dialects.gemini.compatible.compatible_asking import (
    CALLING,
    STREAM,
    VERTEX,
    chat,
    embeddings,
    models,
)
from tests.holes import with_holes
from tests.serving import Server
from tests.talking import ask_bytes, serving_quietly

REQUESTS = {
    "whole": chat(),
    "vertex": chat(root=VERTEX),
    "stream": chat(model=THIRD, **STREAM),
    "calls": chat(text="Paris?", **CALLING, **STREAM),
    "embeddings": embeddings(input=["Hello", "there"], dimensions=8),
    "models": models(),
    "error": chat(messages=[]),
}
LANES = ("sanic_mock", "tests.sanic_only")
VARYING = rb'("id":)"[^"]*"'


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
