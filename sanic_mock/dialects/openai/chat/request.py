"""A chat completion request: two typed passes, explained in OpenAI's words where both fail.

`PlainChatRequest` holds what nearly all requests keep to and is the hot path; what it refuses is
read as `ChatRequest`, all parameters of the specification, with their types and bounds. Only when
that refuses too is the body read once more, slowly, to find the first error that OpenAI would name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Meta, Raw, Struct

from sanic_mock.dialects.openai.chat.parameters import (
    AudioSpec,
    CacheBreakpoint,
    Level,
    ModerationSpec,
    PredictionSpec,
    SearchSpec,
    TextPart,
)
from sanic_mock.dialects.openai.chat.tools import FunctionSpec, ResponseFormatSpec, ToolSpec
from sanic_mock.dialects.openai.load_tools import LoadToolParameters
from sanic_mock.dialects.openai.parameters import CacheOptions, Penalty, StreamOptions
from sanic_mock.dialects.openai.schemas import Name, decoded

MOST_TOOLS = 128
# Azure's errors #10026 and #10027 [portkey-2026]; worded as that of too many calls is.
MOST_MESSAGES = 2048
MOST_CALLS = 128  # of one message: openai-dotnet#317 [issues-2026]
# Who instructs the model; what they say mostly comes with other requests, too.
INSTRUCTING = frozenset({"system", "developer"})
LONGEST_CALL_ID = 40  # [issues-2026] vercel/ai#8132
LONGEST_KEY = 64
# langchain-ai/langchain#35054 [issues-2026]
AUTHOR = r"^[^\s<|\\/>]+$"

Count = Annotated[int, Meta(ge=1)]
Author = Annotated[str, Meta(pattern=AUTHOR.replace("$", r"\Z"), max_length=LONGEST_KEY)]
CallId = Annotated[str, Meta(max_length=LONGEST_CALL_ID)]
Role = Literal["system", "user", "assistant", "tool", "function", "developer"]
Tier = Literal["auto", "default", "flex", "scale", "priority", "fast"]


class PlainMessage(Struct, gc=False, forbid_unknown_fields=True):
    """A message of text alone; all else that it may have is left to the second pass."""

    role: Literal["user", "system", "assistant", "developer"]
    content: str | Annotated[list[TextPart], Meta(min_length=1)]
    name: Author | None = None
    tool_calls: None = None


class ImageUrl(Struct, gc=False, forbid_unknown_fields=True):
    """An image, or where it is."""

    url: str
    detail: Literal["auto", "low", "high"] | None = None


class InputAudio(Struct, gc=False, forbid_unknown_fields=True):
    """Sound in base64."""

    data: str
    format: Literal["wav", "mp3"]


class FileRef(Struct, gc=False, forbid_unknown_fields=True):
    """A file: its id, or all of it."""

    filename: str | None = None
    file_data: str | None = None
    file_id: str | None = None


class ContentPart(Struct, gc=False, forbid_unknown_fields=True):
    """One part of a message's content; its member is named as its type."""

    type: Literal["text", "image_url", "input_audio", "file", "refusal"]
    text: str | None = None
    refusal: str | None = None
    image_url: ImageUrl | None = None
    input_audio: InputAudio | None = None
    file: FileRef | None = None
    prompt_cache_breakpoint: CacheBreakpoint | None = None


class CalledFunction(Struct, gc=False, forbid_unknown_fields=True):
    """Which function an earlier answer called, and with what: JSON, as the model wrote it."""

    name: Name
    arguments: str


class CalledCustom(Struct, gc=False, forbid_unknown_fields=True):
    """Which tool of free text an earlier answer called, and with what."""

    name: Name
    input: str


class EarlierCall(Struct, gc=False, forbid_unknown_fields=True):
    """A call that an earlier answer made; its member is named as its type.

    Its number, which a stream tells, is passed over where it is told again [cassettes-2026].
    """

    id: CallId
    type: Literal["function", "custom"]
    function: CalledFunction | None = None
    custom: CalledCustom | None = None
    index: Any = None


