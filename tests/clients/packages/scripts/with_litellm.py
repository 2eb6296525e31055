"""What litellm's SDK does: completions, streams, tools, JSON, embeddings, Responses, its router.

`..test_packages` runs it, where litellm is installed.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import litellm
from pydantic import BaseModel

from tests.clients.packages.checking import BASE_URL, CHECKS, KEY, ROOT, run

NAMES = ("gpt-4o", "gpt-5", "gpt-3.5-turbo")
HELLO: Any = [{"role": "user", "content": "Say this is a test"}]
PARIS: Any = [{"role": "user", "content": "What is the weather in Paris?"}]
WEATHER: Any = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}
SERVER: Any = {"api_base": BASE_URL, "api_key": KEY, "num_retries": 0}


class Person(BaseModel):
    """Somebody."""

    name: str
    age: int


def whole(name: str) -> None:
    """A completion, and its price from its usage."""
    done: Any = litellm.completion(f"openai/{name}", HELLO, **SERVER)

    assert done.choices[0].message.content
    usage = done.usage
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens > 5
    assert litellm.completion_cost(done) > 0


def streamed(name: str) -> None:
    """Chunks are built into a completion, with the usage that was sent."""
    chunks = list(
        litellm.completion(
            f"openai/{name}", HELLO, stream=True, stream_options={"include_usage": True}, **SERVER
        )
    )
    done: Any = litellm.stream_chunk_builder(chunks, messages=HELLO)

    assert done.choices[0].message.content
    assert done.usage.completion_tokens > 0
    assert chunks[-1].usage.completion_tokens == done.usage.completion_tokens


async def later(name: str) -> None:
    """The same asynchronously."""
    stream: Any = await litellm.acompletion(f"openai/{name}", HELLO, stream=True, **SERVER)
    text = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])

    assert text


def tools(name: str) -> None:
    """A tool is called, and its result leads to a text."""
    messages = list(PARIS)
    first: Any = litellm.completion(f"openai/{name}", messages, tools=[WEATHER], **SERVER)
    message = first.choices[0].message
    (call,) = message.tool_calls
    assert json.loads(call.function.arguments) == {"city": "Paris"}
    messages += [message, {"role": "tool", "tool_call_id": call.id, "content": "22 degrees"}]
    second: Any = litellm.completion(f"openai/{name}", messages, tools=[WEATHER], **SERVER)

    assert second.choices[0].finish_reason == "stop"


for _name in NAMES:
    for _one in (whole, streamed, later, tools):
        CHECKS[f"{_one.__name__} {_name}"] = partial(_one, _name)


def json_schema() -> None:
    """An object of a class."""
    prompt: Any = [{"role": "user", "content": "Anna Berg is 34 years old"}]
    done: Any = litellm.completion("openai/gpt-4o", prompt, response_format=Person, **SERVER)
    person = Person.model_validate_json(done.choices[0].message.content)

    assert person == Person(name="Anna Berg", age=34)


def embedding() -> None:
    """Vectors, and their usage."""
    done = litellm.embedding("openai/text-embedding-3-small", ["one", "two"], **SERVER)

    assert [len(one["embedding"]) for one in done.data] == [1536, 1536]
    assert done.usage.prompt_tokens == 2


def text_completion() -> None:
    """The legacy endpoint."""
    done: Any = litellm.text_completion(
        model="text-completion-openai/gpt-3.5-turbo-instruct", prompt="One", **SERVER
    )

    assert done.choices[0].text


def responses() -> None:
    """The Responses API, whole and streamed."""
    done: Any = litellm.responses(model="openai/gpt-5", input="Hello", **SERVER)
    events = list(litellm.responses(model="openai/gpt-5", input="Hello", stream=True, **SERVER))

    assert done.status == "completed"
    assert events[-1].type == "response.completed"
    assert done.usage.output_tokens > 0


def azure() -> None:
    """A deployment of Azure's."""
    done: Any = litellm.completion(
        "azure/gpt-4o", HELLO, api_base=ROOT, api_key=KEY, api_version="2024-10-21"
    )

    assert done.choices[0].message.content


def moderation() -> None:
    """A text is judged."""
    done: Any = litellm.moderation(input="I like it", api_key=KEY, api_base=BASE_URL)

    assert done.results[0].flagged is False


def errors() -> None:
    """Errors are told by their kind."""
    for told, kind in {
        "rate_limit_requests": litellm.RateLimitError,
        "server_error": litellm.InternalServerError,
        "overloaded": litellm.ServiceUnavailableError,
    }.items():
        try:
            litellm.completion(
                "openai/gpt-4o", HELLO, extra_headers={"x-mock-error": told}, **SERVER
            )
        except kind:
            continue
        raise AssertionError(f"no {kind.__name__}")


def router() -> None:
    """A deployment that fails is left for another."""
    good = {"model": "openai/gpt-4o", "api_base": BASE_URL, "api_key": KEY}
    bad = {**good, "extra_headers": {"x-mock-error": "overloaded"}}
    one = litellm.Router(
        model_list=[
            {"model_name": "bad", "litellm_params": bad},
            {"model_name": "good", "litellm_params": good},
        ],
        fallbacks=[{"bad": ["good"]}],
        num_retries=0,
    )
    done: Any = one.completion("bad", HELLO)

    assert done.choices[0].message.content


for _other in (
    json_schema,
    embedding,
    text_completion,
    responses,
    azure,
    moderation,
    errors,
    router,
):
    CHECKS[_other.__name__] = _other

if __name__ == "__main__":
    litellm.telemetry = False
    run()
