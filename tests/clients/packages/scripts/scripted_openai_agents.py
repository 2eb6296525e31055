"""A conversation as a profile's rules have it, through openai-agents.

`..test_packages` runs it, where openai-agents is installed, against its rules.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import openai
from agents import (
    Agent,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    Runner,
    function_tool,
    set_tracing_disabled,
)

from tests.clients.packages.checking import BASE_URL, CHECKS, KEY, run

APIS: dict[str, Any] = {"chat": OpenAIChatCompletionsModel, "responses": OpenAIResponsesModel}
ASKED = "Compare the weather of two cities"
TOLD = "Oslo has rain, Rome has sun. Take an umbrella: sun."


def agent(api: str, asked: list[str]) -> Agent[Any]:
    """Return an agent with a tool that notes which cities it is asked for."""

    @function_tool
    def get_weather(city: str) -> str:
        """Tell the weather of a city."""
        asked.append(city)
        return {"Oslo": "rain"}.get(city, "sun")

    client = openai.AsyncOpenAI(base_url=BASE_URL, api_key=KEY, max_retries=0)
    model = APIS[api]("gpt-4o", client)
    return Agent(name="Weather", instructions="Be brief.", model=model, tools=[get_weather])


async def whole(api: str) -> None:
    """Both tools are called as the rule says, then the text comes that it has."""
    asked: list[str] = []
    done = await Runner.run(agent(api, asked), ASKED, max_turns=4)
    assert (asked, done.final_output) == (["Oslo", "Rome"], TOLD), (asked, done.final_output)


async def streamed(api: str) -> None:
    """The same in events."""
    asked: list[str] = []
    done = Runner.run_streamed(agent(api, asked), ASKED, max_turns=4)
    kinds = [
        event.name async for event in done.stream_events() if event.type == "run_item_stream_event"
    ]
    assert (asked, done.final_output) == (["Oslo", "Rome"], TOLD), (asked, done.final_output)
    assert kinds.count("tool_called") == 2, kinds


if __name__ == "__main__":
    set_tracing_disabled(True)
    for one in APIS:
        CHECKS[f"whole {one}"] = partial(whole, one)
        CHECKS[f"streamed {one}"] = partial(streamed, one)
    run()
