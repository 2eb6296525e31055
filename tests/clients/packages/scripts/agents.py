"""What an agent of pydantic-ai is held to, whoever answers: each check takes a model.

`with_pydantic_ai` and `with_pydantic_ai_vendors` run it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel
from pydantic_ai import (
    Agent,
    DeferredToolRequests,
    DeferredToolResults,
    ModelRetry,
    NativeOutput,
    PromptedOutput,
    TextOutput,
    ToolOutput,
    UsageLimits,
)
from pydantic_ai.exceptions import ModelHTTPError
from pydantic_ai.models import Model

from tests.clients.packages.checking import raises

PROMPT = "What is the weather in Paris?"
FEW = UsageLimits(request_limit=6)

ModelOf = Callable[[], Model]


class Weather(BaseModel):
    """What the weather is."""

    city: str
    degrees: float
    advice: list[str] = []


class Refused(BaseModel):
    """Why there is no answer."""

    reason: str


def shouted(text: str) -> str:
    """Return a text in capitals."""
    return text.upper()


MODES: dict[str, Any] = {
    "default": Weather,
    "tool": ToolOutput(Weather, name="report"),
    "native": NativeOutput(Weather),
    "prompted": PromptedOutput(Weather),
    "union": [Weather, Refused],
    "scalar": int,
    "list": list[Weather],
    "text": str,
    "text function": TextOutput(shouted),
    "text or tool": [Weather, str],
}
STREAMED = ("default", "native", "prompted", "text")
WANTED: dict[str, Any] = {
    "union": (Weather, Refused),
    "scalar": int,
    "list": list,
    "text": str,
    "text function": str,
    "text or tool": (Weather, str),
}


def agent(model: Model, **further: Any) -> tuple[Agent[None, Any], list[str]]:
    """Return an agent with a tool, and the cities that the tool is asked for."""
    made: Agent[None, Any] = Agent(model, **further)
    asked: list[str] = []

    @made.tool_plain
    def get_weather(city: str) -> str:
        """Tell the weather of a city."""
        asked.append(city)
        return "22 degrees"

    return made, asked


def check_usage(usage: Any, requests: int) -> None:
    """Hold that a run's usage was read."""
    assert usage.requests == requests, usage
    assert usage.input_tokens > 10 * requests, usage
    assert usage.output_tokens > 0, usage


async def output_mode(model: ModelOf, mode: str) -> None:
    """A tool is called, then the output comes in the wanted form."""
    made, asked = agent(model(), output_type=MODES[mode])
    done = await made.run(PROMPT, usage_limits=FEW)

    assert isinstance(done.output, WANTED.get(mode, Weather)), done.output
    assert asked == ["Paris"], asked
    check_usage(done.usage, 2)


async def streamed(model: ModelOf, mode: str) -> None:
    """The same as a stream."""
    made, asked = agent(model(), output_type=MODES[mode])
    async with made.run_stream(PROMPT, usage_limits=FEW) as stream:
        told = [one async for one in stream.stream_output(debounce_by=None)]
        output = await stream.get_output()

    assert isinstance(output, WANTED.get(mode, Weather)), output
    assert told[-1] == output
    assert asked == ["Paris"], asked
    check_usage(stream.usage, 2)


async def several_tools(model: ModelOf) -> None:
    """Each of two tools is called once, then the output comes."""
    made, asked = agent(model(), output_type=Weather)

    @made.tool_plain
    def get_time(city: str) -> str:
        """Tell the time in a city."""
        asked.append("time " + city)
        return "12:30"

    done = await made.run("Weather and time in Paris?", usage_limits=FEW)

    assert sorted(asked) == ["Paris", "time Paris"], asked
    assert isinstance(done.output, Weather)


async def retried_tool(model: ModelOf) -> None:
    """A tool that asks to be called again is."""
    made, _ = agent(model(), output_type=str, retries=2)
    tries: list[str] = []

    @made.tool_plain
    def find_user(name: str) -> str:
        """Find a user by name."""
        tries.append(name)
        if len(tries) == 1:
            raise ModelRetry("There is no such user; give the full name.")
        return "user 7"

    done = await made.run("find_user 'Anna Berg', please", usage_limits=FEW)

    assert isinstance(done.output, str)
    assert tries, "never called"


async def approved_tool(model: ModelOf) -> None:
    """A tool that needs an approval waits for it."""
    made, _ = agent(model(), output_type=[str, DeferredToolRequests])

    @made.tool_plain(requires_approval=True)
    def delete_file(path: str) -> str:
        """Delete a file."""
        return f"deleted {path}"

    first = await made.run("Delete the file 'a.txt'", usage_limits=FEW)
    assert isinstance(first.output, DeferredToolRequests), first.output
    approvals = {one.tool_call_id: True for one in first.output.approvals}
    second = await made.run(
        message_history=first.all_messages(),
        deferred_tool_results=DeferredToolResults(approvals=approvals),
        usage_limits=FEW,
    )
    assert isinstance(second.output, str), second.output


async def history(model: ModelOf) -> None:
    """A second turn goes on from the first."""
    made, _ = agent(model(), output_type=str)
    first = await made.run(PROMPT, usage_limits=FEW)
    second = await made.run("And why?", message_history=first.new_messages(), usage_limits=FEW)

    assert second.usage.input_tokens > 0
    assert isinstance(second.output, str)


async def retried_error(model: ModelOf) -> None:
    """An error is overcome by asking again; the model's first request is answered by one."""
    made, asked = agent(model())
    done = await made.run(PROMPT, usage_limits=FEW)

    assert asked == ["Paris"]
    assert isinstance(done.output, str)


async def told_error(model: ModelOf, status: int) -> None:
    """An error that is not retried is told with its status; the model fails with it."""
    made, _ = agent(model())
    with raises(ModelHTTPError) as told:
        await made.run(PROMPT)
    assert told[0].status_code == status, told[0]
