"""Which tools a prompt calls, and with what."""

from __future__ import annotations

import json
import time
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.ask import Tool
from sanic_mock.engine.body import Body
from sanic_mock.engine.calls import MOST_CALLS, as_json, compacted, make_calls
from sanic_mock.engine.logprobs import unescaped
from sanic_mock.engine.schema.values import compile_schema


def tool(name: str, **properties: str) -> Tool:
    """Return a tool whose parameters are of these types."""
    schema = {
        "type": "object",
        "properties": {key: {"type": kind} for key, kind in properties.items()},
        "required": list(properties),
        "additionalProperties": False,
    }
    return Tool(name, compile_schema(schema))


def text(body: Body) -> str:
    """Return what a body says."""
    return "".join(map(unescaped, body.pieces))


def called(
    prompt: str, *tools: Tool, is_parallel: bool = True, seed: int = 1
) -> list[tuple[str, Any]]:
    """Return names and arguments of the calls that a prompt gets."""
    made = make_calls(tools, prompt, Random(seed), is_parallel=is_parallel)
    return [
        (one.name, text(one.arguments) if one.is_custom else json.loads(text(one.arguments)))
        for one in made
    ]


WEATHER = tool("get_weather", city="string")
POPULATION = tool("get_population", city="string")
STOCK = tool("getStockPrice", symbol="string")
EMAIL = tool("send_email", to="string", subject="string")
DAYS = (WEATHER, POPULATION)
ALL_THREE = ("getStockPrice", "get_weather", "get_population")


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("What is the weather in Paris?", ["get_weather"]),
        ("The stock price of ACME", ["getStockPrice"]),
        ("Write an email", ["send_email"]),
        ("STOCKS!", ["getStockPrice"]),
        ("Anything", ["get_weather"]),
        ("", ["get_weather"]),
        ("Get it", ["get_weather"]),
        ("Send it", ["send_email"]),
        ("Email me the weather", ["get_weather", "send_email"]),
    ],
)
def test_the_tools_that_a_prompt_speaks_of_are_called(prompt: str, names: list[str]) -> None:
    assert [name for name, _ in called(prompt, WEATHER, STOCK, EMAIL)] == names


@pytest.mark.parametrize(
    ("prompt", "cities"),
    [
        ("Weather in Paris", ["Paris"]),
        ("Weather in Paris and Oslo", ["Paris", "Oslo"]),
        ("Weather in Paris or in Oslo?", ["Paris", "Oslo"]),
        ("Weather in Paris, Oslo and Rome", ["Paris", "Oslo", "Rome"]),
        ("Weather for Paris, Oslo, and New York", ["Paris", "Oslo", "New York"]),
        ("Weather in Paris and in Paris", ["Paris"]),
    ],
)
def test_a_list_of_names_gets_a_call_for_each(prompt: str, cities: list[str]) -> None:
    assert [given["city"] for _, given in called(prompt, WEATHER)] == cities


@pytest.mark.parametrize(
    ("prompt", "weather", "people"),
    [
        ("Weather in Oslo and the population of Rome", ["Oslo"], ["Rome"]),
        ("The population of Rome, then the weather in Oslo", ["Oslo"], ["Rome"]),
        ("Tell me Oslo's weather and Rome's population", ["Oslo"], ["Rome"]),
        ("Weather in Oslo and Bergen, and Rome's population", ["Oslo", "Bergen"], ["Rome"]),
        (
            "Weather in Oslo. And what is the population of Rome or Milan?",
            ["Oslo"],
            ["Rome", "Milan"],
        ),
        ("Weather in Oslo and its population", ["Oslo"], ["Oslo"]),
        ("The weather and the population of Oslo", ["Oslo"], ["Oslo"]),
        ("The weather and population of Oslo and Rome", ["Oslo", "Rome"], ["Oslo", "Rome"]),
        ("In Oslo, what is the weather, and what is the population?", ["Oslo"], ["Oslo"]),
        ("Oslo: weather, population", ["Oslo"], ["Oslo"]),
        ("What is the weather in oslo and the population in rome?", ["oslo"], ["rome"]),
    ],
)
def test_each_of_several_tools_is_called_with_what_is_said_of_it(
    prompt: str, weather: list[str], people: list[str]
) -> None:
    made = called(prompt, WEATHER, POPULATION)

    assert [given["city"] for name, given in made if name == "get_weather"] == weather
    assert [given["city"] for name, given in made if name == "get_population"] == people


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("The weather in Paris and the stock price of ACME", ["getStockPrice", "get_weather"]),
        ("The stock price of ACME. And the weather in Paris?", ["getStockPrice", "get_weather"]),
        ("Stock price of ACME, weather and population of Rome", [*ALL_THREE]),
        ("Send an email on the weather in Paris", ["send_email"]),
        ("The stock price of ACME in whatever currency", ["getStockPrice"]),
        ("The stock price of ACME, weathered or not", ["getStockPrice"]),
        ("The stock price, and which weather it had on the stock exchange", ["getStockPrice"]),
    ],
)
def test_a_tool_that_is_spoken_of_less_is_called_by_a_clause_of_its_own(
    prompt: str, names: list[str]
) -> None:
    made = called(prompt, WEATHER, POPULATION, STOCK, EMAIL)

    assert [name for name, _ in made] == names


