"""What langchain does with Claude and with Gemini: texts, thought, tools, agents, objects, errors.

`..test_packages` runs it, where langchain is installed.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import anthropic
from langchain.agents.structured_output import ProviderStrategy
from langchain_anthropic import ChatAnthropic
from langchain_core.exceptions import (
    ModelAPIError,
    ModelInvalidRequestError,
    ModelRateLimitError,
)
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_google_genai import ChatGoogleGenerativeAI, GoogleGenerativeAIEmbeddings

from tests.clients.packages.checking import CHECKS, KEY, ROOT, failing_once, raises, run
from tests.clients.packages.scripts.langchain_checks import (
    HELLO,
    Made,
    added,
    agent_output,
    checks_of,
    get_weather,
)


def claude(name: str, **further: Any) -> Any:
    """Return a model of Anthropic's."""
    given = {"base_url": f"{ROOT}/anthropic", "max_retries": 0, "stop": None, "timeout": 60}
    return ChatAnthropic(model_name=name, api_key=KEY, **{**given, **further})


def gemini(name: str, **further: Any) -> Any:
    """Return a model of Google's."""
    given = {"base_url": f"{ROOT}/gemini", "max_retries": 1}
    return ChatGoogleGenerativeAI(model=name, google_api_key=KEY, **{**given, **further})


MODELS: dict[str, Made] = {
    "claude-sonnet-4-5": partial(claude, "claude-sonnet-4-5"),
    "claude-opus-4-1": partial(claude, "claude-opus-4-1"),
    "gemini-2.5-flash": partial(gemini, "gemini-2.5-flash"),
    "gemini-3-flash-preview": partial(gemini, "gemini-3-flash-preview"),
}


for _name, _made in MODELS.items():
    CHECKS.update(checks_of(_name, _made, ("function_calling", "json_schema")))
for _name in ("claude-sonnet-4-5", "gemini-3-flash-preview"):
    CHECKS[f"{_name} agent output by schema"] = partial(
        agent_output, MODELS[_name], ProviderStrategy
    )


def claude_thinks() -> None:
    """A thought is told, and told again with its signature."""
    thinking = {"type": "enabled", "budget_tokens": 2000}
    one = claude("claude-sonnet-4-5", thinking=thinking, max_tokens=4000).bind_tools([get_weather])
    messages: list[Any] = [HumanMessage("What is the weather in Paris?")]
    first = added(one.stream(messages))
    kinds = [block["type"] for block in first.content]
    assert kinds[0] == "thinking", kinds
    assert first.content[0]["signature"]
    messages += [first, *(get_weather.invoke(call) for call in first.tool_calls)]

    assert one.invoke(messages).text


def claude_counts() -> None:
    """A prompt is counted as it is billed."""
    one = claude("claude-sonnet-4-5").bind_tools([get_weather])
    asked = [HumanMessage(HELLO)]
    counted = claude("claude-sonnet-4-5").get_num_tokens_from_messages(asked, [get_weather])

    assert counted == one.invoke(asked).usage_metadata["input_tokens"]


def claude_caches() -> None:
    """What is marked is written once, and read then."""
    text = "The weather is told for each city and for each hour of the day. " * 200
    block = {"type": "text", "text": text, "cache_control": {"type": "ephemeral"}}
    asked = [SystemMessage([block]), HumanMessage(HELLO)]
    one = claude("claude-sonnet-4-5")
    first, second = (one.invoke(asked).usage_metadata for _ in range(2))

    assert second["input_token_details"]["cache_read"] > 1024, (first, second)
    assert first["input_tokens"] == second["input_tokens"]


def claude_errors() -> None:
    """Errors are told by their kind, and overcome."""
    for status, kind in {
        "400": anthropic.BadRequestError,
        "429": anthropic.RateLimitError,
        "500": anthropic.InternalServerError,
    }.items():
        with raises(kind):
            claude("claude-sonnet-4-5", default_headers={"x-mock-error": status}).invoke(HELLO)


def claude_retries() -> None:
    """An error is overcome by asking again."""
    for status in (429, 529):
        one = claude("claude-sonnet-4-5", max_retries=2, default_headers=failing_once(status))
        assert one.invoke(HELLO).text


def gemini_retries() -> None:
    """The same."""
    for status in (429, 503):
        fields = failing_once(status)
        one = gemini("gemini-2.5-flash", max_retries=3, additional_headers=fields)
        assert one.invoke(HELLO).text


def gemini_thinks() -> None:
    """A thought is shown where it is asked for."""
    one = gemini("gemini-2.5-flash", include_thoughts=True, thinking_budget=1024)
    told = added(one.stream("Which of 9.11 and 9.9 is greater?"))

    assert any(block["type"] == "reasoning" for block in told.content_blocks), told
    assert told.usage_metadata["output_token_details"]["reasoning"] > 0


def gemini_errors() -> None:
    """Errors are told by their kind."""
    for status, kind in {
        "400": ModelInvalidRequestError,
        "429": ModelRateLimitError,
        "500": ModelAPIError,
    }.items():
        with raises(kind):
            gemini("gemini-2.5-flash", additional_headers={"x-mock-error": status}).invoke(HELLO)


def gemini_embeds() -> None:
    """Vectors of documents and of a question."""
    one = GoogleGenerativeAIEmbeddings(
        model="gemini-embedding-001",
        google_api_key=KEY,
        base_url=f"{ROOT}/gemini",
    )

    assert len({len(vector) for vector in one.embed_documents(["one", "two"])}) == 1
    assert len(one.embed_query("one")) == 3072


for _other in (
    *(claude_thinks, claude_counts, claude_caches, claude_errors, claude_retries),
    *(gemini_thinks, gemini_errors, gemini_retries, gemini_embeds),
):
    CHECKS[_other.__name__] = _other

if __name__ == "__main__":
    run()
