"""A request of the Responses API: one typed pass; what it refuses is explained by `validation`.

Items of the input and tools are left as they came: they are checked by their types, kept, and
told again. Every parameter but `model` and `input` may be null, which leaves it out
[adapter-2026].
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Raw, Struct

from sanic_mock.dialects.openai.load_tools import LoadToolParameters
from sanic_mock.dialects.openai.parameters import CacheOptions, ModerationPolicy, Penalty
from sanic_mock.dialects.openai.schemas import Name

Item = dict[str, Any]
Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]
Summary = Literal["concise", "detailed", "auto"]
Verbosity = Literal["low", "medium", "high"]
Tier = Literal["auto", "default", "fast", "flex", "priority"]
Retention = Literal["in_memory", "24h"]
Truncation = Literal["auto", "disabled"]
# In the order in which OpenAI tells them [adapter-2026].
Included = Literal[
    "file_search_call.results",
    "web_search_call.results",
    "web_search_call.action.sources",
    "message.input_image.image_url",
    "computer_call_output.output.image_url",
    "code_interpreter_call.outputs",
    "reasoning.encrypted_content",
    "message.output_text.logprobs",
]
ENCRYPTED: Included = "reasoning.encrypted_content"
ADDRESSES: Included = "message.input_image.image_url"
LOGPROBS: Included = "message.output_text.logprobs"
LEAST_OUTPUT_TOKENS = 16  # [openapi-2026] CreateResponse


class Reasoning(Struct, gc=False, forbid_unknown_fields=True):
    """How much to think, and what to tell of it."""

    effort: Effort | None = None
    summary: Summary | None = None
    context: str | None = None
    mode: str | None = None


class TextFormatSpec(Struct, gc=False, forbid_unknown_fields=True):
    """`text.format`."""

    type: Literal["json_object", "text", "json_schema"]
    name: Name | None = None
    description: str | None = None
    schema: Raw = Raw()
    strict: bool | None = None


class TextSpec(Struct, gc=False, forbid_unknown_fields=True):
    """What the text is to be like."""

    format: TextFormatSpec | None = None
    verbosity: Verbosity | None = None


class ResponsesStreamOptions(Struct, gc=False, forbid_unknown_fields=True):
    """Options of a streamed answer."""

    include_obfuscation: bool | None = None


class ContextManagement(Struct, gc=False, forbid_unknown_fields=True):
    """When what was said is to be made shorter."""

    type: str
    compact_threshold: int | None = None


class ResponsesModerationSpec(Struct, gc=False, forbid_unknown_fields=True):
    """By which model prompt and answer are to be judged."""

    model: str
    policy: ModerationPolicy | None = None


class Prompt(Struct, gc=False, forbid_unknown_fields=True):
    """A template that is kept by OpenAI."""

    id: str
    version: str | None = None
    variables: dict[str, Any] | None = None


class AccessPrograms(Struct, gc=False, forbid_unknown_fields=True):
    """Which programs of a domain a request is made under."""

    cyber: Literal["standard", "daybreak_blue", "daybreak_red"] | None = None


class BackgroundOptions(Struct, gc=False, forbid_unknown_fields=True):
    """How soon an answer in the background is wanted."""

    completion_window: Literal["soonest", "2h", "8h"] | None = None
    continuation_id: str | None = None


class ImageOptions(Struct, gc=False, forbid_unknown_fields=True):
    """How the images of a request are looked at."""

    context_compression: Literal["auto", "enabled", "disabled"] | None = None


class ConversationRef(Struct, gc=False, forbid_unknown_fields=True):
    """A conversation by its id."""

    id: str


class ResponsesRequest(Struct, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """CreateResponse of the OpenAPI document, and what is known beside it.

    That is the penalties, and `client_metadata`, which Codex sends on every turn
    (litellm#26753 [issues-2026]).
    """

    model: str | None = None
    input: str | list[Item] = ""
    instructions: str | None = None
    stream: bool | None = None
    max_output_tokens: Annotated[int, Meta(ge=LEAST_OUTPUT_TOKENS)] | None = None
    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    top_p: Annotated[float, Meta(ge=0, le=1)] | None = None
    store: bool | None = None
    previous_response_id: str | None = None
    conversation: str | ConversationRef | None = None
    tools: list[Item] | None = None
    tool_choice: str | Item | None = None
    parallel_tool_calls: bool | None = None
    text: TextSpec | None = None
    reasoning: Reasoning | None = None
    include: list[Included] | None = None
    metadata: (
        Annotated[
            dict[Annotated[str, Meta(max_length=64)], Annotated[str, Meta(max_length=512)]],
            Meta(max_length=16),
        ]
        | None
    ) = None
    background: bool | None = None
    stream_options: ResponsesStreamOptions | None = None
    truncation: Truncation | None = None
    service_tier: Tier | None = None
    top_logprobs: Annotated[int, Meta(ge=0, le=20)] | None = None
    max_tool_calls: Annotated[int, Meta(ge=1)] | None = None
    prompt: Prompt | None = None
    user: str | None = None
    safety_identifier: Annotated[str, Meta(max_length=64)] | None = None
    prompt_cache_key: Annotated[str, Meta(max_length=64)] | None = None
    prompt_cache_retention: Retention | None = None
    prompt_cache_options: CacheOptions | None = None
    context_management: list[ContextManagement] | None = None
    moderation: ResponsesModerationSpec | None = None
    presence_penalty: Penalty | None = None
    frequency_penalty: Penalty | None = None
    access_programs: AccessPrograms | None = None
    background_options: BackgroundOptions | None = None
    image: ImageOptions | None = None
    client_metadata: Item | None = None

    def includes(self, name: Included) -> bool:
        """Return whether an answer is asked to have something that it leaves out else."""
        return self.include is not None and name in self.include

    @property
    def conversation_id(self) -> str | None:
        """The conversation that is gone on with."""
        named = self.conversation
        return named.id if isinstance(named, ConversationRef) else named

    @property
    def is_kept(self) -> bool:
        """Whether the response is to be there later."""
        return self.store is not False


class LenientResponsesRequest(ResponsesRequest):
    """The same, where little is refused.

    Attributes:
        load: what load tools ask for beside it; None for nothing.
    """

    max_output_tokens: Annotated[int, Meta(ge=1)] | None = None
    load: LoadToolParameters | None = None


PARAMETERS = ResponsesRequest.__struct_fields__

decode = msgspec.json.Decoder(ResponsesRequest).decode
