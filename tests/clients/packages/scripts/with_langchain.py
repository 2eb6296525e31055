"""What langchain-openai does: structured output by each method, tools, agents, streams, embeddings.

`..test_packages` runs it, where langchain is installed.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import httpx
import openai
from langchain.agents import create_agent
from langchain.agents.structured_output import ProviderStrategy, ToolStrategy
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.output_parsers import (
    CommaSeparatedListOutputParser,
    JsonOutputParser,
    MarkdownListOutputParser,
    NumberedListOutputParser,
    XMLOutputParser,
)
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from langchain_openai import OpenAI as Completions
from pydantic import BaseModel, Field

from tests.clients.packages.checking import BASE_URL, CHECKS, KEY, Failing, raises, run

APIS = {"chat": False, "responses": True}
NAMES = ("gpt-4o", "gpt-5")
LIMIT: Any = {"recursion_limit": 12}
WEATHER: Any = {"messages": [HumanMessage("What is the weather in Paris?")]}


class Joke(BaseModel):
    """A joke."""

    setup: str = Field(description="How it begins.")
    punchline: str
    rating: int | None = None


JOKE_SCHEMA = {
    "title": "Joke",
    "description": "A joke.",
    "type": "object",
    "properties": {"setup": {"type": "string"}, "punchline": {"type": "string"}},
    "required": ["setup", "punchline"],
}


@tool
def get_weather(city: str, unit: str = "celsius") -> str:
    """Tell the weather of a city."""
    return f"22 degrees {unit} in {city}"


@tool
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


def model(api: str, name: str, **further: Any) -> ChatOpenAI:
    """Return a model over one of the APIs."""
    given: Any = {"max_retries": 0, "use_responses_api": APIS[api], **further}
    return ChatOpenAI(model=name, base_url=BASE_URL, api_key=KEY, **given)


def structured(api: str, name: str, method: str, schema: Any) -> None:
    """The answer is an object of a class, or a dictionary of a schema, with its raw message."""
    one = model(api, name).with_structured_output(schema, method=method, include_raw=True)
    told = "Tell a joke about cats. Return JSON with keys setup and punchline."
    done: Any = one.invoke(told)

    assert done["parsing_error"] is None, done["parsing_error"]
    parsed = done["parsed"]
    parsed = parsed.model_dump() if isinstance(parsed, BaseModel) else parsed
    assert {"setup", "punchline"} <= parsed.keys(), parsed
    check_usage(done["raw"])


def check_usage(message: Any) -> None:
    """Hold that a message's usage was read."""
    usage = message.usage_metadata
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]
    assert usage["input_tokens"] > 5
    assert usage["output_tokens"] > 0


for _api in APIS:
    for _name in NAMES:
        for _method in ("json_mode", "function_calling", "json_schema"):
            for _kind, _schema in {"class": Joke, "schema": JOKE_SCHEMA}.items():
                CHECKS[f"structured {_api} {_name} {_method} {_kind}"] = partial(
                    structured, _api, _name, _method, _schema
                )


def bound_tools(api: str, name: str) -> None:
    """A bound tool is called, and its result leads to a text."""
    one = model(api, name).bind_tools([get_weather, add])
    messages: list[Any] = [SystemMessage("Be short."), HumanMessage("Weather in Paris?")]
    first = one.invoke(messages)
    assert [call["args"]["city"] for call in first.tool_calls] == ["Paris"], first
    messages += [first, *(get_weather.invoke(call) for call in first.tool_calls)]
    assert isinstance(messages[-1], ToolMessage)
    second = one.invoke(messages)

    assert second.text, second
    assert not second.tool_calls, second
    check_usage(second)


def streamed(api: str, name: str) -> None:
    """Chunks add up to a message with its usage."""
    one = model(api, name, stream_usage=True)
    whole: Any = None
    for chunk in one.stream("Say this is a test"):
        whole = chunk if whole is None else whole + chunk

    assert whole.text
    check_usage(whole)


def streamed_tool(api: str, name: str) -> None:
    """The chunks of a call add up."""
    one = model(api, name).bind_tools([add], tool_choice="add", strict=True)
    whole: Any = None
    for chunk in one.stream("Add 3 and 4"):
        whole = chunk if whole is None else whole + chunk

    assert [call["args"] for call in whole.tool_calls] == [{"a": 3, "b": 4}], whole


async def agent(api: str, name: str) -> None:
    """An agent calls its tool once and ends."""
    one: Any = create_agent(model(api, name), [get_weather, add])
    done = await one.ainvoke(WEATHER, LIMIT)

    kinds = [type(message).__name__ for message in done["messages"]]
    assert kinds == ["HumanMessage", "AIMessage", "ToolMessage", "AIMessage"], kinds
    assert "Paris" in done["messages"][2].content


