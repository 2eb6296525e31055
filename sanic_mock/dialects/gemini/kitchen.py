"""What all of Gemini's endpoints of one worker share."""

from __future__ import annotations

from sanic_mock.dialects.gemini.implicit_cache import ImplicitCache
from sanic_mock.dialects.gemini.models import LISTED
from sanic_mock.dialects.gemini.prompts import GeminiPrompts
from sanic_mock.dialects.gemini.shapes import GeminiShapes
from sanic_mock.dialects.operation import State

LONGEST_NAME = 256


class Kitchen:
    """See above: `state.part(Kitchen)`.

    Args:
        state: what all vendors share.

    Attributes:
        settings: what the server was asked to be.
        prompts: counts prompts.
        cache: knows prompts that came before.
        shapes: the parts of answers that are rendered once.
        listed: the models that are listed.
    """

    def __init__(self, state: State) -> None:
        self.settings = settings = state.settings
        self.prompts = GeminiPrompts(settings)
        self.cache = ImplicitCache(settings, self.prompts.count)
        self.shapes = GeminiShapes()
        own = () if settings.model is None else (settings.model,)
        self.listed = tuple(dict.fromkeys((*own, *(settings.models or LISTED))))
        self._served = frozenset(self.listed if settings.models else ())

    def serves(self, model: str) -> bool:
        """Return whether a model answers: any does, unless some are listed."""
        is_named = 0 < len(model) <= LONGEST_NAME
        return is_named and (not self._served or model in self._served)
