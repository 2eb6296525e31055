"""What pydantic-ai does: each output mode with a tool, over both APIs, whole and streamed.

`..test_packages` runs it, where pydantic-ai is installed.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import openai
from pydantic_ai.models import Model
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.providers.openai import OpenAIProvider

from tests.clients.packages.checking import BASE_URL, CHECKS, KEY, Failing, run
from tests.clients.packages.scripts import agents

APIS: dict[str, Any] = {"chat": OpenAIChatModel, "responses": OpenAIResponsesModel}
NAMES = ("gpt-4o", "gpt-5", "gpt-5.4")


def model(api: str, name: str, client: openai.AsyncOpenAI | None = None) -> Model:
    """Return a model over one of the APIs."""
    asking = client or openai.AsyncOpenAI(base_url=BASE_URL, api_key=KEY, max_retries=0)
    made: Model = APIS[api](name, provider=OpenAIProvider(openai_client=asking))
    return made


def failing_client(failing: Failing, tries: int) -> openai.AsyncOpenAI:
    """Return a client whose first tries fail."""
    hooked = openai.DefaultAsyncHttpxClient(event_hooks={"request": [failing.later]})
    return openai.AsyncOpenAI(
        base_url=BASE_URL, api_key=KEY, max_retries=tries - 1, http_client=hooked
    )


async def retried_error(api: str) -> None:
    """An error of each first try is overcome by the client."""
    failing = Failing()
    made, asked = agents.agent(model(api, "gpt-4o", failing_client(failing, 3)))

    done = await made.run(agents.PROMPT, usage_limits=agents.FEW)

    assert asked == ["Paris"]
    assert failing.failed == done.usage.requests == 2


async def told_error(api: str) -> None:
    """An error that is not retried is told with its status."""
    one = partial(model, api, "gpt-4o", failing_client(Failing(), 1))
    await agents.told_error(one, 429)


for _api in APIS:
    for _name in NAMES:
        for _mode in agents.MODES:
            CHECKS[f"{_api} {_name} {_mode}"] = partial(
                agents.output_mode, partial(model, _api, _name), _mode
            )
    for _mode in agents.STREAMED:
        CHECKS[f"{_api} streamed {_mode}"] = partial(
            agents.streamed, partial(model, _api, "gpt-4o"), _mode
        )
    for _one in (agents.several_tools, agents.retried_tool, agents.approved_tool):
        CHECKS[f"{_api} {_one.__name__}"] = partial(_one, partial(model, _api, "gpt-4o"))
    CHECKS[f"{_api} history"] = partial(agents.history, partial(model, _api, "gpt-5"))
    for _other in (retried_error, told_error):
        CHECKS[f"{_api} {_other.__name__}"] = partial(_other, _api)

if __name__ == "__main__":
    run()
