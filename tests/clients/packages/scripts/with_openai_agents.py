"""What openai-agents does: tools, structured outputs, namespaces, handoffs, sessions, streams.

`..test_packages` runs it, where openai-agents is installed.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import openai
from agents import (
    Agent,
    AgentOutputSchema,
    CustomTool,
    ModelSettings,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    Runner,
    ShellTool,
    SQLiteSession,
    StopAtTools,
    WebSearchTool,
    function_tool,
    set_tracing_disabled,
    tool_namespace,
)
from pydantic import BaseModel, Field

from tests.clients.packages.checking import BASE_URL, CHECKS, KEY, Failing, run

APIS: dict[str, Any] = {"chat": OpenAIChatCompletionsModel, "responses": OpenAIResponsesModel}
NAMES = ("gpt-4o", "gpt-5", "gpt-5.4")
TURNS = 6


class Step(BaseModel):
    """A step with a default, which OpenAI takes in a strict schema."""

    title: str = Field(default="first", description="What is done.")
    minutes: int = 5


class Plan(BaseModel):
    """A plan."""

    goal: str
    steps: list[Step] = Field(default_factory=list, max_length=3)
    note: str | None = None


class Tools:
    """Tools that note how they are called."""

    def __init__(self) -> None:
        self.called: list[tuple[Any, ...]] = []

    def weather(self) -> Any:
        """Return a tool with a default argument."""

        @function_tool
        def get_weather(city: str, unit: str = "celsius", days: int | None = None) -> str:
            """Tell the weather of a city."""
            self.called.append(("get_weather", city, unit, days))
            return "22 degrees"

        return get_weather

    def lookup(self) -> Any:
        """Return a tool without arguments."""

        @function_tool
        def list_orders() -> str:
            """List the orders."""
            self.called.append(("list_orders",))
            return "order 7, order 8"

        return list_orders

    def loose(self) -> Any:
        """Return a tool with a loose schema and a nested default."""

        @function_tool(strict_mode=False)
        def plan_trip(city: str, step: Step | None = None) -> str:
            """Plan a trip to a city."""
            self.called.append(("plan_trip", city, step))
            return "planned"

        return plan_trip


def model(api: str, name: str, **further: Any) -> Any:
    """Return a model over one of the APIs."""
    client = openai.AsyncOpenAI(base_url=BASE_URL, api_key=KEY, **{"max_retries": 0, **further})
    return APIS[api](model=name, openai_client=client)


async def default_arguments(api: str, name: str) -> None:
    """A tool with defaults is called once, and a text ends the run."""
    tools = Tools()
    one = Agent(name="one", model=model(api, name), tools=[tools.weather()])
    done = await Runner.run(one, "What is the weather in Paris?", max_turns=TURNS)

    assert [call[:2] for call in tools.called] == [("get_weather", "Paris")], tools.called
    assert isinstance(done.final_output, str)
    usage = done.context_wrapper.usage
    assert usage.requests == 2
    assert usage.total_tokens == usage.input_tokens + usage.output_tokens > 20


async def required_tools(api: str, name: str) -> None:
    """Under `required` each tool is called once, though the choice is not reset."""
    tools = Tools()
    settings = ModelSettings(tool_choice="required")
    one = Agent(
        name="one",
        model=model(api, name),
        tools=[tools.weather(), tools.lookup()],
        model_settings=settings,
        reset_tool_choice=False,
    )
    done = await Runner.run(one, "The weather in Paris, and my orders", max_turns=TURNS)

    assert {call[0] for call in tools.called} == {"get_weather", "list_orders"}, tools.called
    assert isinstance(done.final_output, str)


async def default_fields(api: str, name: str) -> None:
    """An output whose fields have defaults comes after the tool was called."""
    tools = Tools()
    one = Agent(name="one", model=model(api, name), tools=[tools.weather()], output_type=Plan)
    done = await Runner.run(one, "Plan by the weather in Paris", max_turns=TURNS)

    assert isinstance(done.final_output, Plan), done.final_output
    assert [call[1] for call in tools.called] == ["Paris"], tools.called


async def loose_output(api: str, name: str) -> None:
    """An output with a schema that is not strict."""
    loose = AgentOutputSchema(dict[str, int], strict_json_schema=False)
    one = Agent(name="one", model=model(api, name), output_type=loose)
    done = await Runner.run(one, "Count the apples: 3", max_turns=TURNS)

    assert isinstance(done.final_output, dict)
    assert all(isinstance(value, int) for value in done.final_output.values())


async def loose_tool(api: str, name: str) -> None:
    """A tool with a loose schema is called with what it needs."""
    tools = Tools()
    one = Agent(name="one", model=model(api, name), tools=[tools.loose()])
    await Runner.run(one, "Plan a trip to Rome", max_turns=TURNS)

    assert [call[:2] for call in tools.called] == [("plan_trip", "Rome")], tools.called


async def handoff(api: str, name: str) -> None:
    """The first agent hands the conversation to another, which calls its tool."""
    tools = Tools()
    second = Agent(name="Weather agent", model=model(api, name), tools=[tools.weather()])
    first = Agent(
        name="Triage",
        instructions="Hand off to the weather agent.",
        model=model(api, name),
        handoffs=[second],
    )
    done = await Runner.run(first, "What is the weather in Paris?", max_turns=TURNS)

    assert done.last_agent.name == "Weather agent", done.last_agent.name
    assert [call[1] for call in tools.called] == ["Paris"], tools.called


async def as_tool(api: str, name: str) -> None:
    """An agent is another's tool."""
    inner = Agent(name="inner", model=model(api, name))
    tool = inner.as_tool(tool_name="translate", tool_description="Translate a text.")
    one = Agent(
        name="one",
        model=model(api, name),
        tools=[tool],
        model_settings=ModelSettings(tool_choice="required"),
    )
    done = await Runner.run(one, 'Translate "good morning"', max_turns=TURNS)

    kinds = [item.type for item in done.new_items]
    assert kinds.count("tool_call_output_item") == 1, kinds
    assert isinstance(done.final_output, str)


