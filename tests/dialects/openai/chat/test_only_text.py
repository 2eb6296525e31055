"""What is asked with one message is read and billed in fewer steps, and as the general way does."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.openai.chat.history import asking_texts, last_turn
from sanic_mock.dialects.openai.chat.prompts import Prompts
from sanic_mock.dialects.openai.chat.request import ChatRequest, Message, decode
from sanic_mock.dialects.openai.models import traits
from sanic_mock.settings import Settings

CALL = {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}
TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
FIRST = Message("assistant", "Hello.")
MODELS = ("gpt-4o", "gpt-4", "gpt-5", "gpt-5.4", "o3", "gpt-4o-audio-preview", "nobody")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
texts |= st.sampled_from(["Observation: 7", "[OBSERVATION]\nx", "Weather in Paris?", "a " * 3_000])
messages = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["user", "system", "developer", "assistant", "tool", "function"]),
        "content": texts,
    },
    optional={
        "name": st.just("anna"),
        "tool_calls": st.just([CALL]),
        "tool_call_id": st.just("a"),
        "function_call": st.just({"name": "f", "arguments": "{}"}),
        "audio": st.just({"id": "audio_1"}),
        "refusal": st.just("No."),
    },
)


def asking(message: dict[str, Any], model: str, *, has_tools: bool) -> ChatRequest:
    body = {"model": model, "messages": [message]} | ({"tools": [TOOL]} if has_tools else {})
    return decode(msgspec.json.encode(body))


@pytest.fixture(scope="module")
def prompts() -> Prompts:
    return Prompts(Settings("test"))


@pytest.mark.parametrize("model", MODELS)
@given(message=messages, has_tools=st.booleans())
def test_a_text_bills_what_its_only_part_would(
    prompts: Prompts, model: str, message: dict[str, Any], has_tools: bool
) -> None:
    """The text of a part is never counted the shorter way."""
    parted = message | {"content": [{"type": "text", "text": message["content"]}]}
    bills = [
        prompts.rich(asking(one, model, has_tools=has_tools), traits(model))
        for one in (message, parted)
    ]
    assert bills[0] == bills[1]


@given(message=messages)
def test_a_greeting_before_it_changes_nothing_of_what_is_asked(message: dict[str, Any]) -> None:
    """Of two messages none is read the shorter way."""
    only = msgspec.convert(message, Message)
    assert last_turn([only]) == last_turn([FIRST, only])
    assert asking_texts([only]) == asking_texts([FIRST, only])
