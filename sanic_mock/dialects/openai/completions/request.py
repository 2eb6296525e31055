"""A request for completions: two typed passes, and one for those who are not strict.

`PlainCompletionRequest` holds what nearly all requests keep to; what it refuses is read as
`CompletionRequest`, all parameters of the specification. Only when that refuses too is the body
read once more, slowly, to find the first error that OpenAI would name.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from sanic_mock.dialects.openai.load_tools import LenientStreamOptions, LoadToolParameters
from sanic_mock.dialects.openai.parameters import Penalty, StreamOptions

# A text, texts, tokens, or arrays of tokens; which of them, `prompts` finds out.
Prompts = str | list[str | int | list[int]]
Choices = Annotated[int, Meta(ge=1, le=128)]
Candidates = Annotated[int, Meta(ge=0, le=20)]
Seed = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
Alternatives = Annotated[int, Meta(ge=0, le=5)]

DEFAULT_MAX_TOKENS = 16


class _CommonCompletionParameters(Struct, gc=False):
    """What every answer depends on."""

    model: str
    prompt: Prompts | None = None
    max_tokens: Annotated[int, Meta(ge=0)] | None = None
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    seed: Seed | None = None


class PlainCompletionRequest(_CommonCompletionParameters, forbid_unknown_fields=True):
    """The parameters that nearly all requests keep to."""

    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    top_p: Annotated[float, Meta(ge=0, le=1)] | None = None
    frequency_penalty: Penalty | None = None
    presence_penalty: Penalty | None = None
    user: str | None = None


class CompletionRequest(PlainCompletionRequest):
    """CreateCompletionRequest of the OpenAPI document, all of its parameters."""

    n: Choices | None = None
    best_of: Candidates | None = None
    echo: bool | None = None
    logprobs: Alternatives | None = None
    stop: str | Annotated[list[str], Meta(max_length=4)] | None = None
    suffix: str | None = None
    logit_bias: dict[str, Annotated[float, Meta(ge=-100, le=100)]] | None = None


class LenientCompletionRequest(LoadToolParameters):
    """What the answer depends on, and nothing else is looked at."""

    model: str
    prompt: Prompts | None = None
    max_tokens: Annotated[int, Meta(ge=0)] | None = None
    stream: bool | None = None
    stream_options: LenientStreamOptions | None = None
    seed: Seed | None = None
    n: Choices | None = None
    best_of: Candidates | None = None
    echo: bool | None = None
    logprobs: Alternatives | None = None
    stop: str | list[str] | None = None
    suffix: str | None = None
    logit_bias: dict[str, Annotated[float, Meta(ge=-100, le=100)]] | None = None


Full = CompletionRequest | LenientCompletionRequest
AnyCompletionRequest = PlainCompletionRequest | Full

decode_plain = msgspec.json.Decoder(PlainCompletionRequest).decode
decode = msgspec.json.Decoder(CompletionRequest).decode
decode_lenient = msgspec.json.Decoder(LenientCompletionRequest).decode
