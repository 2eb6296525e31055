"""What DSPy does: signatures through each adapter, chains of thought, ReAct, streams.

`..test_packages` runs it, where DSPy is installed.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Literal

import dspy
import litellm
from pydantic import BaseModel

from tests.clients.packages.checking import BASE_URL, CHECKS, KEY, run

ADAPTERS: dict[str, Any] = {
    "chat": dspy.ChatAdapter,
    "json": dspy.JSONAdapter,
    "xml": dspy.XMLAdapter,
}
NAMES = ("gpt-4o", "gpt-5")
QUESTION = "What is the weather in Paris?"


class Person(BaseModel):
    """Somebody."""

    name: str
    age: int


class Extract(dspy.Signature):  # type: ignore[misc]
    """Extract what a text says of a person."""

    text: str = dspy.InputField()
    person: Person = dspy.OutputField()
    mood: Literal["glad", "sad"] = dspy.OutputField(desc="The mood of the text.")
    tags: list[str] = dspy.OutputField()
    score: float = dspy.OutputField()


def lm(name: str, **further: Any) -> Any:
    """Return a model."""
    given: Any = {"cache": False, "num_retries": 0, **further}
    if name.startswith("gpt-5"):
        given |= {"temperature": 1.0, "max_tokens": 16000}
    return dspy.LM(f"openai/{name}", api_base=BASE_URL, api_key=KEY, **given)


def settings(adapter: str, name: str, **further: Any) -> Any:
    """Return the context that a check runs in; an adapter must not fall back on another."""
    kind = ADAPTERS[adapter]
    made = kind(use_json_adapter_fallback=False) if adapter == "chat" else kind()
    return dspy.context(lm=lm(name, **further), adapter=made, track_usage=True)


def predict(adapter: str, name: str) -> None:
    """A question is answered, with its usage."""
    with settings(adapter, name):
        done = dspy.Predict("question -> answer")(question=QUESTION)

    assert done.answer, done
    (usage,) = done.get_lm_usage().values()
    assert usage["completion_tokens"] > 0, usage


def typed(adapter: str, name: str) -> None:
    """Outputs have their types."""
    with settings(adapter, name):
        done = dspy.Predict(Extract)(text="Anna Berg is 34 and glad.")

    assert isinstance(done.person, Person), done
    assert done.mood == "glad", done
    assert isinstance(done.tags, list), done
    assert isinstance(done.score, float), done


def thought(adapter: str, name: str) -> None:
    """A thought comes before the answer."""
    with settings(adapter, name):
        done = dspy.ChainOfThought("question -> answer: int")(question="How many is 3?")

    assert done.reasoning, done
    assert isinstance(done.answer, int), done


def react(adapter: str, name: str) -> None:
    """An agent calls the tool that a question is about, which is listed in words, and ends."""
    called = []

    def get_weather(city: str, unit: str = "celsius") -> str:
        """Tell the weather of a city."""
        called.append((city, unit))
        return "22 degrees in " + city

    def add(a: int, b: int) -> int:
        """Add two numbers."""
        called.append((a, b))
        return a + b

    agent = dspy.ReAct("question -> answer", tools=[add, get_weather], max_iters=4)
    with settings(adapter, name):
        done = agent(question=QUESTION)

    assert called == [("Paris", "celsius")], done.trajectory
    assert done.trajectory["tool_name_1"] == "finish", done.trajectory
    assert done.answer, done


for _adapter in ADAPTERS:
    for _name in NAMES:
        for _one in (predict, typed, thought, react):
            CHECKS[f"{_one.__name__} {_adapter} {_name}"] = partial(_one, _adapter, _name)


def responses() -> None:
    """DSPy's model over the Responses API."""
    with settings("chat", "gpt-5", model_type="responses"):
        done = dspy.Predict("question -> answer")(question=QUESTION)

    assert done.answer, done


def native_tools() -> None:
    """Tools are called by the model itself."""

    def get_weather(city: str) -> str:
        """Tell the weather of a city."""
        return "22 degrees in " + city

    tools = [dspy.Tool(get_weather)]
    adapter = dspy.ChatAdapter(use_native_function_calling=True)
    with dspy.context(lm=lm("gpt-4o"), adapter=adapter):
        sign = dspy.Signature("question, tools: list[dspy.Tool] -> calls: dspy.ToolCalls")
        done = dspy.Predict(sign)(question=QUESTION, tools=tools)

    (call,) = done.calls.tool_calls
    assert (call.name, call.args) == ("get_weather", {"city": "Paris"}), call


CHECKS |= {"responses": responses, "native_tools": native_tools}

if __name__ == "__main__":
    litellm.telemetry = False
    run()
