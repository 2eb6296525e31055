"""What the official client for Python does with each endpoint, in versions 2 and 3 of it.

`test_openai_surface.py` calls each check with the version installed here. As a script, with a
server's root and a busy one's, it needs nothing but the client, and prints one line for each check.
"""

from __future__ import annotations

import json
import math
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import openai
from openai import AzureOpenAI, OpenAI
from pydantic import BaseModel

KEY = "sk-any"
TIMEOUT_S = 10.0
MODEL = "gpt-4o"
HELLO: Any = [{"role": "user", "content": "Say this is a test"}]
WEATHER: Any = {
    "type": "function",
    "name": "get_weather",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
        "additionalProperties": False,
    },
    "strict": True,
}
PARIS = "What is the weather in Paris?"


class Person(BaseModel):
    """Somebody."""

    name: str
    age: int


class Servers:
    """Where the servers are.

    Args:
        url: root of a server as it comes.
        busy: root of one that lets one request in at a time, and takes a second for each token.
    """

    def __init__(self, url: str, busy: str) -> None:
        self._url = url
        self._busy = busy
        self._opened: list[OpenAI] = []

    def client(self) -> OpenAI:
        """Return a client that tries once."""
        return self._open(
            OpenAI(base_url=f"{self._url}/v1", api_key=KEY, max_retries=0, timeout=TIMEOUT_S)
        )

    def of_busy(self, max_retries: int) -> OpenAI:
        """Return a client of the busy server."""
        url = f"{self._busy}/v1"
        return self._open(
            OpenAI(base_url=url, api_key=KEY, max_retries=max_retries, timeout=TIMEOUT_S)
        )

    def azure(self, deployment: str) -> AzureOpenAI:
        """Return a client of Azure's paths."""
        client = AzureOpenAI(
            azure_endpoint=self._url,
            api_version="2024-10-21",
            azure_deployment=deployment,
            api_key=KEY,
            max_retries=0,
            timeout=TIMEOUT_S,
        )
        self._open(client)
        return client

    def _open(self, client: OpenAI) -> OpenAI:
        self._opened.append(client)
        return client

    def close(self) -> None:
        """Close the clients."""
        while self._opened:
            self._opened.pop().close()


Check = Callable[[Servers], None]
CHECKS: dict[str, Check] = {}


def check(one: Check) -> Check:
    """Add a check to the table."""
    CHECKS[one.__name__] = one
    return one


# Responses


@check
def response(servers: Servers) -> None:
    client = servers.client()
    made = client.responses.create(model=MODEL, input="Hello", metadata={"a": "b"})
    shown = client.responses.retrieve(made.id)
    asked = client.responses.input_items.list(made.id).data
    client.responses.delete(made.id)

    assert made.output_text
    assert made.status == "completed"
    assert made.metadata == {"a": "b"}
    assert made.usage is not None
    assert made.usage.total_tokens == made.usage.input_tokens + made.usage.output_tokens
    assert shown.to_dict() == made.to_dict()
    assert [one.to_dict()["content"] for one in asked] == [
        [{"type": "input_text", "text": "Hello"}]
    ]
    with raises(openai.NotFoundError):
        client.responses.retrieve(made.id)


@check
def response_streamed(servers: Servers) -> None:
    events = list(servers.client().responses.create(model=MODEL, input="Hello", stream=True))

    deltas = [event.delta for event in events if event.type == "response.output_text.delta"]
    last = events[-1]
    assert last.type == "response.completed"
    assert last.response.output_text == "".join(deltas)
    assert [event.sequence_number for event in events] == list(range(len(events)))


@check
def response_stream_helper(servers: Servers) -> None:
    with servers.client().responses.stream(model=MODEL, input="Hello") as stream:
        snapshots = [one.snapshot for one in stream if one.type == "response.output_text.delta"]
        final = stream.get_final_response()

    assert snapshots[-1] == final.output_text


@check
def response_parsed(servers: Servers) -> None:
    answer = servers.client().responses.parse(model=MODEL, input="Anna is 31", text_format=Person)

    assert answer.output_parsed == Person(name="Anna", age=31)


@check
def response_parsed_from_a_stream(servers: Servers) -> None:
    client = servers.client()
    with client.responses.stream(model=MODEL, input="Anna is 31", text_format=Person) as stream:
        final = stream.get_final_response()

    assert final.output_parsed == Person(name="Anna", age=31)


