"""Cache points: what is written, what is read, and what is billed for either."""

from __future__ import annotations

import json

import pytest

from tests.dialects.bedrock.converse.asked import (
    HAIKU,
    LLAMA,
    POINT,
    Json,
    long_body,
    streamed,
    told,
)
from tests.dialects.bedrock.messages import CLAUDE, NOVA, asking
from tests.requests import post
from tests.serving import Server
from tests.talking import ask


def usage(server: Server, body: bytes, model: str) -> tuple[int, int, int]:
    """Return what a request bills: what is read, written, and neither."""
    found = told(server, body, model=model)["usage"]
    read, written = found["cacheReadInputTokens"], found["cacheWriteInputTokens"]
    assert (read, written) == (
        found["cacheReadInputTokenCount"],
        found["cacheWriteInputTokenCount"],
    )
    assert found["totalTokens"] == read + written + found["inputTokens"] + found["outputTokens"]
    assert sum(one["inputTokens"] for one in found.get("cacheDetails", ())) == written
    return read, written, found["inputTokens"]


@pytest.mark.parametrize("model", [CLAUDE, NOVA])
def test_a_prefix_is_written_once_and_read_afterwards(server: Server, model: str) -> None:
    body = long_body("first", 1500)

    _, written, fresh = usage(server, body, model)
    assert written > 1500
    assert usage(server, body, model) == (written, 0, fresh)


# A model, the fewest words of a prefix that it keeps, and a number of them that is too small.
LEAST = {CLAUDE: (1050, 1000), HAIKU: (4120, 4000), NOVA: (1000, 900)}


@pytest.mark.parametrize("model", LEAST)
def test_a_prefix_that_is_too_short_is_not_kept(server: Server, model: str) -> None:
    enough, few = LEAST[model]

    assert usage(server, long_body("few", few), model)[1] == 0
    assert usage(server, long_body("enough", enough), model)[1] > 0


def test_prefixes_are_told_apart_by_model_and_text(server: Server) -> None:
    usage(server, long_body("apart", 1500), CLAUDE)

    assert usage(server, long_body("apart", 1500), NOVA)[0] == 0
    assert usage(server, long_body("other", 1500), CLAUDE)[0] == 0


def test_tools_come_before_instructions_and_these_before_turns(server: Server) -> None:
    tool: Json = {
        "toolSpec": {"name": "look", "inputSchema": {"json": {"description": "a " * 1500}}}
    }
    tools: Json = {"toolConfig": {"tools": [tool, POINT]}}
    _, written, _ = usage(server, asking("Hello", **tools), CLAUDE)

    read, further, _ = usage(server, long_body("behind", 500, **tools), CLAUDE)

    assert read == written > 1500
    assert 500 < further < 550


def test_an_hour_is_told_apart_from_five_minutes(server: Server) -> None:
    hour = {"cachePoint": {"type": "default", "ttl": "1h"}}
    system = [{"text": "hourly " * 1500}, hour, {"text": "and " * 300}, POINT]

    found = told(server, asking("Hello", system=system), model=CLAUDE)["usage"]["cacheDetails"]

    assert [one["ttl"] for one in found] == ["1h", "5m"]
    assert found[0]["inputTokens"] > 5 * found[1]["inputTokens"] / 2


def test_what_is_counted_is_not_kept(server: Server) -> None:
    body = long_body("counted", 1500)
    path = f"/model/{NOVA}/count-tokens"
    counted = json.loads(ask(server, post(b'{"input":{"converse":%b}}' % body, path=path)).body)

    read, written, fresh = usage(server, body, NOVA)
    assert (read, written + fresh) == (0, counted["inputTokens"])


def test_a_stream_tells_of_a_cache_where_points_are(server: Server) -> None:
    body = long_body("streamed", 1500)

    (first, second) = (streamed(server, body, model=CLAUDE)[-1].told["usage"] for _ in range(2))
    plain = streamed(server, asking(), model=CLAUDE)[-1].told["usage"]

    assert first["cacheWriteInputTokens"] == second["cacheReadInputTokens"] > 1500
    assert not any(name.startswith("cache") for name in plain)


def test_a_model_that_keeps_nothing_bills_all_of_a_prompt(server: Server) -> None:
    body = long_body("nothing", 1500)
    for _ in range(2):
        found = told(server, body, "x-mock-mode: lenient", model=LLAMA)["usage"]

        assert found["cacheReadInputTokens"] == found["cacheWriteInputTokens"] == 0
        assert found["inputTokens"] > 1500
