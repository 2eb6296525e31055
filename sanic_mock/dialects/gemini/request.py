"""Most requests: texts, and a few numbers of what is asked for; see `reading` for all others."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from sanic_mock.dialects.prompted import may_ask

Role = Literal["user", "model"]
_Size = Annotated[int, Meta(ge=1, le=2**31 - 1)]


class PlainPart(Struct, forbid_unknown_fields=True, gc=False):
    """A text."""

    text: str


class PlainContent(Struct, forbid_unknown_fields=True, gc=False):
    """A message of texts."""

    parts: Annotated[list[PlainPart], Meta(min_length=1)]
    role: Role = "user"


class PlainConfig(Struct, forbid_unknown_fields=True, rename="camel", gc=False):
    """What of an answer many requests ask for; the rest is for `reading`."""

    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    top_p: Annotated[float, Meta(ge=0, le=1)] | None = None
    top_k: Annotated[float, Meta(ge=1)] | None = None
    max_output_tokens: _Size | None = None
    candidate_count: Literal[1] | None = None
    response_mime_type: Literal["text/plain"] | None = None


class PlainRequest(Struct, forbid_unknown_fields=True, rename="camel", gc=False):
    """A request for one free text."""

    contents: Annotated[list[PlainContent], Meta(min_length=1)]
    system_instruction: PlainContent | None = None
    generation_config: PlainConfig | None = None


decode_plain = msgspec.json.Decoder(PlainRequest).decode


def asks_for_form(request: PlainRequest) -> bool:
    """Return whether a request may ask in words for JSON or a value."""
    for content in request.contents:
        for part in content.parts:
            if may_ask(part.text):
                return True
    system = request.system_instruction
    return system is not None and any(may_ask(part.text) for part in system.parts)


def is_special(request: PlainRequest) -> bool:
    """Return whether a request asks for more than a free text of any length."""
    config = request.generation_config
    if config is not None and config.max_output_tokens is not None:
        return True
    return asks_for_form(request)