@check
def response_calls_a_tool(servers: Servers) -> None:
    client = servers.client()
    first = client.responses.create(model=MODEL, input=PARIS, tools=[WEATHER])
    (call,) = first.output
    assert call.type == "function_call"
    result: Any = {"type": "function_call_output", "call_id": call.call_id, "output": "22 degrees"}
    second = client.responses.create(
        model=MODEL, input=[result], previous_response_id=first.id, tools=[WEATHER]
    )

    assert json.loads(call.arguments) == {"city": "Paris"}
    assert "22" in second.output_text
    assert second.previous_response_id == first.id


@check
def response_calls_a_tool_in_a_stream(servers: Servers) -> None:
    with servers.client().responses.stream(model=MODEL, input=PARIS, tools=[WEATHER]) as stream:
        deltas = [
            one.delta for one in stream if one.type == "response.function_call_arguments.delta"
        ]
        (call,) = stream.get_final_response().output

    assert call.type == "function_call"
    assert "".join(deltas) == call.arguments
    assert json.loads(call.arguments) == {"city": "Paris"}


@check
def response_of_a_reasoning_model(servers: Servers) -> None:
    answer = servers.client().responses.create(model="gpt-5", input="Hello")

    assert [item.type for item in answer.output] == ["reasoning", "message"]


@check
def response_in_the_background(servers: Servers) -> None:
    client = servers.client()
    made = client.responses.create(model=MODEL, input="Hello", background=True)
    shown = made
    while shown.status in ("queued", "in_progress"):
        shown = client.responses.retrieve(made.id)

    assert made.status == "queued"
    assert shown.status == "completed"
    assert shown.output_text


@check
def response_cancelled(servers: Servers) -> None:
    client = servers.of_busy(max_retries=50)
    made = client.responses.create(model=MODEL, input="Hello", background=True)
    cancelled = client.responses.cancel(made.id)
    shown = client.responses.retrieve(made.id)

    assert cancelled.status == shown.status == "cancelled"


@check
def response_after_none(servers: Servers) -> None:
    with raises(openai.BadRequestError) as caught:
        servers.client().responses.create(model=MODEL, input="Hi", previous_response_id="resp_0")

    assert caught[0].code == "previous_response_not_found"


@check
def response_not_kept(servers: Servers) -> None:
    client = servers.client()
    made = client.responses.create(model=MODEL, input="Hello", store=False)

    with raises(openai.NotFoundError):
        client.responses.retrieve(made.id)


@check
def conversation(servers: Servers) -> None:
    client = servers.client()
    first: Any = {"type": "message", "role": "user", "content": "Hi"}
    made = client.conversations.create(metadata={"a": "b"}, items=[first])
    client.responses.create(model=MODEL, input="Hello", conversation=made.id)
    items = [item.to_dict() for item in client.conversations.items.list(made.id, order="asc")]
    changed = client.conversations.update(made.id, metadata={"c": "d"})
    gone = client.conversations.delete(made.id)

    assert [item["role"] for item in items] == ["user", "user", "assistant"]
    assert changed.metadata == {"c": "d"}
    assert gone.deleted
    with raises(openai.NotFoundError):
        client.conversations.retrieve(made.id)


# Chat, where `test_openai.py` and `test_tools.py` do not


@check
def chat_kept(servers: Servers) -> None:
    chat = servers.client().chat.completions
    made = chat.create(model=MODEL, messages=HELLO, store=True, metadata={"run": "1"})
    shown = chat.retrieve(made.id)
    listed = [one.id for one in chat.list(limit=1)]
    messages = [one.content for one in chat.messages.list(made.id)]
    changed = chat.update(made.id, metadata={"run": "2"})
    gone = chat.delete(made.id)

    assert shown.choices[0].message.content == made.choices[0].message.content
    assert made.id in listed
    assert messages == ["Say this is a test"]
    assert changed.to_dict()["metadata"] == {"run": "2"}
    assert gone.deleted
    with raises(openai.NotFoundError):
        chat.retrieve(made.id)


@check
def chat_parsed(servers: Servers) -> None:
    messages: Any = [{"role": "user", "content": "Anna is 31"}]
    answer = servers.client().chat.completions.parse(
        model=MODEL, messages=messages, response_format=Person
    )

    assert answer.choices[0].message.parsed == Person(name="Anna", age=31)


@check
def chat_stream_helper(servers: Servers) -> None:
    with servers.client().chat.completions.stream(model=MODEL, messages=HELLO) as stream:
        deltas = [event.delta for event in stream if event.type == "content.delta"]
        final = stream.get_final_completion()

    assert final.choices[0].message.content == "".join(deltas)


@check
def chat_on_azure(servers: Servers) -> None:
    chat = servers.azure(MODEL).chat.completions
    answer = chat.create(model=MODEL, messages=HELLO)
    stream = chat.create(model=MODEL, messages=HELLO, stream=True)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)

    assert answer.choices[0].message.content
    assert text