async def stop_at_tool(api: str, name: str) -> None:
    """A run may end with a tool's result."""
    tools = Tools()
    one = Agent(
        name="one",
        model=model(api, name),
        tools=[tools.weather()],
        tool_use_behavior=StopAtTools(stop_at_tool_names=["get_weather"]),
    )
    done = await Runner.run(one, "What is the weather in Paris?", max_turns=TURNS)

    assert done.final_output == "22 degrees"


async def streamed(api: str, name: str) -> None:
    """A run is streamed, with the text's deltas."""
    tools = Tools()
    one = Agent(name="one", model=model(api, name), tools=[tools.weather()])
    stream = Runner.run_streamed(one, "What is the weather in Paris?", max_turns=TURNS)
    deltas = [
        event.data.delta
        async for event in stream.stream_events()
        if event.type == "raw_response_event" and event.data.type == "response.output_text.delta"
    ]

    assert "".join(deltas) == stream.final_output
    assert [call[1] for call in tools.called] == ["Paris"], tools.called
    assert stream.context_wrapper.usage.requests == 2


async def session(api: str, name: str) -> None:
    """What a session keeps is sent again in the next turn."""
    tools, kept = Tools(), SQLiteSession("one")
    one = Agent(name="one", model=model(api, name), tools=[tools.weather()])
    first = await Runner.run(one, "Weather in Paris?", session=kept, max_turns=TURNS)
    second = await Runner.run(one, "And in Rome?", session=kept, max_turns=TURNS)

    assert [call[1] for call in tools.called] == ["Paris", "Rome"], tools.called
    # of what was asked first: later ones bill thoughts of their own turn, too
    before, after = (done.raw_responses[0].usage.input_tokens for done in (first, second))
    assert after > before


async def errors_overcome(api: str, name: str) -> None:
    """The error of a first try is overcome."""
    failing = Failing()
    hooked = openai.DefaultAsyncHttpxClient(event_hooks={"request": [failing.later]})
    one = Agent(name="one", model=model(api, name, max_retries=2, http_client=hooked))
    done = await Runner.run(one, "Hello", max_turns=TURNS)

    assert done.final_output
    assert failing.failed == 1


BOTH = (
    default_arguments,
    required_tools,
    default_fields,
    loose_output,
    loose_tool,
    handoff,
    as_tool,
    stop_at_tool,
    streamed,
    session,
    errors_overcome,
)
for _one in BOTH:
    for _api in APIS:
        for _name in NAMES:
            CHECKS[f"{_one.__name__} {_api} {_name}"] = partial(_one, _api, _name)


async def namespace(name: str) -> None:
    """A function inside a namespace is called by its name there."""
    tools = Tools()
    spaced = tool_namespace(
        name="shop", description="The shop.", tools=[tools.weather(), tools.lookup()]
    )
    one = Agent(name="one", model=model("responses", name), tools=spaced)
    done = await Runner.run(one, "List the orders", max_turns=TURNS)

    assert ("list_orders",) in tools.called, tools.called
    assert isinstance(done.final_output, str)


async def custom(name: str) -> None:
    """A custom tool gets a text that its grammar allows."""
    told: list[str] = []

    async def note(_: Any, text: str) -> str:
        told.append(text)
        return "noted"

    grammar = {"type": "grammar", "syntax": "regex", "definition": "^[A-Z]{2}-[0-9]{3}$"}
    tool = CustomTool(name="note", description="Note.", on_invoke_tool=note, format=grammar)
    one = Agent(
        name="one",
        model=model("responses", name),
        tools=[tool],
        model_settings=ModelSettings(tool_choice="required"),
    )
    await Runner.run(one, "Note it", max_turns=TURNS)

    assert [len(text) for text in told] == [6], told


async def web_search(name: str) -> None:
    """OpenAI searches, and the answer follows in the same response."""
    one = Agent(name="one", model=model("responses", name), tools=[WebSearchTool()])
    done = await Runner.run(one, "Search the web for news of today", max_turns=TURNS)

    kinds = [item.raw_item.type for item in done.new_items]
    assert "web_search_call" in kinds, kinds
    assert kinds[-1] == "message", kinds


async def shell(name: str) -> None:
    """A local shell is called once, and its output is taken."""
    ran: list[Any] = []

    async def execute(request: Any) -> str:
        ran.append(request.data.action.commands)
        return "a.txt"

    one = Agent(
        name="one",
        model=model("responses", name),
        tools=[ShellTool(executor=execute)],
        model_settings=ModelSettings(tool_choice="required"),
    )
    done = await Runner.run(one, "List the files", max_turns=TURNS)

    assert len(ran) == 1, ran
    assert isinstance(done.final_output, str)


async def previous_response(name: str) -> None:
    """A turn goes on from the response before it."""
    tools = Tools()
    one = Agent(name="one", model=model("responses", name), tools=[tools.weather()])
    first = await Runner.run(one, "Weather in Paris?", max_turns=TURNS)
    second = await Runner.run(
        one, "And in Rome?", previous_response_id=first.last_response_id, max_turns=TURNS
    )

    assert [call[1] for call in tools.called] == ["Paris", "Rome"], tools.called
    assert isinstance(second.final_output, str)


for _other in (namespace, custom, web_search, shell, previous_response):
    for _name in ("gpt-5", "gpt-5.4"):
        CHECKS[f"{_other.__name__} {_name}"] = partial(_other, _name)

if __name__ == "__main__":
    set_tracing_disabled(True)
    run()
