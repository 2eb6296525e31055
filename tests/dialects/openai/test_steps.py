"""Loops of agents that do without OpenAI's calls, over a real socket, whole and streamed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import openai
import pytest

from tests.sharing import sharing

FORM = """You have these tools:
get_weather(city: str) -> str - Tell the weather.
search(query: str) -> str - Search the web for something.

Question: the question you must answer
Thought: think about what to do
Action: the action to take, should be one of [get_weather, search]
Action Input: the input to the action
Observation: the result of the action, and so on
Thought: I now know the final answer
Final Answer: the final answer to the question

Question: What is the weather in Paris?
Thought:"""
CALL = re.compile(r"Action: (\w+)\nAction Input: (.*)")
OFFERED: Any = [
    {"type": "function", "function": {"name": name, "parameters": {
        "type": "object", "properties": {key: {"type": "string"}}, "required": [key]}}}
    for name, key in (("get_weather", "city"), ("final_answer", "answer"))
]  # fmt: skip


@pytest.fixture(scope="module")
def client() -> Iterator[openai.OpenAI]:
    with sharing() as server:
        url = f"{server.url}/v1"
        with openai.OpenAI(base_url=url, api_key="any", max_retries=0) as client:
            yield client


def ask(client: openai.OpenAI, messages: Any, *, stream: bool) -> str:
    """Return the text of an answer."""
    asked: dict[str, Any] = {"model": "gpt-4o", "messages": messages}
    if not stream:
        return str(client.chat.completions.create(**asked).choices[0].message.content)
    chunks = client.chat.completions.create(stream=True, **asked)
    return "".join(one.choices[0].delta.content or "" for one in chunks)


@pytest.mark.parametrize("stream", [False, True])
def test_steps_in_words_end_with_the_answer(client: openai.OpenAI, stream: bool) -> None:
    prompt, calls = FORM, []
    while (found := CALL.search(text := ask(client, said(prompt), stream=stream))) is not None:
        calls.append(found.groups())
        prompt += f" {text}\nObservation: sunny, 21 degrees\nThought:"
        assert len(calls) < 5

    assert calls == [("get_weather", "Paris")]
    assert text.endswith("Final Answer: Here is what I found. sunny, 21 degrees")


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("is_instructed", [False, True])
def test_steps_in_words_end_with_the_answer_at_responses_too(
    client: openai.OpenAI, *, stream: bool, is_instructed: bool
) -> None:
    form, _, question = FORM.rpartition("\n\n")
    prompt, calls = question if is_instructed else FORM, []
    further: dict[str, Any] = {"instructions": form} if is_instructed else {}
    while (
        found := CALL.search(text := respond(client, prompt, further, stream=stream))
    ) is not None:
        calls.append(found.groups())
        prompt += f" {text}\nObservation: sunny, 21 degrees\nThought:"
        assert len(calls) < 5

    assert calls == [("get_weather", "Paris")]
    assert text.endswith("Final Answer: Here is what I found. sunny, 21 degrees")


def respond(client: openai.OpenAI, prompt: str, further: dict[str, Any], *, stream: bool) -> str:
    """Return the text of a response, which others of the same kind have gone before."""
    asked: dict[str, Any] = {"model": "gpt-4o", "input": prompt, **further}
    if not stream:
        return str(client.responses.create(**asked).output_text)
    events = client.responses.create(stream=True, **asked)
    return "".join(one.delta for one in events if one.type == "response.output_text.delta")


def said(text: str) -> list[dict[str, str]]:
    """Return the messages of one text of the user's."""
    return [{"role": "user", "content": text}]


def test_results_in_the_users_words_end_a_loop_of_calls(client: openai.OpenAI) -> None:
    messages: list[Any] = said("What is the weather in Paris?")
    called: list[str] = []
    while called[-1:] != ["final_answer"]:
        answer = client.chat.completions.create(
            model="gpt-4o", messages=messages, tools=OFFERED, tool_choice="required"
        )
        calls: Any = answer.choices[0].message.tool_calls
        call = calls[0].function
        called.append(call.name)
        told = f"Calling tools: [{{'function': {{'name': '{call.name}', 'arguments': {{}}}}}}]"
        messages += [
            {"role": "assistant", "content": told},
            {"role": "user", "content": "Observation:\nsunny, 21 degrees"},
        ]
        assert len(called) < 5

    assert called == ["get_weather", "final_answer"]
