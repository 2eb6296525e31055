"""What reads the prompts of each model: by its vocabulary, of which there are two."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from sanic_mock.dialects.openai.chat.known_prompts import KnownPrompts
from sanic_mock.dialects.openai.chat.prompts import Prompts
from sanic_mock.dialects.openai.models import Traits
from sanic_mock.engine.tokens import CL100K, ENCODING
from sanic_mock.settings import Settings


class PromptReading(NamedTuple):
    """What reads prompts with one vocabulary.

    Attributes:
        prompts: counts them.
        known: knows how those begin that were read before.
    """

    prompts: Prompts
    known: KnownPrompts


class PromptReadings:
    """The readings of one worker.

    Args:
        settings: of the server.

    Attributes:
        usual: for all models but the older ones.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.usual = self._made(ENCODING)

    def of(self, model: Traits) -> PromptReading:
        """Return what reads a model's prompts."""
        return self._older if model.is_older else self.usual

    @cached_property
    def _older(self) -> PromptReading:
        """For models with the cl100k vocabulary, which the first such request loads."""
        return self._made(CL100K)

    def _made(self, vocabulary: str) -> PromptReading:
        prompts = Prompts(self._settings, vocabulary)
        return PromptReading(prompts, KnownPrompts(self._settings, prompts))
