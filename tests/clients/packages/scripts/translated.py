"""What is asked in OpenAI's words of whoever answers: each check takes what asks a model.

`with_litellm_vendors` and `with_litellm_proxy` run it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from litellm import stream_chunk_builder
from pydantic import BaseModel

HELLO: Any = [{"role": "user", "content": "Say this is a test"}]
PARIS: Any = [
    {"role": "system", "content": "Be short."},
    {"role": "user", "content": "What is the weather in Paris?"},
]
PERSON: Any = [{"role": "user", "content": "Anna Berg is 34 years old"}]
WEATHER: Any = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Tell the weather of a city.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}
MOST_TURNS = 4

#: Asks a model, with the parameters of `chat.completions.create`.
Completion = Callable[..., Any]


class Person(BaseModel):
    """Somebody."""

    name: str
    age: int


def whole(ask: Completion) -> None:
    """An answer in one piece, with its bill."""
    done = ask(messages=HELLO)

    assert done.choices[0].message.content
    assert done.choices[0].finish_reason == "stop", done
    check_usage(done.usage)


def capped(ask: Completion) -> None:
    """An answer that is cut says so."""
    done = ask(messages=HELLO, max_tokens=3)

    assert done.choices[0].finish_reason == "length", done
    assert done.usage.completion_tokens <= 3, done.usage


def streamed(ask: Completion) -> None:
    """Chunks add up to an answer, the last of which has its bill."""
    chunks = list(ask(messages=HELLO, stream=True, stream_options={"include_usage": True}))
    done = built(chunks, HELLO)

    assert done.choices[0].message.content
    assert done.choices[0].finish_reason == "stop", done
    (billed,) = [one.usage for one in chunks if getattr(one, "usage", None) is not None]
    check_usage(billed)
    assert done.usage.completion_tokens == billed.completion_tokens


def loop(ask: Completion) -> None:
    """A tool is called until there is a text."""
    assert finish_reasons(ask, {}) == ["tool_calls", "stop"]


def streamed_loop(ask: Completion) -> None:
    """The same in streams."""
    assert finish_reasons(ask, {"stream": True}) == ["tool_calls", "stop"]


def forced(ask: Completion) -> None:
    """The function that is named is called."""
    choice = {"type": "function", "function": {"name": "get_weather"}}
    done = ask(messages=PARIS, tools=[WEATHER], tool_choice=choice)

    (call,) = done.choices[0].message.tool_calls
    assert json.loads(call.function.arguments) == {"city": "Paris"}


def structured(ask: Completion) -> None:
    """An object of a class."""
    schema = {**Person.model_json_schema(), "additionalProperties": False}
    wanted = {"name": "person", "schema": schema, "strict": True}
    done = ask(messages=PERSON, response_format={"type": "json_schema", "json_schema": wanted})

    said = done.choices[0].message.content
    assert Person.model_validate_json(said) == Person(name="Anna Berg", age=34)


def checks(*, is_prompted: bool = False) -> Sequence[Callable[[Completion], None]]:
    """Return all checks, or those of who is asked by a prompt alone, without tools."""
    every = (whole, streamed, structured)
    return every if is_prompted else (*every, capped, loop, streamed_loop, forced)


def check_usage(usage: Any) -> None:
    """Hold that a bill adds up."""
    assert usage.prompt_tokens > 0, usage
    assert usage.completion_tokens > 0, usage
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens, usage


def built(chunks: list[Any], messages: Any) -> Any:
    """Return the answer that chunks add up to."""
    return stream_chunk_builder(chunks, messages=messages)


def finish_reasons(ask: Completion, further: dict[str, Any]) -> list[str]:
    """Return why each turn of a conversation with a tool ended, up to a text."""
    messages, reasons = list(PARIS), [""]
    while reasons[-1] != "stop" and len(reasons) <= MOST_TURNS:
        done = ask(messages=messages, tools=[WEATHER], **further)
        if further:
            done = built(list(done), messages)
        one = done.choices[0]
        calls = one.message.tool_calls or ()
        assert all(json.loads(call.function.arguments) == {"city": "Paris"} for call in calls)
        messages += [one.message.model_dump(exclude_none=True)]
        messages += [
            {"role": "tool", "tool_call_id": call.id, "content": "22 degrees"} for call in calls
        ]
        reasons.append(one.finish_reason)
    return reasons[1:]
