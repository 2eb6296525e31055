"""OpenAI's endpoints as another service has them: what is read is OpenAI's, what is told is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from sanic_mock.dialects.answer import Events, Renderer, Whole
from sanic_mock.dialects.in_time import in_time_by
from sanic_mock.dialects.openai.based_endpoint import BasedEndpoint
from sanic_mock.dialects.openai.chat.dialect import Chat
from sanic_mock.dialects.openai.endpoint import Endpoint
from sanic_mock.dialects.openai.flavours import errors, stream
from sanic_mock.dialects.openai.flavours.at_once import ServiceSteps, compile_render
from sanic_mock.dialects.openai.flavours.chunks import ChunkLayout
from sanic_mock.dialects.openai.flavours.flavour import Flavour
from sanic_mock.dialects.openai.flavours.heads import ServiceHead
from sanic_mock.dialects.openai.flavours.whole import WholeLayout
from sanic_mock.dialects.openai.http import EVENTS, JSON
from sanic_mock.dialects.openai.running_usage import with_running_usage
from sanic_mock.dialects.vendor import AtOnce, InTime, ShortWay
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.refusal import Refusal
from sanic_mock.engine.reply import Reply
from sanic_mock.errors import Problem


class ServiceEndpoint(BasedEndpoint):
    """One endpoint of a service; see dialects.vendor.Dialect.

    Args:
        flavour: the service.
        endpoint: OpenAI's, lenient: each service has parameters of its own.
    """

    def __init__(self, flavour: Flavour, endpoint: Endpoint[Any]) -> None:
        super().__init__(endpoint)
        self._flavour = flavour
        self._head = ServiceHead(flavour)

    def whole(self, ask: Ask, reply: Reply, now_s: int) -> Whole:
        """Render an answer in one piece: the endpoint's own, under the service's head."""
        answer = self._endpoint.whole(ask, reply, now_s)
        return msgspec.structs.replace(answer, fields=self._head.fields(JSON, reply, now_s))

    def events(self, ask: Ask, reply: Reply, now_s: int) -> Events:
        """Render an answer as events: the endpoint's own."""
        answer = self._endpoint.events(ask, reply, now_s)
        return msgspec.structs.replace(answer, fields=self._head.fields(EVENTS, reply, now_s))

    def refused(self, refusal: Refusal, model: str) -> Problem:
        """Word a refusal of a request for a model."""
        problem = self._endpoint.refused(refusal, model)
        return errors.NumberedProblem(problem) if refusal.status else problem

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """Render an error in the service's words."""
        return errors.rendered(self._flavour, self._head, problem, digest, now_s)

    def stream_error(self, problem: Problem, digest: bytes, renderer: Renderer, sent: int) -> bytes:
        """See dialects.vendor.Dialect."""
        return errors.event(self._flavour, problem, digest) + renderer.end


class ServiceChat(ServiceEndpoint):
    """Chat completions of a service.

    Args:
        flavour: the service.
        endpoint: OpenAI's.
        thought_member: where messages show the reasoning; "" for nowhere.
    """

    def __init__(self, flavour: Flavour, endpoint: Chat, thought_member: str) -> None:
        super().__init__(flavour, endpoint)
        self._chat = endpoint
        self._whole = WholeLayout(flavour, thought_member)
        self._chunks = ChunkLayout(flavour, thought_member)
        self._running: ChunkLayout | None = None
        if flavour.chunks.running_usage:
            self._running = ChunkLayout(_with_null_usage(flavour), thought_member)

    def whole(self, ask: Ask, reply: Reply, now_s: int) -> Whole:
        """Render an answer in one piece."""
        fields = self._head.fields(JSON, reply, now_s)
        return Whole(200, fields, self._whole.answer(reply, ask.model, now_s))

    def at_once(self, wanted: ShortWay) -> AtOnce | None:
        """See dialects.vendor.Dialect; where OpenAI's has a short way."""
        steps = ServiceSteps(self._flavour, self._whole, self._head)
        return self._chat.at_once_by(wanted, compile_render(steps, wanted))

    def in_time(self, wanted: ShortWay) -> InTime | None:
        """See dialects.vendor.Dialect."""
        return in_time_by(self.at_once, wanted)

    def events(self, ask: Ask, reply: Reply, now_s: int) -> Events:
        """Render an answer as events."""
        fields = self._head.fields(self._flavour.heads.events, reply, now_s)
        if self._running is None or not (ask.usage_running and ask.usage_wanted):
            return stream.events(self._chunks, fields, ask, reply, ask.model, now_s)
        events = stream.events(self._running, fields, ask, reply, ask.model, now_s)
        return with_running_usage(events, reply, reply.choices, self._flavour.chunks.running_usage)


def _with_null_usage(flavour: Flavour) -> Flavour:
    """Return a service whose chunks have a place for the usage up to each of them."""
    return replace(flavour, chunks=replace(flavour.chunks, tail={"usage": None}))
