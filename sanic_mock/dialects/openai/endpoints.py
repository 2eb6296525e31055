"""OpenAI's endpoints that a model answers, as several vendors stand on them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sanic_mock.dialects.openai.chat.dialect import Chat
from sanic_mock.dialects.openai.completions.dialect import Completions
from sanic_mock.dialects.openai.embeddings.dialect import Embeddings
from sanic_mock.dialects.openai.endpoint import Endpoint
from sanic_mock.dialects.openai.moderations.dialect import Moderations
from sanic_mock.dialects.openai.responses.dialect import Responses
from sanic_mock.dialects.operation import State

# By what follows the prefix of their path.
_KINDS: dict[str, type[Endpoint[Any]]] = {
    "/chat/completions": Chat,
    "/completions": Completions,
    "/embeddings": Embeddings,
    "/moderations": Moderations,
    "/responses": Responses,
}
SUFFIXES = tuple(_KINDS)


class Endpoints:
    """The endpoints of one server: `state.part(Endpoints)`."""

    def __init__(self, state: State) -> None:
        self._default = state.settings.mode
        strict = {suffix: kind(state) for suffix, kind in _KINDS.items()}
        lenient = {suffix: one.lenient() for suffix, one in strict.items()}
        self._by_mode = {"strict": strict, "lenient": lenient}

    def every(self) -> Iterable[Endpoint[Any]]:
        """Return each endpoint, as it is unless a request asks for another mode."""
        return self._by_mode[self._default].values()

    def find(self, suffix: str, mode: str) -> Endpoint[Any]:
        """Return the endpoint of a suffix; an unknown mode is strict, and refused elsewhere."""
        return self._by_mode.get(mode, self._by_mode["strict"])[suffix]
