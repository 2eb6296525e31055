"""Which vendor API answers on which path."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.openai.chat import Chat
from sanic_mock.engine.ask import Ask, Reply
from sanic_mock.engine.timeline import is_immediate
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings


class Dialect(Protocol):
    """One vendor API: the only thing that knows its bytes.

    Attributes:
        REHEARSAL: requests that touch everything it makes lazily.
    """

    REHEARSAL: tuple[bytes, ...]

    def learn(self, vocabulary: Iterable[bytes]) -> None:
        """Know the pieces that texts are made of, before the first request."""

    def parse(self, body: bytes) -> Ask:
        """Read a request; raises Problem where the vendor would refuse it."""

    def whole(self, ask: Ask, reply: Reply, now_s: int) -> Whole:
        """Render an answer in one piece."""

    def events(self, ask: Ask, reply: Reply, now_s: int) -> Events:
        """Render an answer as server-sent events."""

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """Render a refusal."""


CHAT_PATHS = ("/v1/chat/completions", "/chat/completions", "/openai/v1/chat/completions")


def dialects(settings: Settings) -> dict[str, Dialect]:
    """Return path to dialect for one worker."""
    chat = Chat(
        settings.model,
        counts_prompt=settings.prompt_tokens == "counted" or not is_immediate(settings),
        obfuscates=settings.chunking.obfuscation,
        keeps_prompt=settings.load.cache_blocks > 0,
    )
    return dict.fromkeys(CHAT_PATHS, chat)
