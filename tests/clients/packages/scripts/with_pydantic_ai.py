"""What pydantic-ai does: each output mode with a tool, over both APIs, whole and streamed.

`..test_packages` runs it, where pydantic-ai is installed.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import openai
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
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.providers.openai import OpenAIProvider

from tests.clients.packages.checking import (
    BASE_URL,
    CHECKS,
    KEY,
    Failing,
    raises,
    run,
)

APIS: dict[str, Any] = {"chat": OpenAIChatModel, "responses": OpenAIResponsesModel}
NAMES = ("gpt-4o", "gpt-5", "gpt-5.4")
PROMPT = "What is the weather in Paris?"
FEW = UsageLimits(request_limit=6)


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
WANTED: dict[str, Any] = {
    "union": (Weather, Refused),
    "scalar": int,
    "list": list,
    "text": str,
    "text function": str,
    "text or tool": (Weather, str),
}


def agent(api: str, name: str, **further: Any) -> tuple[Agent[None, Any], list[str]]:
    """Return an agent with a tool, and the cities that the tool is asked for."""
    provider = OpenAIProvider(openai_client=further.pop("client", None) or client())
    made: Agent[None, Any] = Agent(APIS[api](name, provider=provider), **further)
    asked: list[str] = []

    @made.tool_plain
    def get_weather(city: str) -> str:
        """Tell the weather of a city."""
        asked.append(city)
        return "22 degrees"

    return made, asked


def client(**further: Any) -> openai.AsyncOpenAI:
    """Return the client that models share."""
    return openai.AsyncOpenAI(base_url=BASE_URL, api_key=KEY, max_retries=0, **further)


def check_usage(usage: Any, requests: int) -> None:
    """Hold that a run's usage was read."""
    assert usage.requests == requests, usage
    assert usage.input_tokens > 10 * requests, usage
    assert usage.output_tokens > 0, usage


async def output_mode(api: str, name: str, mode: str) -> None:
    """A tool is called, then the output comes in the wanted form."""
    made, asked = agent(api, name, output_type=MODES[mode])
    done = await made.run(PROMPT, usage_limits=FEW)

    assert isinstance(done.output, WANTED.get(mode, Weather)), done.output
    assert asked == ["Paris"], asked
    check_usage(done.usage, 2)


async def streamed(api: str, name: str, mode: str) -> None:
    """The same as a stream."""
    made, asked = agent(api, name, output_type=MODES[mode])
    async with made.run_stream(PROMPT, usage_limits=FEW) as stream:
        told = [one async for one in stream.stream_output(debounce_by=None)]
        output = await stream.get_output()

    assert isinstance(output, WANTED.get(mode, Weather)), output
    assert told[-1] == output
    assert asked == ["Paris"], asked


for _api in APIS:
    for _name in NAMES:
        for _mode in MODES:
            CHECKS[f"{_api} {_name} {_mode}"] = partial(output_mode, _api, _name, _mode)
    for _mode in ("default", "native", "prompted", "text"):
        CHECKS[f"{_api} streamed {_mode}"] = partial(streamed, _api, "gpt-4o", _mode)


async def several_tools(api: str) -> None:
    """Each of two tools is called once, then the output comes."""
    made, asked = agent(api, "gpt-4o", output_type=Weather)

    @made.tool_plain
    def get_time(city: str) -> str:
        """Tell the time in a city."""
        asked.append("time " + city)
        return "12:30"

    done = await made.run("Weather and time in Paris?", usage_limits=FEW)

    assert sorted(asked) == ["Paris", "time Paris"], asked
    assert isinstance(done.output, Weather)


async def retried_tool(api: str) -> None:
    """A tool that asks to be called again is."""
    made, _ = agent(api, "gpt-4o", output_type=str, retries=2)
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


async def approved_tool(api: str) -> None:
    """A tool that needs an approval waits for it."""
    made, _ = agent(api, "gpt-4o", output_type=[str, DeferredToolRequests])

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


async def history(api: str) -> None:
    """A second turn goes on from the first."""
    made, _ = agent(api, "gpt-5", output_type=str)
    first = await made.run(PROMPT, usage_limits=FEW)
    second = await made.run("And why?", message_history=first.new_messages(), usage_limits=FEW)

    assert second.usage.input_tokens > 0
    assert isinstance(second.output, str)


async def retried_error(api: str) -> None:
    """An error of each first try is overcome by the client."""
    failing = Failing()
    hooked = openai.DefaultAsyncHttpxClient(event_hooks={"request": [failing.later]})
    retrying = client(http_client=hooked).with_options(max_retries=2)
    made, asked = agent(api, "gpt-4o", client=retrying)

    done = await made.run(PROMPT, usage_limits=FEW)

    assert (done.output, asked) == (done.output, ["Paris"])
    assert failing.failed == done.usage.requests == 2


async def told_error(api: str) -> None:
    """An error that is not retried is told with its status."""
    failing = Failing()
    hooked = openai.DefaultAsyncHttpxClient(event_hooks={"request": [failing.later]})
    made, _ = agent(api, "gpt-4o", client=client(http_client=hooked))
    with raises(ModelHTTPError) as told:
        await made.run(PROMPT)
    assert told[0].status_code == 429


for _one in (several_tools, retried_tool, approved_tool, history, retried_error, told_error):
    for _api in APIS:
        CHECKS[f"{_api} {_one.__name__}"] = partial(_one, _api)

if __name__ == "__main__":
    run()
