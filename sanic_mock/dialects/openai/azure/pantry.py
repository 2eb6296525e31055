"""What all deployments of one worker share."""

from __future__ import annotations

from sanic_mock.dialects.openai.azure.chunks import AzureEventShapes, AzureShelf
from sanic_mock.dialects.openai.azure.head import OF_MODELS, OF_RESPONSES, azure_head_of
from sanic_mock.dialects.openai.azure.whole import WholeShape
from sanic_mock.dialects.openai.models import deployed_name, traits
from sanic_mock.settings import Settings

KNOWN_MODELS = 256


class Pantry:
    """Heads and rendered parts.

    Args:
        settings: what the server was asked to be.

    Attributes:
        model: the name that all answer as; None is each its own.
        head: the fields of all answers but responses and those of models that a body names.
        models_head: the fields of these.
        responses_head: the fields of responses.
    """

    def __init__(self, settings: Settings) -> None:
        self.model = settings.model
        self.head = azure_head_of(settings)
        self.models_head = azure_head_of(settings, OF_MODELS)
        self.responses_head = azure_head_of(settings, OF_RESPONSES)
        self._shelf = AzureShelf()
        self._second = -1
        self._wholes: dict[str, WholeShape] = {}
        self._events: dict[str, AzureEventShapes] = {}

    def whole(self, model: str) -> WholeShape:
        """Return what whole answers of a model are made of."""
        return self._wholes.get(model) or self._new_whole(model)

    def events(self, model: str, now_s: int) -> AzureEventShapes:
        """Return what streams of a model are made of in one second."""
        if now_s != self._second:
            self._second, self._events = now_s, {}
        return self._events.get(model) or self._new_events(model)

    def _new_whole(self, model: str) -> WholeShape:
        if len(self._wholes) >= KNOWN_MODELS:
            self._wholes.clear()
        self._wholes[model] = shape = WholeShape(traits(deployed_name(model)))
        return shape

    def _new_events(self, model: str) -> AzureEventShapes:
        if len(self._events) >= KNOWN_MODELS:
            self._events.clear()
        served = traits(deployed_name(model))
        shapes = self._events[model] = AzureEventShapes(self._shelf, served, self._second)
        return shapes
