"""What agents of Haystack, Strands and AutoGen do, each with a tool until done, and mem0's memory.

`..test_packages` runs it, where they are installed.
"""

from __future__ import annotations

import os
import tempfile
from functools import partial
from typing import Annotated, Any

from autogen_agentchat.agents import AssistantAgent
from autogen_ext.models.openai import OpenAIChatCompletionClient
from haystack import Document
from haystack.components.agents import Agent as HaystackAgent
from haystack.components.embedders import OpenAIDocumentEmbedder, OpenAITextEmbedder
from haystack.components.generators.chat import OpenAIChatGenerator
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.dataclasses import ChatMessage
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.tools import create_tool_from_function
from haystack.utils import Secret
from pydantic import BaseModel
from strands import Agent as StrandsAgent
from strands import tool as strands_tool
from strands.models.anthropic import AnthropicModel
from strands.models.ollama import OllamaModel
from strands.models.openai import OpenAIModel
from strands.models.openai_responses import OpenAIResponsesModel

from tests.clients.packages.checking import BASE_URL, CHECKS, KEY, ROOT, run

MODEL, CLAUDE = "gpt-4o-mini", "claude-sonnet-5"
PROMPT = "What is the weather in Oslo?"
TEXTS = ("the cat sat on the mat", "stock markets fell today", "the fjords of Norway are deep")


class Weather(BaseModel):
    """What the weather is."""

    city: str
    is_sunny: bool


def get_weather(city: Annotated[str, "the city"]) -> str:
    """Return the weather of a city."""
    return f"sunny in {city}"


# Haystack


def haystack(*, is_streamed: bool) -> None:
    """A tool is called once, and a text follows its result."""
    chunks: list[Any] = []
    asking = OpenAIChatGenerator(Secret.from_token(KEY), MODEL, api_base_url=BASE_URL)
    agent = HaystackAgent(
        chat_generator=asking,
        tools=[create_tool_from_function(get_weather)],
        streaming_callback=chunks.append if is_streamed else None,
    )

    told = agent.run(messages=[ChatMessage.from_user(PROMPT)])

    assert [one.role.value for one in told["messages"]] == [
        "user",
        "assistant",
        "tool",
        "assistant",
    ]
    assert "sunny in Oslo" in told["last_message"].text
    assert bool(chunks) is is_streamed


def haystack_retrieval() -> None:
    """The document that has the question's words is found first."""
    given: dict[str, Any] = {"api_key": Secret.from_token(KEY), "api_base_url": BASE_URL}
    store = InMemoryDocumentStore()
    documents = [Document(content=one) for one in TEXTS]
    store.write_documents(OpenAIDocumentEmbedder(**given).run(documents)["documents"])
    asked = OpenAITextEmbedder(**given).run("deep fjords in Norway")["embedding"]

    (found,) = InMemoryEmbeddingRetriever(store, top_k=1).run(asked)["documents"]

    assert found.content == TEXTS[2]


# Strands


def strands_model(name: str) -> Any:
    """Return a model of Strands over one of the APIs."""
    given = {"api_key": KEY, "base_url": BASE_URL}
    if name == "anthropic":
        given = {"api_key": KEY, "base_url": ROOT}
        return AnthropicModel(client_args=given, model_id=CLAUDE, max_tokens=2000)
    if name == "ollama":
        return OllamaModel(ROOT, model_id="llama3.1")
    kind: Any = OpenAIModel if name == "chat" else OpenAIResponsesModel
    return kind(client_args=given, model_id=MODEL)


def strands(name: str) -> None:
    """A tool is called once, and a text follows its result."""
    agent = StrandsAgent(
        model=strands_model(name), tools=[strands_tool(get_weather)], callback_handler=None
    )

    told = agent(PROMPT)

    assert told.stop_reason == "end_turn"
    assert str(told).strip()
    assert told.metrics.tool_metrics["get_weather"].call_count == 1


def strands_schema(name: str) -> None:
    """An answer is what its schema says."""
    agent = StrandsAgent(model=strands_model(name), callback_handler=None)

    told = agent(PROMPT, structured_output_model=Weather)

    assert isinstance(told.structured_output, Weather)


# AutoGen


def autogen_model() -> OpenAIChatCompletionClient:
    """Return AutoGen's client."""
    return OpenAIChatCompletionClient(model=MODEL, base_url=BASE_URL, api_key=KEY)


async def autogen(*, is_streamed: bool) -> None:
    """A tool is called once, and a text follows its result."""
    agent = AssistantAgent(
        "one",
        autogen_model(),
        tools=[get_weather],
        reflect_on_tool_use=True,
        model_client_stream=is_streamed,
    )

    told = [type(one).__name__ for one in (await agent.run(task=PROMPT)).messages]

    assert told == ["TextMessage", "ToolCallRequestEvent", "ToolCallExecutionEvent", "TextMessage"]


async def autogen_schema() -> None:
    """An answer is what its schema says."""
    told = await AssistantAgent("one", autogen_model(), output_content_type=Weather).run(
        task=PROMPT
    )

    last: Any = told.messages[-1]
    assert isinstance(last.content, Weather)


# mem0


def memory() -> None:
    """What is said is made into memories, and what is kept as it is is found by its words."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"MEM0_TELEMETRY": "False", "MEM0_DIR": folder}
        from mem0 import Memory  # which reads where it may write as it is imported

        given = {"openai_base_url": BASE_URL, "api_key": KEY}
        kept = Memory.from_config(
            {
                "llm": {"provider": "openai", "config": {"model": MODEL, **given}},
                "embedder": {"provider": "openai", "config": given},
                "vector_store": {"provider": "qdrant", "config": {"path": f"{folder}/vectors"}},
                "history_db_path": f"{folder}/history.db",
            }
        )
        made = kept.add("My name is Anna, and I like tea", user_id="anna")["results"]
        kept.add(TEXTS[2], user_id="anna", infer=False)
        found = kept.search("deep fjords in Norway", filters={"user_id": "anna"})["results"]

    assert made
    assert all(one["event"] == "ADD" for one in made)
    assert found[0]["memory"] == TEXTS[2]


for _is_streamed in (False, True):
    CHECKS[f"haystack {_is_streamed}"] = partial(haystack, is_streamed=_is_streamed)
    CHECKS[f"autogen {_is_streamed}"] = partial(autogen, is_streamed=_is_streamed)
for _name in ("chat", "responses", "anthropic", "ollama"):
    CHECKS[f"strands {_name}"] = partial(strands, _name)
    CHECKS[f"strands {_name} schema"] = partial(strands_schema, _name)
CHECKS["haystack retrieval"] = haystack_retrieval
CHECKS["autogen schema"] = autogen_schema
CHECKS["mem0"] = memory

if __name__ == "__main__":
    run()
