"""What agents of Google's ADK do: a tool until done, whole and streamed, an answer by a schema.

An agent that hands over to another is answered by that one. `..test_packages` runs it, where
google-adk is installed.
"""

from __future__ import annotations

import os
from functools import partial
from typing import Any

from google.adk.agents import Agent
from google.adk.agents.run_config import RunConfig, StreamingMode
from google.adk.runners import InMemoryRunner
from google.genai.types import Content, Part
from pydantic import BaseModel

from tests.clients.packages.checking import CHECKS, KEY, ROOT, run

os.environ |= {"GOOGLE_API_KEY": KEY, "GOOGLE_GEMINI_BASE_URL": ROOT}
MODELS = ("gemini-2.5-flash", "gemini-3-pro-preview")
MOST_EVENTS = 40


class Weather(BaseModel):
    """What the weather is."""

    city: str
    is_sunny: bool


def get_weather(city: str) -> dict[str, str]:
    """Return the weather of a city."""
    return {"weather": f"sunny in {city}"}


async def events(agent: Agent, streaming: StreamingMode) -> list[Any]:
    """Return what happens as an agent is asked for the weather."""
    runner = InMemoryRunner(agent=agent, app_name="asking")
    session = await runner.session_service.create_session(app_name="asking", user_id="one")
    found = []
    async for event in runner.run_async(
        user_id="one",
        session_id=session.id,
        new_message=Content(role="user", parts=[Part(text="What is the weather in Oslo?")]),
        run_config=RunConfig(streaming_mode=streaming),
    ):
        found.append(event)
        assert len(found) <= MOST_EVENTS, "it does not end"
    return found


def calls(found: list[Any]) -> list[str]:
    """Return the names of what was called."""
    return [
        call.name for event in found if not event.partial for call in event.get_function_calls()
    ]


def text(event: Any) -> str:
    """Return what an event says."""
    return "".join(part.text or "" for part in event.content.parts)


async def tool(model: str, streaming: StreamingMode) -> None:
    """A tool is called once, and a text follows its result."""
    found = await events(Agent(name="one", model=model, tools=[get_weather]), streaming)

    assert calls(found) == ["get_weather"]
    assert text(found[-1])
    assert found[-1].finish_reason.name == "STOP"


async def schema(model: str) -> None:
    """An answer is what its schema says."""
    found = await events(Agent(name="one", model=model, output_schema=Weather), StreamingMode.NONE)

    Weather.model_validate_json(text(found[-1]))


async def handing_over(model: str) -> None:
    """Who is handed over to calls its own tool, and answers."""
    other = Agent(name="other", model=model, description="knows the weather", tools=[get_weather])
    found = await events(Agent(name="one", model=model, sub_agents=[other]), StreamingMode.NONE)

    assert calls(found) == ["transfer_to_agent", "get_weather"]
    assert found[-1].author == "other"
    assert text(found[-1])


for _model in MODELS:
    for _mode in (StreamingMode.NONE, StreamingMode.SSE):
        CHECKS[f"{_model} tool {_mode.name}"] = partial(tool, _model, _mode)
    CHECKS[f"{_model} schema"] = partial(schema, _model)
    CHECKS[f"{_model} handing over"] = partial(handing_over, _model)

if __name__ == "__main__":
    run()
