"""JSON that messages ask for in words, as what is to be answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence

import pytest

from sanic_mock.dialects import prompted
from sanic_mock.engine.ask import Options
from tests.dialects.vendors import answered
from tests.serving import Server
from tests.sharing import sharing

SCHEMA = r'{"type": "object", "properties": {"%s": {"type": "string"}}}'
ASKING = f"Answer in JSON with this schema: {SCHEMA}"


@pytest.mark.parametrize("ask", [prompted.ask, prompted.require])
def test_a_schema_with_half_a_letter_is_none(
    ask: Callable[[Options, Sequence[str]], None],
) -> None:
    half, whole = (Options(prompt=ASKING % key) for key in (r"\udc00", r"\ud83d\ude00"))
    for options in (half, whole):
        ask(options, [options.prompt])

    assert half.maker is None
    assert whole.maker is not None


TEXT = "Is Paris in France? Answer with yes or no."
SAID = [{"role": "user", "content": TEXT}]
PARTS = {"role": "user", "parts": [{"text": TEXT}]}
INSTRUCTED = [{"role": "system", "content": "Answer with yes or no."}]
ASKS: dict[str, dict[str, object]] = {
    "/v1/chat/completions": {"model": "gpt-4o-mini", "messages": SAID},
    "/v1/chat/completions?i": {
        "model": "gpt-4o-mini",
        "messages": [*INSTRUCTED, {"role": "user", "content": "Is it so?"}],
    },
    "/v1/chat/completions?n": {"model": "gpt-4o-mini", "messages": SAID, "n": 2},
    "/v1/responses": {"model": "gpt-4o-mini", "input": TEXT},
    "/v1/responses?i": {
        "model": "gpt-4o-mini",
        "input": "Is it so?",
        "instructions": INSTRUCTED[0]["content"],
    },
    "/anthropic/v1/messages": {"model": "claude-sonnet-4-5", "max_tokens": 99, "messages": SAID},
    "/v1beta/models/gemini-2.5-flash-lite:generateContent": {"contents": [PARTS]},
    "/v1beta/openai/chat/completions": {"model": "gemini-2.5-flash-lite", "messages": SAID},
    "/model/amazon.nova-lite-v1:0/converse": {
        "messages": [{"role": "user", "content": [{"text": TEXT}]}]
    },
    "/api/chat": {"model": "llama3.2", "messages": SAID, "stream": False},
    "/api/generate": {"model": "llama3.2", "prompt": TEXT, "stream": False},
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with sharing() as running:
        yield running


@pytest.mark.parametrize("path", ASKS)
def test_every_vendor_answers_a_bare_value(path: str, server: Server) -> None:
    answer = answered(server, path.partition("?")[0], ASKS[path])

    texts = set(strings_in(json.loads(answer)))

    assert texts & {"yes", "no"}, texts


def strings_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings_in(one)
