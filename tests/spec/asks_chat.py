"""Strategies for valid chat completion requests ([openapi-2026] CreateChatCompletionRequest)."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from tests.spec.values import (
    FORMATS,
    GRAMMARS,
    NAMES,
    PICTURE,
    SOUND,
    TEXTS,
    Json,
    functions,
    some,
    together,
)

FREE_MODELS = (
    "gpt-4o",
    "gpt-4o-mini",
    "gpt-4.1",
    "gpt-4-turbo",
    "gpt-3.5-turbo",
    "gpt-4o-2024-11-20",
)
HEARS = "gpt-4o-audio-preview"
BLIND = ("gpt-3.5-turbo", HEARS)
UNSTRUCTURED = ("gpt-4-turbo", "gpt-3.5-turbo")  # take no schema of an answer
REASONING_MODELS = ("gpt-5", "gpt-5-mini", "o3", "o4-mini", "o1")

TEXT_PARTS: st.SearchStrategy[Json] = st.builds(lambda text: {"type": "text", "text": text}, TEXTS)
PARTS: st.SearchStrategy[Json] = st.one_of(
    TEXT_PARTS,
    st.builds(
        lambda url, more: {"type": "image_url", "image_url": {"url": url, **more}},
        st.sampled_from(["https://example.org/a.png", PICTURE]),
        some({"detail": st.sampled_from(["auto", "low", "high"])}),
    ),
    st.builds(
        lambda kind: {"type": "input_audio", "input_audio": {"data": SOUND, "format": kind}},
        st.sampled_from(["wav", "mp3"]),
    ),
    st.sampled_from(
        [
            {"type": "file", "file": {"file_id": "file-6F2ksmvXxt4VdoqmHRw6kL"}},
            {
                "type": "file",
                "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBE"},
            },
        ]
    ),
)


def contents(parts: st.SearchStrategy[Json]) -> st.SearchStrategy[Any]:
    """Draw a text, or parts."""
    return TEXTS | st.lists(parts, min_size=1, max_size=3)


def said(role: str, content: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Json]]:
    """Draw one message."""
    return st.builds(
        lambda told, more: [{"role": role, "content": told, **more}],
        content,
        some({"name": NAMES}),
    )


@st.composite
def called(draw: st.DrawFn) -> list[Json]:
    """Draw an answer's calls and the results of each."""
    ids = [f"call_{place}" for place in range(draw(st.integers(1, 3)))]
    calls = [
        {"id": one, "type": "function", "function": {"name": draw(NAMES), "arguments": "{}"}}
        for one in ids
    ]
    results = [
        {"role": "tool", "tool_call_id": one, "content": draw(contents(TEXT_PARTS))} for one in ids
    ]
    content = draw(st.none() | TEXTS)
    return [{"role": "assistant", "content": content, "tool_calls": calls}, *results]


USER = said("user", contents(PARTS))
TURNS: st.SearchStrategy[list[Json]] = st.one_of(
    USER,
    said("assistant", contents(TEXT_PARTS)),
    said("system", contents(TEXT_PARTS)),
    said("developer", contents(TEXT_PARTS)),
    called(),
    st.just([{"role": "assistant", "content": None, "refusal": "No."}]),
    st.just(
        [
            {
                "role": "assistant",
                "content": None,
                "function_call": {"name": "f", "arguments": "{}"},
            },
            {"role": "function", "name": "f", "content": "22"},
        ]
    ),
)
MESSAGES = st.builds(
    lambda turns, last: [message for turn in (*turns, last) for message in turn],
    st.lists(TURNS, max_size=3),
    USER | called(),
)

# What each request may have beside model and messages

CAPS = st.sampled_from([1, 2, 7, 16, 400])
STOPS = st.sampled_from([" ", "e", ".", " the", "never", "\n"]) | TEXTS
COMMON: dict[str, st.SearchStrategy[Any]] = {
    "max_completion_tokens": CAPS,
    "n": st.integers(1, 4),
    "seed": st.integers(-(2**63), 2**63 - 1),
    "user": TEXTS,
    "safety_identifier": NAMES,
    "prompt_cache_key": NAMES,
    "service_tier": st.sampled_from(["auto", "default", "flex", "priority"]),
    "store": st.booleans(),
    "parallel_tool_calls": st.booleans(),
    "modalities": st.just(["text"]),
}
SAMPLING: dict[str, st.SearchStrategy[Any]] = COMMON | {
    "temperature": st.floats(0, 2) | st.integers(0, 2) | st.none(),
    "top_p": st.floats(0, 1),
    "frequency_penalty": st.floats(-2, 2),
    "presence_penalty": st.floats(-2, 2),
    "max_tokens": CAPS,
    "stop": st.none() | STOPS | st.lists(STOPS, min_size=1, max_size=4),
    "logprobs": st.booleans(),
    "logit_bias": st.sampled_from([{}, {"50256": -100, "1734": 5}]),
}
REASONING: dict[str, st.SearchStrategy[Any]] = COMMON | {
    "reasoning_effort": st.sampled_from(["low", "medium", "high"]),
}
CUSTOM: st.SearchStrategy[Json] = st.builds(
    lambda name, more: {"type": "custom", "custom": {"name": name, **more}},
    NAMES,
    some(
        {
            "description": TEXTS,
            "format": st.just({"type": "text"})
            | GRAMMARS.map(lambda one: {"type": "grammar", "grammar": one}),
        }
    ),
)
TOOL: st.SearchStrategy[Json] = (
    functions().map(lambda one: {"type": "function", "function": one}) | CUSTOM
)