@check
def embeddings_on_azure(servers: Servers) -> None:
    name = "text-embedding-3-small"
    answer = servers.azure(name).embeddings.create(model=name, input="one")

    assert len(answer.data[0].embedding) == 1536


# The others


@check
def embeddings(servers: Servers) -> None:
    client = servers.client()
    asked = ["one", "two", "one"]
    packed = client.embeddings.create(model="text-embedding-3-small", input=asked)
    plain = client.embeddings.create(
        model="text-embedding-3-small", input=asked, encoding_format="float"
    )

    vectors = [one.embedding for one in packed.data]
    assert [len(one) for one in vectors] == [1536] * 3
    assert vectors[0] == vectors[2] != vectors[1]
    for one, other in zip(vectors, plain.data, strict=True):
        assert all(abs(a - b) < 1e-6 for a, b in zip(one, other.embedding, strict=True))
    assert packed.usage.total_tokens == 3


@check
def embeddings_shortened(servers: Servers) -> None:
    answer = servers.client().embeddings.create(
        model="text-embedding-3-large", input=[[1, 2, 3]], dimensions=256
    )

    (one,) = answer.data
    assert len(one.embedding) == 256
    assert abs(math.hypot(*one.embedding) - 1) < 1e-3


@check
def moderation(servers: Servers) -> None:
    answer = servers.client().moderations.create(input=["kind words", "I will kill you"])

    assert len(answer.results) == 2
    for result in answer.results:
        flags = [flag for flag in result.categories.to_dict().values() if flag]
        assert result.flagged is bool(flags)
        assert 0 <= result.category_scores.violence <= 1


@check
def completion(servers: Servers) -> None:
    answer = servers.client().completions.create(
        model="babbage-002", prompt="Once upon", max_tokens=5, logprobs=2, echo=True
    )

    (choice,) = answer.choices
    assert choice.text.startswith("Once upon")
    assert choice.finish_reason == "length"
    assert choice.logprobs is not None
    assert "".join(choice.logprobs.tokens or ()) == choice.text
    assert answer.usage is not None
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (2, 5)


@check
def completion_streamed(servers: Servers) -> None:
    *chunks, last = servers.client().completions.create(
        model="gpt-3.5-turbo-instruct",
        prompt=["Once", "Twice"],
        stream=True,
        stream_options={"include_usage": True},
    )

    assert {chunk.choices[0].index for chunk in chunks} == {0, 1}
    assert last.choices == []
    assert last.usage is not None
    assert last.usage.total_tokens == last.usage.prompt_tokens + last.usage.completion_tokens


@check
def models(servers: Servers) -> None:
    client = servers.client()
    listed = {model.id: model for model in client.models.list()}

    assert client.models.retrieve(MODEL) == listed[MODEL]


# Retries


@check
def told_when_to_retry(servers: Servers) -> None:
    with held(servers), raises(openai.RateLimitError) as caught:
        servers.of_busy(max_retries=0).chat.completions.create(model=MODEL, messages=HELLO)

    headers = caught[0].response.headers
    assert (headers["retry-after"], headers["retry-after-ms"]) == ("1", "20")


@check
def retried_until_free(servers: Servers) -> None:
    chat = servers.of_busy(max_retries=50).chat.completions
    with held(servers) as stream:
        with raises(openai.RateLimitError):
            servers.of_busy(max_retries=1).chat.completions.create(model=MODEL, messages=HELLO)
        stream.close()
        answer = chat.create(model=MODEL, messages=HELLO, max_tokens=1)

    assert answer.choices[0].finish_reason == "length"


@contextmanager
def held(servers: Servers) -> Iterator[Any]:
    """Hold the only slot of the busy server."""
    chat = servers.of_busy(max_retries=50).chat.completions
    with chat.create(model=MODEL, messages=HELLO, stream=True) as stream:
        next(iter(stream))
        yield stream


@contextmanager
def raises(kind: type[openai.APIStatusError]) -> Iterator[list[Any]]:
    """Expect an error; what was raised is put into the list."""
    caught: list[Any] = []
    try:
        yield caught
    except kind as error:
        caught.append(error)
    assert caught, f"no {kind.__name__}"


def fault(one: Check, servers: Servers) -> str | None:
    """Return what was wrong with a check, None if nothing was."""
    try:
        one(servers)
    except Exception:
        return traceback.format_exc()
    finally:
        servers.close()
    return None


def main() -> None:
    """Print one line for each check."""
    servers = Servers(*sys.argv[1:])
    for name, one in CHECKS.items():
        print(json.dumps({"check": name, "fault": fault(one, servers)}), flush=True)


if __name__ == "__main__":
    main()
