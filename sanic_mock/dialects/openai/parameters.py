"""Parameters that several endpoints take: their types, and their checks in OpenAI's words."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Penalty = Annotated[float, Meta(ge=-2, le=2)]


class StreamOptions(Struct, gc=False, forbid_unknown_fields=True):
    """Options of a streamed answer."""

    include_usage: bool | None = None
    include_obfuscation: bool | None = None


class ModerationMode(Struct, gc=False, forbid_unknown_fields=True):
    """What becomes of a text that is flagged."""

    mode: str | None = None


class ModerationPolicy(Struct, gc=False, forbid_unknown_fields=True):
    """What becomes of a prompt and an answer that are flagged."""

    input: ModerationMode | None = None
    output: ModerationMode | None = None


class CacheOptions(Struct, gc=False, forbid_unknown_fields=True):
    """How a prompt is to be remembered."""

    mode: str | None = None
    ttl: str | None = None
