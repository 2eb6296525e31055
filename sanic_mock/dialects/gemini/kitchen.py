"""What all of Gemini's endpoints of one worker share."""

from __future__ import annotations

from sanic_mock.dialects.gemini.implicit_cache import ImplicitCache
from sanic_mock.dialects.gemini.prompts import GeminiPrompts
from sanic_mock.dialects.gemini.served_models import GeminiModels
from sanic_mock.dialects.gemini.shapes import GeminiShapes
from sanic_mock.dialects.operation import State


class Kitchen:
    """See above: `state.part(Kitchen)`.

    Args:
        state: what all vendors share.

    Attributes:
        state: likewise.
        settings: what the server was asked to be.
        prompts: counts prompts.
        cache: knows prompts that came before.
        shapes: the parts of answers that are rendered once.
        serves: says whether a model answers.
    """

    def __init__(self, state: State) -> None:
        self.state, self.settings = state, state.settings
        settings = state.settings
        self.prompts = GeminiPrompts(settings)
        self.cache = ImplicitCache(settings, self.prompts.begun)
        self.shapes = GeminiShapes()
        self.serves = state.part(GeminiModels).serves
