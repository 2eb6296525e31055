"""A prompt that names no tool calls the one that says it does what is asked."""

from __future__ import annotations

import pytest

from sanic_mock.engine.ask import Tool
from sanic_mock.engine.calls import find_meant
from sanic_mock.engine.described import READ, count_described
from sanic_mock.engine.schema.hints import flatten, hints_from

TOOLS = (
    Tool("get_stock_price", None, description="Get the current price of a share of a company."),
    Tool("get_weather", None, description="Get the current conditions outside, of a city."),
    Tool("get_population", None, description="Tells how many people live in a city."),
    Tool("lookup", None),
)


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("What is it like outside in Paris?", "get_weather"),
        ("How many people live in Oslo?", "get_population"),
        ("What does a share of ACME cost?", "get_stock_price"),
        ("What is the weather where most people live?", "get_weather"),  # a name comes first
        ("Look at the price of what is outside", "get_stock_price"),
        ("Hello", "get_stock_price"),  # as before: the first
        ("Of a city", "get_weather"),
    ],
)
def test_which_tool_is_called(prompt: str, name: str) -> None:
    assert find_meant(TOOLS, hints_from(prompt))[0].name == name


def test_words_of_all_tools_and_everyday_ones_count_nothing() -> None:
    tools = [
        Tool(one, None, description=f"Use this tool to find {one}s.") for one in ("cat", "dog")
    ]

    assert count_described(tools, flatten("Use the tool to find dogs")) == [0, 1]
    assert count_described([Tool("a", None)], flatten("Find dogs")) == [0]


def test_only_the_beginning_of_a_description_is_read() -> None:
    tools = [Tool("a", None), Tool("b", None, description="word " * READ + "dogs")]

    assert count_described(tools, flatten("dogs")) == [0, 0]
