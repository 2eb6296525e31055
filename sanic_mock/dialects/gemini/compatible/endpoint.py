"""What OpenAI's endpoints at Gemini's paths have in common: who is asked, and how they refuse."""

from __future__ import annotations

import re
from typing import Any

from sanic_mock.dialects.answer import Renderer, Whole
from sanic_mock.dialects.base import A, BodyDialect
from sanic_mock.dialects.gemini import envelope, errors, refusals
from sanic_mock.dialects.gemini.compatible.answers import CHUNKS, printed
from sanic_mock.dialects.gemini.compatible.members import MESSAGES
from sanic_mock.dialects.gemini.head import HEADS
from sanic_mock.dialects.gemini.kitchen import Kitchen
from sanic_mock.dialects.gemini.layout import ARRAY
from sanic_mock.dialects.gemini.models import ANY_MODEL, traits
from sanic_mock.dialects.gemini.reading import read
from sanic_mock.dialects.gemini.surface import Surface
from sanic_mock.engine.faults.behaviour import Omission
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem

Json = dict[str, Any]

# In no JSON do these stand within a string, where quotes are escaped.
_FINISH = re.compile(rb'"finish_reason":"[^"]*",')
_USAGE = re.compile(rb',"usage":\{[^{}]*\}')
# What may stand before a model's name: its collection, or who made it.
_COLLECTION = re.compile(r"^(?:models/|google/)")


class CompatibleEndpoint(BodyDialect[A]):
    """Base of the endpoints.

    Args:
        kitchen: what all endpoints share.
        surface: whose they are.
        is_strict: whether to refuse what Gemini refuses.

    Attributes:
        METHOD: what of Gemini's own it stands for.
        MESSAGE: the name of its requests.
        EMBEDS: whether it is for models that make vectors.
    """

    METHOD: str = ""
    MESSAGE: str = ""
    EMBEDS: bool = False
    any_model = ANY_MODEL

    def __init__(self, kitchen: Kitchen, surface: Surface, *, is_strict: bool) -> None:
        self._kitchen, self._surface, self._is_strict = kitchen, surface, is_strict
        self._head = HEADS[surface.is_vertex]
        self.converses = bool(kitchen.settings.answers)

    def without(self, event: bytes, what: Omission) -> bytes:
        """See dialects.vendor.Dialect."""
        return (_FINISH if what == "finish" else _USAGE).sub(b"", event)

    def refused(self, refusal: Refusal, model: str) -> Problem:
        """See dialects.vendor.Dialect."""
        return refusals.refused(refusal, self._surface, _plain(model), self.METHOD)

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """See dialects.vendor.Dialect; each error is the only one in an array."""
        return envelope.error(problem, now_s, is_vertex=self._surface.is_vertex, layout=ARRAY)

    def stream_error(self, problem: Problem, digest: bytes, renderer: Renderer, sent: int) -> bytes:
        """See dialects.vendor.Dialect; a client of OpenAI's sees no error in an array."""
        told = CHUNKS.first + printed(envelope.content(problem)) + CHUNKS.after
        return told + renderer.end

    def _read(self, body: bytes) -> Json:
        """Return a request as it was read; raises GeminiProblem as Gemini refuses it."""
        return read(body, self.MESSAGE, self._surface, is_strict=self._is_strict, messages=MESSAGES)

    def _model(self, asked: Json) -> str:
        """Return who is asked; raises GeminiProblem where there is no such model."""
        model = _plain(asked.get("model") or self.any_model)
        is_apt = traits(model).embeds == self.EMBEDS or not self._is_strict
        if not self._kitchen.serves(model) or not is_apt:
            raise errors.no_model(self._surface, model, self.METHOD)
        return model


def _plain(model: str) -> str:
    return _COLLECTION.sub("", model)