def agent_output(api: str, name: str, strategy: Any) -> None:
    """An agent calls its tool, then answers in the wanted form."""
    one: Any = create_agent(model(api, name), [get_weather], response_format=strategy(Joke))
    done = one.invoke(WEATHER, LIMIT)

    assert isinstance(done["structured_response"], Joke)
    tools = [one.name for one in done["messages"] if isinstance(one, ToolMessage)]
    assert tools.count("get_weather") == 1, tools


def agent_streamed(api: str, name: str) -> None:
    """An agent's steps and tokens are streamed."""
    one: Any = create_agent(model(api, name), [get_weather])
    steps = list(one.stream(WEATHER, LIMIT, stream_mode="updates"))
    tokens = list(one.stream(WEATHER, LIMIT, stream_mode="messages"))

    assert [next(iter(step)) for step in steps] == ["model", "tools", "model"], steps
    assert "".join(part.text for part, _ in tokens if isinstance(part, AIMessage))


def image(api: str, name: str) -> None:
    """A picture in the prompt is billed."""
    url = "data:image/png;base64," + (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
        "rkJggg=="
    )
    parts: Any = [{"type": "text", "text": "What is it?"}, {"type": "image", "url": url}]
    shown = model(api, name).invoke([HumanMessage(parts)])
    plain = model(api, name).invoke("What is it?")

    more = [one.usage_metadata["input_tokens"] for one in (plain, shown) if one.usage_metadata]
    assert more[1] > more[0] + 50, more


def error_overcome(api: str, name: str) -> None:
    """The error of a first try is overcome, and told where there is no further try."""
    failing = Failing()
    hooked = httpx.Client(event_hooks={"request": [failing]})
    assert model(api, name, max_retries=2, http_client=hooked).invoke("Hello").text
    with raises(openai.RateLimitError):
        model(api, name, http_client=hooked).invoke("Hello")
    assert failing.failed == 2


for _api in APIS:
    for _name in NAMES:
        for _one in (
            bound_tools,
            streamed,
            streamed_tool,
            agent,
            agent_streamed,
            image,
            error_overcome,
        ):
            CHECKS[f"{_one.__name__} {_api} {_name}"] = partial(_one, _api, _name)
        for _strategy in (ProviderStrategy, ToolStrategy):
            CHECKS[f"agent {_strategy.__name__} {_api} {_name}"] = partial(
                agent_output, _api, _name, _strategy
            )


def responses_web_search() -> None:
    """OpenAI searches by itself, with citations."""
    one = model("responses", "gpt-5").bind_tools([{"type": "web_search"}])
    done = one.invoke("Search the web for news of today")

    kinds = [block["type"] for block in done.content_blocks]
    assert kinds[-1] == "text", kinds
    assert any("server_tool" in kind or "web_search" in kind for kind in kinds), kinds


def responses_kept() -> None:
    """A turn goes on from the response before it."""
    one = model("responses", "gpt-4o", use_previous_response_id=True)
    first = one.invoke("I am Anna.")
    second = one.invoke([HumanMessage("I am Anna."), first, HumanMessage("Who am I?")])

    assert second.text
    assert second.response_metadata["id"] != first.response_metadata["id"]


def reasoning() -> None:
    """A summary of the thought is read."""
    one = model("responses", "gpt-5", reasoning={"effort": "low", "summary": "auto"})
    done = one.invoke("Why is the sky blue?")

    assert [block["type"] for block in done.content_blocks] == ["reasoning", "text"]


def completions() -> None:
    """The legacy endpoint completes several prompts."""
    one = Completions(model="gpt-3.5-turbo-instruct", base_url=BASE_URL, api_key=KEY)
    done = one.generate(["One", "Two"])

    assert [len(many) for many in done.generations] == [1, 1]
    assert "".join(one.stream("Three"))


def embeddings() -> None:
    """Texts are embedded as tokens, by langchain's own splitting, and as texts."""
    one = OpenAIEmbeddings(
        model="text-embedding-3-small",
        base_url=BASE_URL,
        api_key=KEY,
        check_embedding_ctx_length=False,
        dimensions=64,
    )
    assert [len(vector) for vector in one.embed_documents(["one", "two"])] == [64, 64]


PARSERS: dict[str, Any] = {
    "commas": CommaSeparatedListOutputParser(),
    "numbers": NumberedListOutputParser(),
    "points": MarkdownListOutputParser(),
    "json": JsonOutputParser(),
    "xml": XMLOutputParser(tags=["towns", "town"]),
}


def parsed(api: str, kind: str) -> None:
    """A value that is asked for in words is parsed."""
    parser = PARSERS[kind]
    asked = f"Name some towns.\n{parser.get_format_instructions()}"
    found = (model(api, "gpt-4o") | parser).invoke(asked)
    assert len(found) > (kind not in ("json", "xml")), found


for _api in APIS:
    for _kind in PARSERS:
        CHECKS[f"parsed {_api} {_kind}"] = partial(parsed, _api, _kind)

for _other in (responses_web_search, responses_kept, reasoning, completions, embeddings):
    CHECKS[_other.__name__] = _other

if __name__ == "__main__":
    run()
