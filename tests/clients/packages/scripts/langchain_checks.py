"""What any model is held to behind langchain: texts, tools, agents, objects, usage.

Nothing is imported here but what every environment has that has langchain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from langchain.agents import create_agent
from langchain.agents.structured_output import ToolStrategy
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from pydantic import BaseModel

from tests.clients.packages.checking import Check

HELLO = "Say this is a test"
# Makes a model.
Made = Callable[..., Any]
LIMIT: Any = {"recursion_limit": 12}
WEATHER: Any = {"messages": [HumanMessage("What is the weather in Paris?")]}


class Person(BaseModel):
    """Somebody."""

    name: str
    age: int


@tool
def get_weather(city: str, unit: str = "celsius") -> str:
    """Tell the weather of a city."""
    return f"22 degrees {unit} in {city}"


@tool
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


def check_usage(message: Any) -> None:
    """Hold that a message's usage was read."""
    usage = message.usage_metadata
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"], usage
    assert usage["input_tokens"] > 2, usage
    assert usage["output_tokens"] > 0, usage


def added(chunks: Any) -> Any:
    """Return the message that chunks add up to."""
    whole: Any = None
    for chunk in chunks:
        whole = chunk if whole is None else whole + chunk
    return whole


def whole(made: Made) -> None:
    """An answer in one piece."""
    told = made().invoke([SystemMessage("Be short."), HumanMessage(HELLO)])

    assert told.text
    check_usage(told)


def streamed(made: Made) -> None:
    """Chunks add up to a message with its usage."""
    told = added(made().stream(HELLO))

    assert told.text
    check_usage(told)


async def later(made: Made) -> None:
    """The same asynchronously."""
    told = [chunk.text async for chunk in made().astream(HELLO)]

    assert "".join(told)


def streamed_tool(made: Made) -> None:
    """The chunks of a call add up."""
    told = added(made().bind_tools([add], tool_choice="add").stream("Add 3 and 4"))

    assert [call["args"] for call in told.tool_calls] == [{"a": 3, "b": 4}], told


def bound_tools(made: Made) -> None:
    """A bound tool is called, and its result leads to a text."""
    one = made().bind_tools([get_weather, add])
    messages: list[Any] = [SystemMessage("Be short."), HumanMessage("Weather in Paris?")]
    first = one.invoke(messages)
    assert [call["args"]["city"] for call in first.tool_calls] == ["Paris"], first
    messages += [first, *(get_weather.invoke(call) for call in first.tool_calls)]
    second = one.invoke(messages)

    assert second.text, second
    assert not second.tool_calls, second
    check_usage(second)


async def agent(made: Made) -> None:
    """An agent calls its tool once and ends."""
    one: Any = create_agent(made(), [get_weather, add])
    done = await one.ainvoke(WEATHER, LIMIT)

    kinds = [type(message) for message in done["messages"]]
    assert kinds == [HumanMessage, AIMessage, ToolMessage, AIMessage], kinds
    assert "Paris" in done["messages"][2].content


def agent_streamed(made: Made) -> None:
    """An agent streams its messages to the end."""
    one: Any = create_agent(made(), [get_weather])
    told = list(one.stream(WEATHER, LIMIT, stream_mode="messages"))

    assert any(isinstance(message, ToolMessage) for message, _ in told)
    assert told[-1][0].text is not None


def agent_output(made: Made, strategy: Any) -> None:
    """An agent calls its tool, then answers in the wanted form."""
    one: Any = create_agent(made(), [get_weather], response_format=strategy(Person))
    done = one.invoke(WEATHER, LIMIT)

    assert isinstance(done["structured_response"], Person)
    tools = [one.name for one in done["messages"] if isinstance(one, ToolMessage)]
    assert tools.count("get_weather") == 1, tools


def structured(made: Made, method: str) -> None:
    """The answer is an object of a class, with its raw message."""
    one = made().with_structured_output(Person, method=method, include_raw=True)
    done: Any = one.invoke("Anna Berg is 34 years old")

    assert done["parsing_error"] is None, done["parsing_error"]
    assert done["parsed"] == Person(name="Anna Berg", age=34), done
    check_usage(done["raw"])


def checks_of(name: str, made: Made, methods: Sequence[str]) -> dict[str, Check]:
    """Return the checks of a model; `methods` are those by which it is asked for objects."""
    usual = whole, streamed, later, bound_tools, streamed_tool, agent, agent_streamed
    checks: dict[str, Check] = {f"{name} {one.__name__}": partial(one, made) for one in usual}
    checks[f"{name} agent output by tool"] = partial(agent_output, made, ToolStrategy)
    for method in methods:
        checks[f"{name} structured {method}"] = partial(structured, made, method)
    return checks
