"""Agents that take their steps in words get a call, then an answer that uses what it returned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.prompted.step import Spoken
from sanic_mock.engine.prompted.steps import next_step
from tests.engine.prompted.telling import text_of

ONE_TEXT = """You have these tools:
get_weather(city: str) -> str - Tell the weather.
add(a: int, b: int) -> int - Add numbers.

Question: the question
Thought: think
Action: what to do, should be one of [get_weather, add]
Action Input: the input to it
Observation: its result
Thought: I now know the final answer
Final Answer: the final answer

Begin!

Question: {}
Thought:{}"""
SCHEMAS = """Tools:
> Tool Name: get_weather
Tool Description: Tells the weather.
Tool Args: {"properties": {"city": {"type": "string"}}, "required": ["city"], "type": "object"}

> Tool Name: search
Tool Args: {"properties": {"query": {"type": "string"}}, "required": ["query"], "type": "object"}

```
Thought: I need a tool.
Action: tool name (one of get_weather, search) if using a tool.
Action Input: the input, as JSON (e.g. {"input": "hello"})
```
and at the end
```
Thought: I can answer.
Answer: [your answer]
```
"""
PARIS = "What is the weather in Paris?"
CALLED = "Thought: x\nAction: get_weather\nAction Input: {}\n"


def told(*spoken: tuple[str, str]) -> str:
    """Return the text of the step that a conversation is answered."""
    step = next_step([Spoken(*one) for one in spoken])
    assert step is not None
    return text_of(step)


def test_a_tool_of_one_text_gets_the_value_alone() -> None:
    text = told(("user", ONE_TEXT.format(PARIS, "")))

    assert text.splitlines()[1:] == ["Action: get_weather", "Action Input: Paris"]


def test_a_tool_of_several_gets_json() -> None:
    text = told(("user", ONE_TEXT.format("Add 3 and 4", "")))

    assert text.splitlines()[1:] == ["Action: add", 'Action Input: {"a":3,"b":4}']


def test_where_the_form_wants_json_one_text_is_json_too() -> None:
    text = told(("system", SCHEMAS), ("user", PARIS))

    assert text.splitlines()[1:] == ["Action: get_weather", 'Action Input: {"city":"Paris"}']


@pytest.mark.parametrize(
    "spoken",
    [
        [("user", ONE_TEXT.format(PARIS, f" {CALLED}Observation: sunny\nThought:"))],
        [
            ("system", SCHEMAS),
            ("user", PARIS),
            ("assistant", CALLED),
            ("user", "Observation: sunny"),
        ],
        [
            ("system", SCHEMAS),
            ("user", PARIS),
            ("assistant", f"{CALLED}Observation: sunny"),
            ("user", "Look at the result, and give your answer."),
        ],
    ],
    ids=["one text", "the user's words", "the assistant's words"],
)
def test_what_was_observed_is_the_answer(spoken: list[tuple[str, str]]) -> None:
    assert told(*spoken).splitlines()[1].endswith("Answer: Here is what I found. sunny")


def test_what_an_earlier_question_observed_is_none_of_the_next_one() -> None:
    earlier = [("user", "Find cats"), ("assistant", CALLED), ("user", "Observation: sunny")]

    text = told(("system", SCHEMAS), *earlier, ("assistant", "Answer: x"), ("user", PARIS))

    assert "Action: get_weather" in text


@pytest.mark.parametrize(
    "text",
    [
        PARIS,
        "Action Input: what is that?",
        "Action: run one of [a, b]\nObservation: x",
        "Action: one of [a, b]\nAction Input: x",
        "Action: one of [, ]\nAction Input: x\nAnswer: y",
    ],
)
def test_other_texts_ask_for_no_step(text: str) -> None:
    assert next_step([Spoken("user", text)]) is None


@given(st.lists(st.tuples(st.sampled_from(["system", "user", "assistant"]), st.text()), min_size=1))
def test_whatever_follows_a_form_gets_a_step(said: list[tuple[str, str]]) -> None:
    assert told(("system", SCHEMAS), *said).startswith("Thought: ")