def name_of(tool: Json) -> str:
    """Return a tool's name."""
    name: str = tool[tool["type"]]["name"]
    return name


@st.composite
def tools(draw: st.DrawFn) -> Json:
    """Draw tools and how one is chosen."""
    offered = draw(st.lists(TOOL, min_size=1, max_size=3, unique_by=name_of))
    named = {"type": offered[0]["type"], offered[0]["type"]: {"name": name_of(offered[0])}}
    allowed = {"mode": draw(st.sampled_from(["auto", "required"])), "tools": [named]}
    choices: list[Json] = [
        {},
        {"tool_choice": draw(st.sampled_from(["auto", "none", "required"]))},
        {"tool_choice": named},
        {"tool_choice": {"type": "allowed_tools", "allowed_tools": allowed}},
    ]
    return {"tools": offered} | draw(st.sampled_from(choices))


FORMAT: st.SearchStrategy[Json] = st.one_of(
    st.just({"type": "text"}),
    st.just({"type": "json_object"}),
    FORMATS.map(lambda one: {"type": "json_schema", "json_schema": one}),
).map(lambda one: {"response_format": one})
SHAPES: st.SearchStrategy[Json] = st.one_of(
    st.just({}),
    FORMAT,
    tools(),
    together(tools(), FORMAT),
    st.builds(
        lambda some, choice: {"functions": some, **choice},
        st.lists(functions(), min_size=1, max_size=2, unique_by=lambda one: one["name"]).map(
            lambda many: [{k: v for k, v in one.items() if k != "strict"} for one in many]
        ),
        some({"function_call": st.sampled_from(["auto", "none"])}),
    ),
)
STREAMED: st.SearchStrategy[Json] = st.builds(
    lambda options: {"stream": True, **options},
    some(
        {
            "stream_options": some(
                {"include_usage": st.booleans(), "include_obfuscation": st.booleans()}
            )
        }
    ),
)


def fitting(ask: Json) -> Json:
    """Return a request with what its parameters need of each other."""
    shown = json.dumps(ask["messages"])
    if ask["model"] in BLIND and '"image_url"' in shown:
        ask["messages"] = [{"role": "user", "content": "What do you hear?"}]
    if ask["model"] != HEARS and '"input_audio"' in shown:
        ask["messages"] = [{"role": "user", "content": "What do you see?"}]
    if ask["model"] in UNSTRUCTURED and "json_schema" in ask.get("response_format", ()):
        del ask["response_format"]
    if "tools" not in ask or ask["model"].startswith("o"):
        ask.pop("parallel_tool_calls", None)
    if ask.get("logprobs") and len(ask["messages"]) % 2:
        ask["top_logprobs"] = len(ask["messages"]) % 21
    if "max_tokens" in ask:
        ask.pop("max_completion_tokens", None)
    if ask.get("store"):
        ask["metadata"] = {"run": "1"}
    if ask.get("response_format") == {"type": "json_object"}:
        ask["messages"].insert(0, {"role": "system", "content": "Answer in JSON."})
    return ask


# What only some models take.
SPECIAL: st.SearchStrategy[Json] = st.sampled_from(
    [
        {
            "model": HEARS,
            "modalities": ["text", "audio"],
            "audio": {"voice": "alloy", "format": "pcm16"},
        },
        {"model": "gpt-4o", "prediction": {"type": "content", "content": "one two three"}},
        {"model": "gpt-4o-search-preview", "web_search_options": {"search_context_size": "low"}},
        {"model": "gpt-5-mini", "verbosity": "low"},
    ]
)


def asks(streamed: bool) -> st.SearchStrategy[Json]:
    """Draw requests that OpenAI would answer."""
    kinds = [(FREE_MODELS, SAMPLING), (FREE_MODELS, SAMPLING), (REASONING_MODELS, REASONING)]
    mode = STREAMED if streamed else st.just({})
    said = MESSAGES.map(lambda messages: {"messages": messages})
    usual = [
        together(
            st.sampled_from(models).map(lambda model: {"model": model}),
            said,
            some(further, most=10),
            SHAPES,
            mode,
        )
        for models, further in kinds
    ]
    return st.one_of(*usual, together(SPECIAL, said, mode)).map(fitting)
