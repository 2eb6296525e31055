"""What all of Gemini's endpoints have in common; see dialects.vendor.Dialect."""

from __future__ import annotations

import re

from sanic_mock.dialects.answer import Renderer, Whole
from sanic_mock.dialects.base import A, PathDialect
from sanic_mock.dialects.gemini import envelope, errors, refusals
from sanic_mock.dialects.gemini.ask import Form
from sanic_mock.dialects.gemini.head import HEADS
from sanic_mock.dialects.gemini.kitchen import Kitchen
from sanic_mock.dialects.gemini.layout import ARRAY, EVENTS, WHOLE, JsonLayout
from sanic_mock.dialects.gemini.models import traits
from sanic_mock.dialects.gemini.surface import Surface
from sanic_mock.engine.faults.behaviour import Omission
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem

# In no JSON does any of these stand within a string, where quotes are escaped.
_FINISH = re.compile(rb'\s*"finishReason": ?"[^"]*",?')
_USAGE = re.compile(rb'\s*"usageMetadata": ?\{(?:[^{}]|\{[^{}]*\})*\},?')
_LAYOUTS: dict[Form, JsonLayout] = {"whole": WHOLE, "events": EVENTS, "array": ARRAY}


class GeminiEndpoint(PathDialect[A]):
    """Base of the endpoints; each stands for one model in one place.

    Args:
        kitchen: what all endpoints share.
        surface: whose it is.
        model: what its path names.
        method: what it is asked to do.
        is_strict: whether to refuse what Gemini refuses.
        form: in which form it is answered.

    Attributes:
        EMBEDS: whether it is for models that make vectors.
    """

    EMBEDS: bool = False

    def __init__(
        self,
        kitchen: Kitchen,
        surface: Surface,
        model: str,
        method: str,
        *,
        is_strict: bool,
        form: Form = "whole",
    ) -> None:
        self._kitchen, self._surface, self._method = kitchen, surface, method
        self.model, self._form = model, form
        self._model = kitchen.settings.model or model
        self._head = HEADS[surface.is_vertex]
        self._is_strict = is_strict
        self._seed = kitchen.settings.seed
        self.converses = bool(kitchen.settings.answers)

    def no_model(self) -> Problem | None:
        """Return why its model does not answer here, or None."""
        is_served = self._kitchen.serves(self.model)
        is_apt = traits(self.model).embeds == self.EMBEDS or not self._is_strict
        if is_served and is_apt:
            return None
        return errors.no_model(self._surface, self.model, self._method)

    def without(self, event: bytes, what: Omission) -> bytes:
        """See dialects.vendor.Dialect."""
        return (_FINISH if what == "finish" else _USAGE).sub(b"", event)

    def refused(self, refusal: Refusal, model: str) -> Problem:
        """See dialects.vendor.Dialect."""
        return refusals.refused(refusal, self._surface, model or self.model, self._method)

    def layout(self) -> JsonLayout:
        """Return how an answer's objects are laid out."""
        return _LAYOUTS[self._form]

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """See dialects.vendor.Dialect."""
        layout = ARRAY if self._form == "array" else WHOLE
        return envelope.error(problem, now_s, is_vertex=self._surface.is_vertex, layout=layout)

    def stream_error(self, problem: Problem, digest: bytes, renderer: Renderer, sent: int) -> bytes:
        """See dialects.vendor.Dialect."""
        return envelope.event(problem, self.layout(), sent) + renderer.end
