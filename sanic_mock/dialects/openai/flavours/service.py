"""One service for one server: its endpoints, made by the first request for each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.openai.chat.dialect import Chat
from sanic_mock.dialects.openai.endpoint import Endpoint
from sanic_mock.dialects.openai.endpoints import Endpoints
from sanic_mock.dialects.openai.flavours import errors
from sanic_mock.dialects.openai.flavours.endpoints import ServiceChat, ServiceEndpoint
from sanic_mock.dialects.openai.flavours.flavour import Flavour
from sanic_mock.dialects.openai.flavours.heads import ServiceHead
from sanic_mock.dialects.operation import State
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings


class Service:
    """One service for one server.

    Args:
        flavour: what it tells otherwise than OpenAI.
        state: of the server.

    Attributes:
        flavour: the same.
    """

    def __init__(self, flavour: Flavour, state: State) -> None:
        self.flavour = flavour
        settings = flavoured(state.settings, flavour)
        self._endpoints = Endpoints(replace(state, settings=settings))
        shown = settings.reasoning_in_chat
        self._thought_member = flavour.thought_member if shown == "none" else shown
        self._head = ServiceHead(flavour)
        self._known: dict[str, ServiceEndpoint] = {}

    def endpoint(self, suffix: str) -> ServiceEndpoint:
        """Return who answers behind a suffix; made by the first who asks."""
        return self._known.get(suffix) or self._new(suffix)

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """Render an error that no endpoint was asked about."""
        return errors.rendered(self.flavour, self._head, problem, digest, now_s)

    def _new(self, suffix: str) -> ServiceEndpoint:
        endpoint = self._endpoints.find(suffix, "lenient")
        self._known[suffix] = made = self._made(endpoint)
        return made

    def _made(self, endpoint: Endpoint[Any]) -> ServiceEndpoint:
        if isinstance(endpoint, Chat):
            return ServiceChat(self.flavour, endpoint, self._thought_member)
        return ServiceEndpoint(self.flavour, endpoint)


def flavoured(settings: Settings, flavour: Flavour) -> Settings:
    """Return settings with what a service has by default where the profile says nothing."""
    said = {name for name, origin in settings.origins if origin != "default"}
    every = {"reasoning_in_chat": flavour.thought_member, **flavour.defaults}
    defaults = {name: one for name, one in every.items() if name not in said}
    return replace(settings, **defaults)
