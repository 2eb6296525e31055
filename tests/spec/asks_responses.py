"""Strategies for valid requests of the Responses API ([openapi-2026] CreateResponse)."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.spec import asks_items
from tests.spec.asks_chat import FREE_MODELS, REASONING_MODELS
from tests.spec.asks_tools import tools
from tests.spec.values import (
    FORMATS,
    METADATA,
    NAMES,
    PICTURE,
    TEXTS,
    Json,
    some,
    together,
)

TEXT_PARTS: st.SearchStrategy[Json] = st.builds(
    lambda text: {"type": "input_text", "text": text}, TEXTS
)
PARTS: st.SearchStrategy[Json] = TEXT_PARTS | st.sampled_from(
    [
        {"type": "input_image", "image_url": "https://example.org/a.png", "detail": "auto"},
        {"type": "input_image", "image_url": PICTURE, "detail": "low"},
        {"type": "input_image", "file_id": "file-6F2ksmvXxt4VdoqmHRw6kL", "detail": "high"},
        {"type": "input_file", "file_url": "https://example.org/a.pdf"},
        {
            "type": "input_file",
            "filename": "a.pdf",
            "file_data": "data:application/pdf;base64,JVBE",
        },
    ]
)


def told(roles: list[str], parts: st.SearchStrategy[Json]) -> st.SearchStrategy[list[Json]]:
    """Draw one message."""
    return st.builds(
        lambda role, content, more: [{"role": role, "content": content, **more}],
        st.sampled_from(roles),
        TEXTS | st.lists(parts, min_size=1, max_size=3),
        some({"type": st.just("message")}),
    )


ANSWERED: st.SearchStrategy[list[Json]] = st.builds(
    lambda text: [
        {
            "type": "message",
            "id": "msg_0",
            "role": "assistant",
            "status": "completed",
            "content": [{"type": "output_text", "text": text, "annotations": [], "logprobs": []}],
        }
    ],
    TEXTS,
)
CALLED: st.SearchStrategy[list[Json]] = st.builds(
    lambda name, output, more: [
        {"type": "function_call", "call_id": "call_0", "name": name, "arguments": "{}", **more},
        {"type": "function_call_output", "call_id": "call_0", "output": output},
    ],
    NAMES,
    TEXTS | st.lists(TEXT_PARTS, min_size=1, max_size=2),
    some({"id": st.just("fc_0"), "status": st.just("completed")}),
)
CALLED_CUSTOM: st.SearchStrategy[list[Json]] = st.builds(
    lambda name, text: [
        {"type": "custom_tool_call", "call_id": "call_1", "name": name, "input": text},
        {"type": "custom_tool_call_output", "call_id": "call_1", "output": text},
    ],
    NAMES,
    TEXTS,
)


@st.composite
def thought_of(draw: st.DrawFn) -> list[Json]:
    """Draw what was thought, and what followed it."""
    following = ANSWERED | CALLED | CALLED_CUSTOM | asks_items.hosted_items()
    return draw(asks_items.thoughts()) + draw(following)


ASKED = told(["user"], PARTS)
TURNS: tuple[st.SearchStrategy[list[Json]], ...] = (
    ASKED,
    told(["system", "developer"], TEXT_PARTS),
    st.builds(lambda text: [{"role": "assistant", "content": text}], TEXTS),
    ANSWERED,
    CALLED,
    CALLED_CUSTOM,
    asks_items.hosted_items(),
    asks_items.COMPACTED,
    thought_of(),
)


@st.composite
def turn(draw: st.DrawFn) -> list[Json]:
    """Draw some items that stand together."""
    return draw(st.one_of(*TURNS))


INPUT: st.SearchStrategy[Any] = TEXTS | st.builds(
    lambda turns, last: [item for turn in (*turns, last) for item in turn],
    st.lists(turn(), max_size=3),
    ASKED | CALLED | CALLED_CUSTOM | asks_items.hosted_items() | thought_of(),
)

INCLUDED: st.SearchStrategy[list[str]] = st.lists(
    st.sampled_from(
        [
            "file_search_call.results",
            "web_search_call.results",
            "web_search_call.action.sources",
            "message.input_image.image_url",
            "computer_call_output.output.image_url",
            "code_interpreter_call.outputs",
        ]
    ),
    unique=True,
    max_size=3,
)
COMMON: dict[str, st.SearchStrategy[Any]] = {
    "instructions": TEXTS,
    "max_output_tokens": st.sampled_from([16, 17, 40, 400]),
    "metadata": METADATA,
    "store": st.booleans(),
    "truncation": st.sampled_from(["auto", "disabled"]),
    "parallel_tool_calls": st.booleans(),
    "service_tier": st.sampled_from(["auto", "default", "flex", "priority"]),
    "user": NAMES,
    "safety_identifier": NAMES,
    "prompt_cache_key": NAMES,
    "max_tool_calls": st.integers(1, 9),
    "include": INCLUDED,
    "background": st.just(False),
}
SAMPLING: dict[str, st.SearchStrategy[Any]] = COMMON | {
    "temperature": st.floats(0, 2, width=16) | st.integers(0, 2),
    "top_p": st.floats(0, 1, width=16),
    "include": INCLUDED.map(lambda names: [*names, "message.output_text.logprobs"]),
}
REASONING: dict[str, st.SearchStrategy[Any]] = COMMON | {
    "reasoning": some(
        {
            "effort": st.sampled_from(["low", "medium", "high"]),
            "summary": st.sampled_from(["auto", "concise", "detailed"]),
        }
    ),
    "include": INCLUDED.map(lambda names: [*names, "reasoning.encrypted_content"]),
}
FORMAT: st.SearchStrategy[Json] = st.one_of(
    st.just({"format": {"type": "text"}}),
    st.just({"format": {"type": "json_object"}}),
    FORMATS.map(lambda one: {"format": {"type": "json_schema", **one}}),
).map(lambda one: {"text": one})
SHAPES: st.SearchStrategy[Json] = st.one_of(st.just({}), FORMAT, tools(), together(tools(), FORMAT))
STREAMED: st.SearchStrategy[Json] = st.builds(
    lambda options: {"stream": True, **options},
    some({"stream_options": some({"include_obfuscation": st.booleans()})}),
)


def fitting(ask: Json) -> Json:
    """Return a request with what its parameters need of each other."""
    if "message.output_text.logprobs" in ask.get("include", ()) and len(ask["model"]) % 2:
        ask["top_logprobs"] = len(ask["model"])
    if (ask.get("text") or {}).get("format") == {"type": "json_object"}:
        asked = ask["input"]
        turns = [{"role": "user", "content": asked}] if isinstance(asked, str) else asked
        ask["input"] = [{"role": "developer", "content": "Answer in JSON."}, *turns]
    return ask


def asks(streamed: bool) -> st.SearchStrategy[Json]:
    """Draw requests that OpenAI would answer."""
    kinds = [
        (FREE_MODELS[:3], SAMPLING),
        (FREE_MODELS[:3], SAMPLING),
        (REASONING_MODELS, REASONING),
    ]
    return st.one_of(
        *(
            together(
                st.fixed_dictionaries({"model": st.sampled_from(models), "input": INPUT}),
                some(further, most=10),
                SHAPES,
                STREAMED if streamed else st.just({}),
            )
            for models, further in kinds
        )
    ).map(fitting)
