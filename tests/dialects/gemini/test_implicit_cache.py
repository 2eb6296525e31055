"""The beginning of a long prompt that came before is billed as cached."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dialects.gemini.asking import FLASH, THIRD, VERTEX, asking, says
from tests.serving import Server
from tests.sharing import lending
from tests.talking import ask

Json = dict[str, Any]

LONG = "There is much to be said of this. " * 700


@pytest.fixture
def server() -> Iterator[Server]:
    with lending("seed: 7") as running:
        yield running


def usage(server: Server, text: str, **further: Any) -> Json:
    """Return what a request bills."""
    answer: Json = json.loads(ask(server, asking(says(text), **further)).body)
    return dict(answer["usageMetadata"])


def cached(server: Server, text: str, **further: Any) -> int:
    """Return how many tokens of a request are billed as cached."""
    found: int = usage(server, text, **further).get("cachedContentTokenCount", 0)
    return found


@pytest.mark.parametrize("root", ["/v1beta/models", VERTEX])
def test_a_prompt_that_comes_again_is_cached(server: Server, root: str) -> None:
    first, again = (usage(server, LONG, root=root) for _ in range(2))

    assert "cachedContentTokenCount" not in first
    tokens = again["cachedContentTokenCount"]
    assert 2048 <= tokens <= again["promptTokenCount"] == first["promptTokenCount"]
    assert again["cacheTokensDetails"] == [{"modality": "TEXT", "tokenCount": tokens}]
    parts = ("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount")
    assert again["totalTokenCount"] == sum(again.get(name, 0) for name in parts)


def test_only_the_beginning_that_is_the_same_is_cached(server: Server) -> None:
    half = LONG[: len(LONG) // 2]
    cached(server, LONG)

    assert 2048 <= cached(server, half + "And now for something else. " * 200) < 4000
    assert cached(server, "Something else. " + LONG) == 0


def test_another_model_has_a_cache_of_its_own(server: Server) -> None:
    cached(server, LONG)

    assert cached(server, LONG, model="gemini-2.5-pro") == 0


@pytest.mark.parametrize(
    ("model", "letters"), [(FLASH, 7000), (THIRD, 15_000), ("gemini-2.0-flash", 25_000)]
)
def test_what_is_too_short_is_never_cached(server: Server, model: str, letters: int) -> None:
    text = (LONG * 2)[:letters]

    assert [cached(server, text, model=model) for _ in range(2)] == [0, 0]


def test_newer_models_cache_from_twice_as_many_tokens_on(server: Server) -> None:
    cached(server, LONG, model=THIRD)

    assert cached(server, LONG, model=THIRD) >= 4096
