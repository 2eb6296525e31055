"""Most requests of OpenAI's clients: one text, of which nothing but an answer is wanted."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct


class PlainUserMessage(Struct, forbid_unknown_fields=True, gc=False):
    """A text of the user's."""

    content: Annotated[str, Meta(min_length=1)]
    role: Literal["user"]


class PlainStreamOptions(Struct, forbid_unknown_fields=True, gc=False):
    """What of a stream is asked for."""

    include_usage: bool = False


class PlainChat(Struct, forbid_unknown_fields=True, gc=False):
    """A request for one free text; the rest is for `members`."""

    messages: tuple[PlainUserMessage]
    model: str = ""
    stream: bool = False
    stream_options: PlainStreamOptions | None = None
    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    top_p: Annotated[float, Meta(ge=0, le=1)] | None = None


decode_plain = msgspec.json.Decoder(PlainChat).decode
