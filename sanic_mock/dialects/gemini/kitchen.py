"""What all of Gemini's endpoints of one worker share."""

from __future__ import annotations

from sanic_mock.dialects.gemini.models import ANY_MODEL
from sanic_mock.dialects.gemini.prompts import GeminiPrompts
from sanic_mock.dialects.gemini.shapes import GeminiShapes
from sanic_mock.dialects.operation import State


class Kitchen:
    """See above: `state.part(Kitchen)`.

    Args:
        state: what all vendors share.

    Attributes:
        settings: what the server was asked to be.
        prompts: counts prompts.
        shapes: the parts of answers that are rendered once.
        served: the models that there are; none lets all be.
        any_model: answers where none is named.
    """

    def __init__(self, state: State) -> None:
        self.settings = settings = state.settings
        self.prompts = GeminiPrompts(settings)
        self.shapes = GeminiShapes()
        own = () if settings.model is None else (settings.model,)
        self.served = frozenset((*own, *settings.models) if settings.models else ())
        self.any_model = settings.model or next(iter(settings.models), ANY_MODEL)
