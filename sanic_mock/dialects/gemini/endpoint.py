"""What all of Gemini's endpoints have in common; see dialects.vendor.Dialect."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from copy import copy
from typing import Generic, Self, TypeVar

from sanic_mock.dialects.answer import Events, Framing, Renderer, Whole
from sanic_mock.dialects.gemini import envelope, errors, refusals
from sanic_mock.dialects.gemini.ask import Form
from sanic_mock.dialects.gemini.head import HEADS
from sanic_mock.dialects.gemini.kitchen import Kitchen
from sanic_mock.dialects.gemini.layout import ARRAY, EVENTS, WHOLE, JsonLayout
from sanic_mock.dialects.gemini.models import traits
from sanic_mock.dialects.gemini.surface import Surface
from sanic_mock.dialects.vendor import AtOnce, LetIn
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.answers.picks import Pick
from sanic_mock.engine.ask import Ask, Reply
from sanic_mock.engine.content import Body
from sanic_mock.engine.faults.behaviour import Omission
from sanic_mock.engine.refusal import Refusal
from sanic_mock.engine.tokens import ENCODING
from sanic_mock.engine.usage import completion_tokens
from sanic_mock.errors import Problem

A = TypeVar("A", bound=Ask)

# In no JSON does any of these stand within a string, where quotes are escaped.
_FINISH = re.compile(rb'\s*"finishReason": ?"[^"]*",?')
_USAGE = re.compile(rb'\s*"usageMetadata": ?\{(?:[^{}]|\{[^{}]*\})*\},?')
_LAYOUTS: dict[Form, JsonLayout] = {"whole": WHOLE, "events": EVENTS, "array": ARRAY}


class GeminiEndpoint(Generic[A]):
    """Base of the endpoints; each stands for one model in one place.

    Args:
        kitchen: what all endpoints share.
        surface: whose it is.
        model: what its path names.
        method: what it is asked to do.
        is_strict: whether to refuse what Gemini refuses.
        form: in which form it is answered.

    Attributes:
        REHEARSAL: see dialects.vendor.Dialect.
        ENCODING: see dialects.vendor.Dialect.
        NAME: see dialects.vendor.Dialect.
        EMBEDS: whether it is for models that make vectors.
        converses: whether its Asks say what rules see of a request.
    """

    REHEARSAL: tuple[bytes, ...] = ()
    ENCODING: str = ENCODING
    NAME: str = ""
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
        self._named, self._form = model, form
        self._model = kitchen.settings.model or model
        self._head = HEADS[surface.is_vertex]
        self._is_strict = is_strict
        self._seed = kitchen.settings.seed
        self.converses = bool(kitchen.settings.answers)

    def conversing(self) -> Self:
        """See dialects.vendor.Dialect."""
        if self.converses:
            return self
        other = copy(self)
        other.converses = True
        return other

    def no_model(self) -> Problem | None:
        """Return why its model does not answer here, or None."""
        is_served = self._kitchen.serves(self._named)
        is_apt = traits(self._named).embeds == self.EMBEDS or not self._is_strict
        if is_served and is_apt:
            return None
        return errors.no_model(self._surface, self._named, self._method)

    def learn(self, vocabulary: Iterable[bytes]) -> None:
        """See dialects.vendor.Dialect; an event tells more than its piece."""

    def parse(self, body: bytes) -> A:
        """Read a request; raises Problem where Gemini would refuse it."""
        raise NotImplementedError

    def named(self, body: bytes) -> str:
        """See dialects.vendor.Dialect."""
        return self._named

    def asked_model(self, body: bytes) -> str:
        """See dialects.vendor.Dialect."""
        return self._named

    def with_model(self, body: bytes, model: str) -> bytes:
        """See dialects.vendor.Dialect; its path names the model, and no body does."""
        return body

    def conversation(self, body: bytes) -> ConversationView | None:
        """See dialects.vendor.Dialect; where nobody converses there is none."""
        return None

    def whole(self, ask: A, reply: Reply, now_s: int) -> Whole:
        """Render an answer in one piece; `now_s` is the time of day, unix seconds."""
        raise NotImplementedError

    def sliced(self, ask: A, reply: Reply, now_s: int) -> Whole:
        """Render an answer whose text is long."""
        return self.whole(ask, reply, now_s)

    def completion_tokens(self, ask: A, reply: Reply) -> int:
        """See dialects.vendor.Dialect."""
        return completion_tokens(reply)

    def at_once(
        self,
        bodies: Sequence[Body],
        framing: Framing,
        let_in: LetIn | None,
        *,
        is_counted: bool = False,
        pick: Pick | None = None,
    ) -> AtOnce | None:
        """See dialects.vendor.Dialect; few endpoints have one."""
        return None

    def events(self, ask: A, reply: Reply, now_s: int) -> Events:
        """Render an answer as events."""
        raise NotImplementedError

    def without(self, event: bytes, what: Omission) -> bytes:
        """See dialects.vendor.Dialect."""
        return (_FINISH if what == "finish" else _USAGE).sub(b"", event)

    def refused(self, refusal: Refusal, model: str) -> Problem:
        """See dialects.vendor.Dialect."""
        return refusals.refused(refusal, self._surface, model or self._named, self._method)

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


def took_ns(reply: Reply) -> int:
    """Return after how long an answer began."""
    return 0 if reply.plan is None else reply.plan.first_ns
