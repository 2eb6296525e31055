"""Checks of Azure's model inference with its own client, run where that is installed.

`python azure_inference.py URL` prints a line of JSON for each check: its name, and what was
wrong, null for nothing.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable
from typing import Any

MODELS = ("gpt-5-nano", "grok-4-1-fast-non-reasoning")
VERSION = "2024-05-01-preview"
Check = Callable[[str, str], None]
CHECKS: dict[str, Check] = {}


def check(made: Check) -> Check:
    """Run this with each model."""
    CHECKS[made.__name__] = made
    return made


def connect(url: str) -> Any:
    """Return a client that tries once."""
    from azure.ai.inference import ChatCompletionsClient
    from azure.core.credentials import AzureKeyCredential

    credential = AzureKeyCredential("any")
    return ChatCompletionsClient(f"{url}/models", credential, api_version=VERSION, retry_total=0)


def said(text: str = "Hello") -> Any:
    """Return a message of a user."""
    from azure.ai.inference.models import UserMessage

    return UserMessage(content=text)


def weather() -> Any:
    """Return a function."""
    from azure.ai.inference.models import ChatCompletionsToolDefinition, FunctionDefinition

    schema = {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    }
    function = FunctionDefinition(name="weather", description="Looks.", parameters=schema)
    return ChatCompletionsToolDefinition(function=function)


@check
def whole(url: str, model: str) -> None:
    answer = connect(url).complete(messages=[said()], model=model)

    (choice,) = answer.choices
    assert choice.message.content
    assert choice.finish_reason == "stop", choice.finish_reason
    assert answer.model.startswith(model)
    assert answer.usage.total_tokens >= answer.usage.prompt_tokens + 1


@check
def streamed(url: str, model: str) -> None:
    updates = list(connect(url).complete(messages=[said()], model=model, stream=True))

    deltas = [one.choices[0] for one in updates if one.choices]
    assert "".join(one.delta.content or "" for one in deltas)
    assert deltas[-1].finish_reason == "stop", deltas[-1]


@check
def called(url: str, model: str) -> None:
    from azure.ai.inference.models import AssistantMessage, ToolMessage

    client, messages = connect(url), [said("How is the weather in Rome?")]
    first = client.complete(
        messages=messages, model=model, tools=[weather()], tool_choice="required"
    )
    (call,) = first.choices[0].message.tool_calls
    assert json.loads(call.function.arguments)["city"]
    messages += [
        AssistantMessage(tool_calls=[call]),
        ToolMessage(content="sunny", tool_call_id=call.id),
    ]
    second = client.complete(messages=messages, model=model, tools=[weather()])
    assert second.choices[0].message.content


@check
def streamed_call(url: str, model: str) -> None:
    updates = connect(url).complete(
        messages=[said()], model=model, tools=[weather()], tool_choice="required", stream=True
    )
    calls = [
        call for one in updates if one.choices for call in one.choices[0].delta.tool_calls or ()
    ]
    assert {call.function.name for call in calls if call.function.name} == {"weather"}
    assert json.loads("".join(call.function.arguments or "" for call in calls))["city"]


@check
def extras(url: str, model: str) -> None:
    answer = connect(url).complete(
        messages=[said()], model=model, model_extras={"user": "somebody"}
    )
    assert answer.choices[0].message.content


@check
def refused(url: str, model: str) -> None:
    from azure.core.exceptions import HttpResponseError

    status = None
    try:
        connect(url).complete(messages=[], model=model)
    except HttpResponseError as error:
        status = error.status_code
    assert status == 400, status


@check
def embedded(url: str, model: str) -> None:
    from azure.ai.inference import EmbeddingsClient
    from azure.core.credentials import AzureKeyCredential

    client = EmbeddingsClient(f"{url}/models", AzureKeyCredential("any"), api_version=VERSION)
    found = client.embed(input=["a", "b"], model="text-embedding-3-small")
    assert [len(one.embedding) for one in found.data] == [1536, 1536]


@check
def informed(url: str, model: str) -> None:
    told = connect(url).get_model_info()
    assert told.model_name == "gpt-4o-mini", told
    assert told.model_type == "chat-completions", told


def run(url: str) -> None:
    """Run all checks and print what was wrong with each."""
    for name, one in CHECKS.items():
        for model in MODELS:
            fault = None
            try:
                one(url, model)
            except Exception:
                fault = traceback.format_exc()
            print(json.dumps({"check": f"{name}-{model}", "fault": fault}))


if __name__ == "__main__":
    run(sys.argv[1])