def test_a_tool_whose_words_another_has_too_is_not_called_for_them() -> None:
    forecast = tool("get_weather_forecast", city="string")

    made = called("The weather forecast for Oslo, and the population of Rome", *DAYS, forecast)

    assert made == [
        ("get_weather_forecast", {"city": "Oslo"}),
        ("get_population", {"city": "Rome"}),
    ]


def test_a_value_that_a_tool_has_none_of_is_taken_from_elsewhere() -> None:
    volume, light = tool("set_volume", level="integer"), tool("set_light", level="integer")
    orders, invoice = (
        tool("get_orders", user="integer"),
        tool("get_invoice", to="string", user="integer"),
    )

    assert called("Turn the volume to 5 and the light to 80", volume, light) == [
        ("set_volume", {"level": 5}),
        ("set_light", {"level": 80}),
    ]
    assert called("Get the orders of user 42 and send the invoice to a@b.org", orders, invoice) == [
        ("get_orders", {"user": 42}),
        ("get_invoice", {"to": "a@b.org", "user": 42}),
    ]


def test_of_several_tools_one_without_a_schema_gets_all_of_the_prompt() -> None:
    prompt = "Weather in Oslo and run it"

    assert called(prompt, WEATHER, Tool("run", None))[1] == ("run", prompt)


@given(st.text("weatherpopulation OsloRome,.and\n", max_size=80))
def test_there_are_calls_for_each_tool_that_any_prompt_speaks_of(prompt: str) -> None:
    names = [name for name, _ in called(prompt, WEATHER, POPULATION)]

    assert 1 <= len(names) <= MOST_CALLS
    spoken = [name for name in ("weather", "population") if name in prompt.lower()]
    assert {f"get_{one}" for one in spoken} <= set(names)


def test_many_clauses_are_read_soon() -> None:
    prompt = "weather in Oslo, population of Rome and " * 400
    start = time.process_time()

    called(prompt, WEATHER, POPULATION)

    assert time.process_time() - start < 1


@pytest.mark.parametrize("name", ["GET_URL", "getURL", "get-url", "URLFetch", "fetch_URLs"])
def test_an_acronym_in_a_name_is_a_word(name: str) -> None:
    assert called("Open the url of it", WEATHER, Tool(name, None))[0][0] == name


@pytest.mark.parametrize("name", ["add", "search", "update_list"])
def test_a_tool_that_is_a_verb_alone_is_spoken_of_by_it(name: str) -> None:
    assert called(f"Please {name.split('_')[0]} it", WEATHER, Tool(name, None))[0][0] == name


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("List the issues of a repo", ["list_issues"]),
        ("Close issue 12", ["close_issue"]),
        ("Create an issue about it", ["create_issue"]),
        ("Issues!", ["list_issues", "close_issue", "create_issue"]),
        ("List the issues and email them", ["list_issues", "send_email"]),
    ],
)
def test_of_tools_with_one_noun_the_verb_decides(prompt: str, names: list[str]) -> None:
    issues = [Tool(name, None) for name in ("list_issues", "close_issue", "create_issue")]
    assert [name for name, _ in called(prompt, *issues, EMAIL)] == names


def test_there_is_an_end_to_calls() -> None:
    names = ", ".join(f"City{chr(65 + number)}" for number in range(20))

    assert len(called(f"Weather in {names}", WEATHER)) == MOST_CALLS
    assert len(called("weather", *(tool(f"weather_{number}") for number in range(20)))) <= 8


@pytest.mark.parametrize("prompt", ["Weather in Paris and Oslo", "Email me the weather"])
def test_there_is_one_call_where_there_may_not_be_several(prompt: str) -> None:
    assert len(called(prompt, WEATHER, EMAIL, is_parallel=False)) == 1


def test_a_tool_without_a_schema_gets_the_prompt() -> None:
    assert called('Run "x"\nnow', Tool("run", None)) == [("run", 'Run "x"\nnow')]


def test_the_same_chance_makes_the_same_call() -> None:
    free = tool("note", body="string", rank="integer", share="number")
    made = [called("Note", free, seed=seed) for seed in (1, 1, 2)]

    assert made[0] == made[1] != made[2]


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ({}, "{}"),
        ({"a": [1, None, True]}, '{"a":[1,null,true]}'),
        ({"é": "日本"}, '{"é":"日本"}'),
        ("\n", '"\\n"'),
    ],
)
def test_values_are_printed_as_models_print_them(value: Any, printed: str) -> None:
    assert as_json(value) == printed


_SCALARS = st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=()))
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text() | st.integers() | st.booleans(), inner)
    ),
)


@given(_VALUES)
def test_values_are_printed_as_the_standard_library_prints_them(value: Any) -> None:
    assert as_json(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_are_printed_as_what_they_are(value: float) -> None:
    assert json.loads(as_json(value)) == value


def test_a_lone_surrogate_is_replaced() -> None:
    assert compacted("a\ud800b") == "a?b"


def test_many_names_that_differ_are_split_soon() -> None:
    names = " and ".join(f"City{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(600))
    start = time.process_time()

    made = called(f"Weather in {names}", WEATHER)

    assert [given["city"] for _, given in made][:2] == ["CityAA", "CityAB"]
    assert time.process_time() - start < 1
