"""What an answer tells of a cache that nobody marked: always, never, or where it was of use."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sanic_mock.dialects.bedrock.converse.ending import plain_ending
from sanic_mock.engine.body import Body
from sanic_mock.engine.reply import Reply
from tests.dialects.bedrock.converse.asked import LLAMA
from tests.dialects.bedrock.messages import CLAUDE, NOVA


def usage(model: str, found: int, *, is_stream: bool) -> Any:
    """Return the bill of an answer of 5 tokens to 20, of which so many were found in a cache."""
    reply = Reply(Body(()), "stop", 20, bytes(64), cached_tokens=found, completion_tokens=5)
    told = json.loads(b"{%b}" % plain_ending(reply, model, is_stream=is_stream).usage)["usage"]
    read = told.get("cacheReadInputTokens", 0)
    assert told["totalTokens"] == read + told["inputTokens"] + told["outputTokens"] == 25
    return told


# A model, whether it is a stream, tokens found in a cache, and what is told of them.
ROWS: list[tuple[str, bool, int, int | None]] = [
    (CLAUDE, False, 0, 0),
    (CLAUDE, True, 0, None),
    (CLAUDE, True, 8, 8),
    (NOVA, False, 0, None),
    (NOVA, False, 8, 8),
    (LLAMA, False, 8, None),
]


@pytest.mark.parametrize(("model", "is_stream", "found", "told"), ROWS)
def test_a_cache_is_told_of_as_recorded(
    model: str, is_stream: bool, found: int, told: int | None
) -> None:
    assert usage(model, found, is_stream=is_stream).get("cacheReadInputTokens") == told
