"""What ag2 does: a tool loop of two turns, answers of a schema, an error that is tried again.

`..test_packages` runs it, where ag2 is installed.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import openai
from ag2 import Agent, PromptedSchema, tool
from ag2.config.openai.config import OpenAIConfig, OpenAIResponsesConfig
from pydantic import BaseModel

from tests.clients.packages.checking import BASE_URL, CHECKS, KEY, failing_once, run

APIS: dict[str, tuple[Any, str]] = {
    "chat": (OpenAIConfig, "gpt-4o-mini"),
    "responses": (OpenAIResponsesConfig, "gpt-5"),
}
LOOPS = {
    "Get the weather in Oslo and the population of Rome.": ["people of Rome", "weather of Oslo"],
    "Compare the weather in Oslo and Rome.": ["weather of Oslo", "weather of Rome"],
}


class Person(BaseModel):
    """Somebody."""

    name: str
    age: int


def config(api: str, **further: Any) -> Any:
    """Return what connects an agent with one of the APIs."""
    kind, model = APIS[api]
    return kind(model=model, api_key=KEY, base_url=BASE_URL, **further)


async def loop(api: str, prompt: str, *, is_streamed: bool) -> None:
    """Tools are called once for each thing that is asked, and again in the next turn."""
    asked: list[str] = []

    @tool
    def get_weather(city: str) -> str:
        """Tell the weather of a city."""
        asked.append(f"weather of {city}")
        return f"sunny in {city}"

    @tool
    def get_population(city: str) -> int:
        """Tell how many people live in a city."""
        asked.append(f"people of {city}")
        return 700_000

    tools = [get_weather, get_population]
    agent = Agent("one", config=config(api, streaming=is_streamed), tools=tools)
    told = await agent.ask(prompt)
    usage = (await told.usage()).total

    assert sorted(asked) == LOOPS[prompt], asked
    assert "sunny in Oslo" in told.body
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens > 0
    again = await told.ask("And the weather in Bergen?")
    assert asked[2:] == ["weather of Bergen"], asked
    assert "sunny in Bergen" in again.body


async def answer(api: str, schema: Any, wanted: Any) -> None:
    """An answer is what its schema, sent or told in words, says."""
    agent = Agent("one", config=config(api), response_schema=schema)

    told = await (await agent.ask("Anna Berg is 34 years old.")).content()

    assert told == wanted, told


async def retried() -> None:
    """An error of the first try is overcome."""
    agent = Agent("one", config=config("chat", default_headers=failing_once(429)))

    assert (await agent.ask("Hello")).body


async def cut() -> None:
    """A stream that breaks off is an error."""
    fields = {"x-mock-fault": "cut;after=5tokens"}
    agent = Agent("one", config=config("chat", streaming=True, default_headers=fields))
    try:
        await agent.ask("Hello")
    except openai.APIConnectionError:
        return
    raise AssertionError("no error")


for _api in APIS:
    for _prompt in LOOPS:
        for _is_streamed in (False, True):
            CHECKS[f"{_api} {_prompt} {_is_streamed}"] = partial(
                loop, _api, _prompt, is_streamed=_is_streamed
            )
    for _name, _schema, _wanted in (
        ("schema", Person, Person(name="Anna Berg", age=34)),
        ("words", PromptedSchema(Person), Person(name="Anna Berg", age=34)),
        ("number", int, 34),
    ):
        CHECKS[f"{_api} {_name}"] = partial(answer, _api, _schema, _wanted)
CHECKS["retried"] = retried
CHECKS["cut"] = cut

if __name__ == "__main__":
    run()
