"""What other services' own clients do, and langchain's: whole, streamed, calls, errors.

`..test_packages` runs it, where they are installed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import groq
import ollama
from langchain_deepseek import ChatDeepSeek
from langchain_groq import ChatGroq
from langchain_mistralai import ChatMistralAI
from langchain_ollama import ChatOllama
from langchain_openrouter import ChatOpenRouter
from langchain_xai import ChatXAI
from mistralai.client import Mistral
from mistralai.client.errors import SDKError
from pydantic import BaseModel

from tests.clients.packages.checking import CHECKS, KEY, ROOT, raises, run

HELLO: Any = [{"role": "user", "content": "Say this is a test"}]
PARIS: Any = [{"role": "user", "content": "What is the weather in Paris?"}]
PARAMETERS: Any = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
}
WEATHER: Any = {
    "type": "function",
    "function": {"name": "get_weather", "description": "Weather.", "parameters": PARAMETERS},
}


class Person(BaseModel):
    """Somebody."""

    name: str
    age: int


# --- the services' own clients --------------------------------------------------------------------


def ollama_chat() -> None:
    """An answer, whole and streamed, with its bill."""
    client = ollama.Client(host=ROOT)
    whole = client.chat("qwen3", HELLO)
    *said, end = client.chat("qwen3", HELLO, stream=True)

    assert whole.message.content
    assert whole.done
    assert whole.eval_count
    assert "".join(one.message.content or "" for one in said)
    assert end.done_reason == "stop"
    assert end.total_duration


def ollama_generate() -> None:
    """A text, and one that goes on with it."""
    client = ollama.Client(host=f"{ROOT}/ollama")
    first = client.generate("qwen3", "Hello")
    second = client.generate("qwen3", "Hello", context=first.context, stream=True)

    assert first.response
    assert first.context
    assert "".join(one.response for one in second)


def ollama_tools() -> None:
    """A tool is called, and its result leads to a text."""
    client, messages = ollama.Client(host=ROOT), list(PARIS)
    first = client.chat("qwen3", messages, tools=[WEATHER])
    (call,) = first.message.tool_calls or ()
    assert call.function.arguments == {"city": "Paris"}
    result = {"role": "tool", "tool_name": "get_weather", "content": "22 degrees"}
    second = client.chat("qwen3", [*messages, first.message, result], tools=[WEATHER])

    assert "22 degrees" in (second.message.content or "")


def ollama_json() -> None:
    """An object of a class."""
    prompt: Any = [{"role": "user", "content": "Anna Berg is 34 years old"}]
    told = ollama.Client(host=ROOT).chat("qwen3", prompt, format=Person.model_json_schema())

    assert Person.model_validate_json(told.message.content or "") == Person(
        name="Anna Berg", age=34
    )


def ollama_embed() -> None:
    """Vectors of two texts, and of one as it once was."""
    client = ollama.Client(host=ROOT)
    told = client.embed("nomic-embed-text", ["one", "two"], dimensions=256)

    assert [len(one) for one in told.embeddings] == [256, 256]
    assert told.prompt_eval_count == 2
    assert len(client.embeddings("nomic-embed-text", "one").embedding) == 768


def ollama_models() -> None:
    """What is there, and what is known of it."""
    client = ollama.Client(host=ROOT)

    assert client.list().models[0].details
    assert client.show("qwen3").capabilities
    assert client.ps().models


def ollama_error() -> None:
    """A sentence, with its status."""
    client = ollama.Client(host=ROOT, headers={"x-mock-error": "404"})
    with raises(ollama.ResponseError) as caught:
        client.chat("none", HELLO)

    assert caught[0].status_code == 404
    assert "not found" in caught[0].error


def groq_client() -> None:
    """Groq's own client: whole, streamed, an error."""
    with groq.Groq(base_url=f"{ROOT}/groq", api_key=KEY, max_retries=0) as client:
        whole = client.chat.completions.create(model="llama", messages=HELLO)
        chunks = list(client.chat.completions.create(model="llama", messages=HELLO, stream=True))
        with raises(groq.RateLimitError):
            wanted = {"x-mock-error": "429"}
            client.chat.completions.create(model="llama", messages=HELLO, extra_headers=wanted)

    assert whole.usage is not None
    assert whole.usage.total_time
    assert chunks[0].x_groq is not None
    assert chunks[0].x_groq.id
    assert chunks[-1].x_groq is not None
    assert chunks[-1].x_groq.usage is not None


def mistral_client() -> None:
    """Mistral's own client: whole, streamed, a call, an error."""
    with Mistral(api_key=KEY, server_url=f"{ROOT}/mistral") as client:
        whole: Any = client.chat.complete(model="mistral-small-latest", messages=HELLO)
        streamed: Any = client.chat.stream(model="mistral-small-latest", messages=HELLO)
        chunks = [event.data for event in streamed]
        calling: Any = client.chat.complete(
            model="mistral-small-latest", messages=PARIS, tools=[WEATHER], tool_choice="any"
        )
        with raises(SDKError) as caught:
            wanted = {"x-mock-error": "401"}
            client.chat.complete(model="m", messages=HELLO, http_headers=wanted)

    assert whole.choices[0].message.content
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert chunks[-1].usage.total_tokens
    (call,) = calling.choices[0].message.tool_calls
    assert len(call.id) == 9
    assert caught[0].status_code == 401


for _one in (
    *(
        ollama_chat,
        ollama_generate,
        ollama_tools,
        ollama_json,
        ollama_embed,
        ollama_models,
        ollama_error,
    ),
    *(groq_client, mistral_client),
):
    CHECKS[_one.__name__] = _one

# --- langchain ------------------------------------------------------------------------------------

CHATS: dict[str, Callable[[], Any]] = {
    "ollama": lambda: ChatOllama(model="qwen3", base_url=ROOT),
    "groq": lambda: ChatGroq(model="llama", base_url=f"{ROOT}/groq", api_key=KEY),
    "deepseek": lambda: ChatDeepSeek(
        model="deepseek-chat", api_base=f"{ROOT}/deepseek/v1", api_key=KEY
    ),
    "mistral": lambda: ChatMistralAI(
        model_name="mistral-small-latest", base_url=f"{ROOT}/mistral/v1", api_key=KEY
    ),
    "xai": lambda: ChatXAI(model="grok-4", base_url=f"{ROOT}/xai/v1", api_key=KEY),
    "openrouter": lambda: ChatOpenRouter(
        model="openai/gpt-4o", base_url=f"{ROOT}/openrouter/api/v1", api_key=KEY
    ),
}


def langchain(name: str) -> None:
    """An answer, a stream, and a loop with a tool."""
    model = CHATS[name]()
    whole = model.invoke("Say this is a test")
    text = "".join(str(chunk.text) for chunk in model.stream("Say this is a test"))
    asked: list[Any] = [("user", "What is the weather in Paris?")]
    with_tool = model.bind_tools([WEATHER])
    called = with_tool.invoke(asked)
    (call,) = called.tool_calls
    result = {"role": "tool", "tool_call_id": call["id"], "content": "22 degrees"}
    after = with_tool.invoke([*asked, called, result])

    assert whole.text
    assert whole.usage_metadata["output_tokens"] > 0
    assert text
    assert call["args"] == {"city": "Paris"}
    assert after.text
    assert not after.tool_calls


for _name in CHATS:
    CHECKS[f"langchain {_name}"] = partial(langchain, _name)

if __name__ == "__main__":
    run()
