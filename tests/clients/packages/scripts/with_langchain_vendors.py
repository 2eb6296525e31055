"""What langchain does with Claude and with Gemini: texts, thought, tools, agents, objects, errors.

`..test_packages` runs it, where langchain is installed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import anthropic
from langchain.agents import create_agent
from langchain.agents.structured_output import ProviderStrategy, ToolStrategy
from langchain_anthropic import ChatAnthropic
from langchain_core.exceptions import (
    ModelAPIError,
    ModelInvalidRequestError,
    ModelRateLimitError,
)
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from langchain_google_genai import ChatGoogleGenerativeAI, GoogleGenerativeAIEmbeddings
from pydantic import BaseModel

from tests.clients.packages.checking import CHECKS, KEY, ROOT, raises, run

HELLO = "Say this is a test"
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


def claude(name: str, **further: Any) -> Any:
    """Return a model of Anthropic's."""
    given = {"base_url": f"{ROOT}/anthropic", "max_retries": 0, "stop": None, "timeout": 60}
    return ChatAnthropic(model_name=name, api_key=KEY, **{**given, **further})


def gemini(name: str, **further: Any) -> Any:
    """Return a model of Google's."""
    given = {"base_url": f"{ROOT}/gemini", "max_retries": 1}
    return ChatGoogleGenerativeAI(model=name, google_api_key=KEY, **{**given, **further})


MODELS: dict[str, Callable[..., Any]] = {
    "claude-sonnet-4-5": partial(claude, "claude-sonnet-4-5"),
    "claude-opus-4-1": partial(claude, "claude-opus-4-1"),
    "gemini-2.5-flash": partial(gemini, "gemini-2.5-flash"),
    "gemini-3-flash-preview": partial(gemini, "gemini-3-flash-preview"),
}
Made = Callable[..., Any]


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


for _name, _made in MODELS.items():
    for _one in (*(whole, streamed, later, bound_tools, streamed_tool, agent, agent_streamed),):
        CHECKS[f"{_name} {_one.__name__}"] = partial(_one, _made)
    CHECKS[f"{_name} agent output by tool"] = partial(agent_output, _made, ToolStrategy)
    for _method in ("function_calling", "json_schema"):
        CHECKS[f"{_name} structured {_method}"] = partial(structured, _made, _method)
for _name in ("claude-sonnet-4-5", "gemini-3-flash-preview"):
    CHECKS[f"{_name} agent output by schema"] = partial(
        agent_output, MODELS[_name], ProviderStrategy
    )


def claude_thinks() -> None:
    """A thought is told, and told again with its signature."""
    thinking = {"type": "enabled", "budget_tokens": 2000}
    one = claude("claude-sonnet-4-5", thinking=thinking, max_tokens=4000).bind_tools([get_weather])
    messages: list[Any] = [HumanMessage("What is the weather in Paris?")]
    first = added(one.stream(messages))
    kinds = [block["type"] for block in first.content]
    assert kinds[0] == "thinking", kinds
    assert first.content[0]["signature"]
    messages += [first, *(get_weather.invoke(call) for call in first.tool_calls)]

    assert one.invoke(messages).text


def claude_counts() -> None:
    """A prompt is counted as it is billed."""
    one = claude("claude-sonnet-4-5").bind_tools([get_weather])
    asked = [HumanMessage(HELLO)]
    counted = claude("claude-sonnet-4-5").get_num_tokens_from_messages(asked, [get_weather])

    assert counted == one.invoke(asked).usage_metadata["input_tokens"]


def claude_caches() -> None:
    """What is marked is written once, and read then."""
    text = "The weather is told for each city and for each hour of the day. " * 200
    block = {"type": "text", "text": text, "cache_control": {"type": "ephemeral"}}
    asked = [SystemMessage([block]), HumanMessage(HELLO)]
    one = claude("claude-sonnet-4-5")
    first, second = (one.invoke(asked).usage_metadata for _ in range(2))

    assert second["input_token_details"]["cache_read"] > 1024, (first, second)
    assert first["input_tokens"] == second["input_tokens"]


def claude_errors() -> None:
    """Errors are told by their kind, and overcome."""
    for status, kind in {
        "400": anthropic.BadRequestError,
        "429": anthropic.RateLimitError,
        "500": anthropic.InternalServerError,
    }.items():
        with raises(kind):
            claude("claude-sonnet-4-5", default_headers={"x-mock-error": status}).invoke(HELLO)


def gemini_thinks() -> None:
    """A thought is shown where it is asked for."""
    one = gemini("gemini-2.5-flash", include_thoughts=True, thinking_budget=1024)
    told = added(one.stream("Which of 9.11 and 9.9 is greater?"))

    assert any(block["type"] == "reasoning" for block in told.content_blocks), told
    assert told.usage_metadata["output_token_details"]["reasoning"] > 0


def gemini_errors() -> None:
    """Errors are told by their kind."""
    for status, kind in {
        "400": ModelInvalidRequestError,
        "429": ModelRateLimitError,
        "500": ModelAPIError,
    }.items():
        with raises(kind):
            gemini("gemini-2.5-flash", additional_headers={"x-mock-error": status}).invoke(HELLO)


def gemini_embeds() -> None:
    """Vectors of documents and of a question."""
    one = GoogleGenerativeAIEmbeddings(
        model="gemini-embedding-001",
        google_api_key=KEY,
        base_url=f"{ROOT}/gemini",
    )

    assert len({len(vector) for vector in one.embed_documents(["one", "two"])}) == 1
    assert len(one.embed_query("one")) == 3072


for _other in (
    *(claude_thinks, claude_counts, claude_caches, claude_errors),
    *(gemini_thinks, gemini_errors, gemini_embeds),
):
    CHECKS[_other.__name__] = _other

if __name__ == "__main__":
    run()
