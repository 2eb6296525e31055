"""A conversation as a profile's rules have it, through langchain.

`..test_packages` runs it, where langchain is installed, against its rules.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from langchain.agents import create_agent
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI

from tests.clients.packages.checking import BASE_URL, CHECKS, KEY, run

APIS = {"chat": False, "responses": True}
ASKED: Any = {"messages": [HumanMessage("Compare the weather of two cities")]}
TOLD = "Oslo has rain, Rome has sun. Take an umbrella: sun."
LIMIT: Any = {"recursion_limit": 12}


def agent(api: str, asked: list[str]) -> Any:
    """Return an agent with a tool that notes which cities it is asked for."""

    @tool
    def get_weather(city: str) -> str:
        """Tell the weather of a city."""
        asked.append(city)
        return {"Oslo": "rain"}.get(city, "sun")

    client: Any = ChatOpenAI(
        model="gpt-4o",
        base_url=BASE_URL,
        api_key=KEY,  # type: ignore[arg-type]
        max_retries=0,
        use_responses_api=APIS[api],
    )
    return create_agent(client, [get_weather])


def whole(api: str) -> None:
    """Both tools are called as the rule says, then the text comes that it has."""
    asked: list[str] = []
    done = agent(api, asked).invoke(ASKED, LIMIT)
    assert sorted(asked) == ["Oslo", "Rome"], asked
    assert done["messages"][-1].text == TOLD, done["messages"][-1].text


def streamed(api: str) -> None:
    """The same in tokens."""
    asked: list[str] = []
    tokens = list(agent(api, asked).stream(ASKED, LIMIT, stream_mode="messages"))
    text = "".join(part.text for part, _ in tokens if isinstance(part, AIMessage))
    assert (sorted(asked), text) == (["Oslo", "Rome"], TOLD), (asked, text)


if __name__ == "__main__":
    for one in APIS:
        CHECKS[f"whole {one}"] = partial(whole, one)
        CHECKS[f"streamed {one}"] = partial(streamed, one)
    run()