class Message(Struct, gc=False, forbid_unknown_fields=True):
    """One message; `annotations` of an answer that is told again decide nothing."""

    role: Role
    content: str | Annotated[list[ContentPart], Meta(min_length=1)] | None = None
    name: Author | None = None
    tool_calls: Annotated[list[EarlierCall], Meta(min_length=1, max_length=MOST_CALLS)] | None = (
        None
    )
    tool_call_id: CallId | None = None
    refusal: str | None = None
    function_call: CalledFunction | None = None
    audio: dict[str, Any] | None = None
    annotations: list[Any] | None = None


class _CommonChatParameters(Struct, kw_only=True):
    """The optional parameters that most requests keep to."""

    stream: bool | None = None
    max_tokens: Count | None = None
    max_completion_tokens: Count | None = None
    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    top_p: Annotated[float, Meta(ge=0, le=1)] | None = None
    stream_options: StreamOptions | None = None
    frequency_penalty: Penalty | None = None
    presence_penalty: Penalty | None = None
    user: str | None = None


class PlainChatRequest(_CommonChatParameters, gc=False, forbid_unknown_fields=True):
    """What nearly all requests keep to; it asks for one free text."""

    model: str
    messages: Annotated[list[PlainMessage], Meta(min_length=1, max_length=MOST_MESSAGES)]


class ChatRequest(_CommonChatParameters, forbid_unknown_fields=True, omit_defaults=True):
    """CreateChatCompletionRequest of the OpenAPI document, all of its parameters."""

    model: str
    messages: Annotated[list[Message], Meta(min_length=1, max_length=MOST_MESSAGES)]
    seed: Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)] | None = None
    n: Annotated[int, Meta(ge=1, le=128)] | None = None
    stop: str | Annotated[list[str], Meta(max_length=4)] | None = None
    logprobs: bool | None = None
    top_logprobs: Annotated[int, Meta(ge=0, le=20)] | None = None
    store: bool | None = None
    service_tier: Tier | None = None
    reasoning_effort: str | None = None
    verbosity: Level | None = None
    metadata: Raw = Raw()
    tools: Annotated[list[ToolSpec], Meta(max_length=MOST_TOOLS)] | None = None
    tool_choice: Raw = Raw()
    parallel_tool_calls: bool | None = None
    functions: Annotated[list[FunctionSpec], Meta(max_length=MOST_TOOLS)] | None = None
    function_call: Raw = Raw()
    response_format: ResponseFormatSpec | None = None
    logit_bias: dict[str, Annotated[int, Meta(ge=-100, le=100)]] | None = None
    modalities: Annotated[list[Literal["text", "audio"]], Meta(min_length=1)] | None = None
    audio: AudioSpec | None = None
    prediction: PredictionSpec | None = None
    web_search_options: SearchSpec | None = None
    safety_identifier: Annotated[str, Meta(max_length=LONGEST_KEY)] | None = None
    prompt_cache_key: Annotated[str, Meta(max_length=LONGEST_KEY)] | None = None
    prompt_cache_options: CacheOptions | None = None
    prompt_cache_retention: Literal["in_memory", "24h"] | None = None
    moderation: ModerationSpec | None = None


class Received(NamedTuple):
    """A request that is not plain, as its answer needs it.

    Attributes:
        request: the request.
        messages: as they came, where the answer is to be stored; else none.
        asked: what it asks for as of other servers than OpenAI's.
    """

    request: ChatRequest
    messages: Sequence[Any] = ()
    asked: LoadToolParameters | None = None


def raw_value(raw: Raw) -> Any:
    """Return what a parameter has that is left as it came; None where it did not come."""
    return decoded(bytes(raw)) if len(raw) else None


decode_plain = msgspec.json.Decoder(PlainChatRequest).decode
decode = msgspec.json.Decoder(ChatRequest).decode
