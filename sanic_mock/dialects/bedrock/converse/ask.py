"""What a conversation is asked for."""

from __future__ import annotations

from msgspec import Struct

from sanic_mock.dialects.bedrock.converse.guardrails import Guardrail
from sanic_mock.dialects.bedrock.converse.thinking import AskedThought
from sanic_mock.dialects.kept_prefixes import UNCACHED, CacheUse
from sanic_mock.engine.ask import Ask


class ConverseExtras(Struct, gc=False):
    """What an answer tells beside what the model says.

    Attributes:
        settings: JSON members of how it was given, in alphabetical order, each with its comma.
        has_points: whether its request marks what of it is to be kept.
        cache: what of its prompt is kept, and what was.
        guardrail: what looks at it; None for nothing.
        paths: places of the model's own answer that are told.
        thought: how much is thought before it; None for nothing.
    """

    settings: bytes = b""
    has_points: bool = False
    cache: CacheUse = UNCACHED
    guardrail: Guardrail | None = None
    paths: tuple[str, ...] = ()
    thought: AskedThought | None = None


class ConverseAsk(Ask, gc=False, kw_only=True):
    """The Ask of a conversation.

    Attributes:
        extras: what few requests ask to be told; None for the many.
    """

    extras: ConverseExtras | None = None
