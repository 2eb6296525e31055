"""A chat completion request: two typed passes, explained in OpenAI's words where both fail.

`PlainRequest` holds what nearly all requests keep to and is the hot path; what it refuses is read
as `ChatRequest`, all parameters of the specification, with their types and bounds. Only when that
refuses too is the body read once more, slowly, to find the first fault that OpenAI would name.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Raw, Struct

from sanic_mock.dialects.openai.chat.tools import FormatSpec, FunctionSpec, ToolSpec

Count = Annotated[int, Meta(ge=1)]
Penalty = Annotated[float, Meta(ge=-2, le=2)]
Role = Literal["system", "user", "assistant", "tool", "function", "developer"]


class Part(Struct, gc=False):
    """One part of a message's content; only text is counted."""

    type: str
    text: str | None = None


class CallMade(Struct, gc=False):
    """A call that an earlier answer made."""

    id: str


class Message(Struct, gc=False):
    """One message; keys beside these decide nothing about the answer."""

    role: Role
    content: str | list[Part] | None = None
    name: str | None = None
    tool_calls: list[CallMade] | None = None
    tool_call_id: str | None = None


class StreamOptions(Struct, gc=False):
    """Options of a streamed answer."""

    include_usage: bool | None = None
    include_obfuscation: bool | None = None


class PlainRequest(Struct, gc=False, forbid_unknown_fields=True):
    """The parameters that nearly all requests keep to; they ask for one free text."""

    model: str
    messages: Annotated[list[Message], Meta(min_length=1)]
    stream: bool | None = None
    max_tokens: Count | None = None
    max_completion_tokens: Count | None = None
    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    top_p: Annotated[float, Meta(ge=0, le=1)] | None = None
    stream_options: StreamOptions | None = None
    frequency_penalty: Penalty | None = None
    presence_penalty: Penalty | None = None
    seed: Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)] | None = None
    user: str | None = None


class ChatRequest(PlainRequest):
    """CreateChatCompletionRequest of the OpenAPI document, all of its parameters."""

    n: Annotated[int, Meta(ge=1, le=128)] | None = None
    stop: str | Annotated[list[str], Meta(max_length=4)] | None = None
    logprobs: bool | None = None
    top_logprobs: Annotated[int, Meta(ge=0, le=20)] | None = None
    store: bool | None = None
    service_tier: str | None = None
    reasoning_effort: str | None = None
    verbosity: str | None = None
    metadata: Raw = Raw()
    tools: list[ToolSpec] | None = None
    tool_choice: Raw = Raw()
    parallel_tool_calls: bool | None = None
    functions: list[FunctionSpec] | None = None
    function_call: Raw = Raw()
    response_format: FormatSpec | None = None
    logit_bias: Raw = Raw()
    modalities: Raw = Raw()
    audio: Raw = Raw()
    prediction: Raw = Raw()
    web_search_options: Raw = Raw()
    safety_identifier: str | None = None
    prompt_cache_key: str | None = None
    prompt_cache_options: Raw = Raw()
    prompt_cache_retention: str | None = None
    moderation: Raw = Raw()


decode_plain = msgspec.json.Decoder(PlainRequest).decode
decode = msgspec.json.Decoder(ChatRequest).decode
