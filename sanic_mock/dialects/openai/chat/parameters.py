"""Parameters of a chat request that are objects; each knows its members, and no others."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from sanic_mock.dialects.openai.parameters import ModerationPolicy

Level = Literal["low", "medium", "high"]


class CacheBreakpoint(Struct, gc=False, forbid_unknown_fields=True):
    """Where a prompt that is remembered may end."""

    mode: str | None = None


class TextPart(Struct, gc=False, forbid_unknown_fields=True):
    """A text as one of a message's parts."""

    type: Literal["text"]
    text: str
    prompt_cache_breakpoint: CacheBreakpoint | None = None


class AudioSpec(Struct, gc=False, forbid_unknown_fields=True):
    """How an answer is to sound."""

    voice: str | dict[str, str]
    format: Literal["wav", "aac", "mp3", "flac", "opus", "pcm16"]


class PredictionSpec(Struct, gc=False, forbid_unknown_fields=True):
    """What an answer will probably be."""

    type: Literal["content"]
    content: str | Annotated[list[TextPart], Meta(min_length=1)]


class UserPlace(Struct, gc=False, forbid_unknown_fields=True):
    """Where the user is, more or less."""

    city: str | None = None
    country: str | None = None
    region: str | None = None
    timezone: str | None = None


class UserLocation(Struct, gc=False, forbid_unknown_fields=True):
    """`web_search_options.user_location`."""

    type: Literal["approximate"]
    approximate: UserPlace


class SearchSpec(Struct, gc=False, forbid_unknown_fields=True):
    """How the web is to be searched."""

    search_context_size: Level | None = None
    user_location: UserLocation | None = None


class ModerationSpec(Struct, gc=False, forbid_unknown_fields=True):
    """By which model prompt and answer are to be judged, and what becomes of them."""

    model: str
    policy: ModerationPolicy | None = None
