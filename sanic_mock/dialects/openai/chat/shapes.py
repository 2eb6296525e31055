"""What answers share, rendered once: whole ones by model, streams by model, tier and second."""

from __future__ import annotations

from collections.abc import Iterable

from sanic_mock.dialects.openai.chat.events import EventShapes
from sanic_mock.dialects.openai.chat.suffixes import Shelf
from sanic_mock.dialects.openai.chat.whole import WholeChatShape
from sanic_mock.dialects.openai.models import KNOWN_MODELS, traits

DEFAULT_TIER = "default"


class ChatShapes:
    """The shapes that one worker has rendered, of so many models; lenient requests share them."""

    def __init__(self) -> None:
        self._second = -1
        self._shelf = Shelf()
        self._wholes: dict[str, WholeChatShape] = {}
        self._streamed: dict[tuple[str, str] | str, EventShapes] = {}

    def learn(self, vocabulary: Iterable[bytes]) -> None:
        """Know the pieces that texts are made of, escaped for JSON."""
        self._shelf.learn(vocabulary)

    def whole(self, model: str) -> WholeChatShape:
        """Return what all whole answers of a model share."""
        if shape := self._wholes.get(model):
            return shape
        if len(self._wholes) >= KNOWN_MODELS:
            self._wholes.clear()
        self._wholes[model] = shape = WholeChatShape(traits(model))
        return shape

    def streamed(self, model: str, now_s: int, tier: str = DEFAULT_TIER) -> EventShapes:
        """Return what the streams of a model and a service tier share that begin in one second."""
        if now_s != self._second:
            self._second, self._streamed = now_s, {}
        key = model if tier == DEFAULT_TIER else (model, tier)
        return self._streamed.get(key) or self._new(key, model, tier)

    def _new(self, key: tuple[str, str] | str, model: str, tier: str) -> EventShapes:
        if len(self._streamed) >= KNOWN_MODELS:
            self._streamed.clear()
        shapes = EventShapes(self._shelf, traits(model), self._second, tier)
        self._streamed[key] = shapes
        return shapes
