"""What llama-index does: chats, structured predictions, function calling, agents, embeddings.

`..test_packages` runs it, where llama-index is installed.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from llama_index.core.agent.workflow import FunctionAgent, ReActAgent
from llama_index.core.bridge.pydantic import BaseModel
from llama_index.core.llms import ChatMessage
from llama_index.core.program import LLMTextCompletionProgram
from llama_index.core.prompts import PromptTemplate
from llama_index.core.tools import FunctionTool
from llama_index.llms.openai import OpenAI, OpenAIResponses

from tests.clients.packages.checking import BASE_URL, CHECKS, KEY, run

APIS: dict[str, Any] = {"chat": OpenAI, "responses": OpenAIResponses}
NAMES = ("gpt-4o", "gpt-5")
HELLO = [ChatMessage(role="user", content="Say this is a test")]
PARIS = "What is the weather in Paris?"


class Person(BaseModel):
    """Somebody."""

    name: str
    age: int


def model(api: str, name: str) -> Any:
    """Return a model over one of the APIs."""
    return APIS[api](model=name, api_base=BASE_URL, api_key=KEY, max_retries=0)


class Weather:
    """A tool that notes how it is called."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def get_weather(self, city: str) -> str:
        """Tell the weather of a city."""
        self.asked.append(city)
        return "22 degrees"

    def tool(self) -> FunctionTool:
        """Return it as llama-index wants it."""
        return FunctionTool.from_defaults(self.get_weather)


def chat(api: str, name: str) -> None:
    """A chat is answered, whole and streamed."""
    one = model(api, name)
    done = one.chat(HELLO)
    parts = list(one.stream_chat(HELLO))

    assert done.message.content
    assert "".join(part.delta or "" for part in parts) == parts[-1].message.content


def structured(api: str, name: str) -> None:
    """An object of a class comes."""
    prompt = PromptTemplate("Extract: {text}")
    one = model(api, name)
    done = one.structured_predict(Person, prompt, text="Anna Berg is 34 years old.")
    same = one.as_structured_llm(Person).complete("Anna Berg is 34 years old.")

    assert done.model_dump() == {"name": "Anna Berg", "age": 34}, done
    assert same.raw.model_dump() == done.model_dump(), same


def called(api: str, name: str) -> None:
    """A tool is called, and its result answered."""
    weather = Weather()
    done = model(api, name).predict_and_call([weather.tool()], PARIS)

    assert weather.asked == ["Paris"], weather.asked
    assert done.sources[0].raw_output == "22 degrees"


async def agent(api: str, name: str) -> None:
    """An agent calls its tool once and ends with a text."""
    weather = Weather()
    one = FunctionAgent(tools=[weather.tool()], llm=model(api, name))
    done = await one.run(PARIS, max_iterations=6)

    assert weather.asked == ["Paris"], weather.asked
    assert str(done)


for _api in APIS:
    for _name in NAMES:
        for _one in (chat, structured, called, agent):
            CHECKS[f"{_one.__name__} {_api} {_name}"] = partial(_one, _api, _name)


async def react() -> None:
    """An agent that is told in words how to call tools ends by itself."""
    weather = Weather()
    one = ReActAgent(tools=[weather.tool()], llm=model("chat", "gpt-4o"))
    done = await one.run(PARIS, max_iterations=6)

    assert weather.asked == ["Paris"], weather.asked
    assert str(done)


def text_program() -> None:
    """An object is asked for in words."""
    made: Any = LLMTextCompletionProgram.from_defaults(
        output_cls=Person,
        prompt_template_str="Extract: Anna Berg is 34 years old.",
        llm=model("chat", "gpt-4o"),
    )

    assert made().model_dump() == {"name": "Anna Berg", "age": 34}


CHECKS |= {"react": react, "text_program": text_program}

if __name__ == "__main__":
    run()
