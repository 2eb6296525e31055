"""OpenAI's endpoints that a model answers, as several vendors stand on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from sanic_mock.dialects.openai.chat.dialect import Chat
from sanic_mock.dialects.openai.completions.dialect import Completions
from sanic_mock.dialects.openai.embeddings.dialect import Embeddings
from sanic_mock.dialects.openai.endpoint import Endpoint
from sanic_mock.dialects.openai.moderations.dialect import Moderations
from sanic_mock.dialects.openai.responses.dialect import Responses
from sanic_mock.dialects.openai.wire import WIRES
from sanic_mock.dialects.operation import State
from sanic_mock.profile.sections.answering import WireMonth

# By what follows the prefix of their path.
_KINDS: dict[str, type[Endpoint[Any]]] = {
    "/chat/completions": Chat,
    "/completions": Completions,
    "/embeddings": Embeddings,
    "/moderations": Moderations,
    "/responses": Responses,
}
SUFFIXES = tuple(_KINDS)


_ByMode = dict[str, dict[str, Endpoint[Any]]]


class Endpoints:
    """The endpoints of one server: `state.part(Endpoints)`."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._default = state.settings.mode
        self._by_mode = _by_mode(state)
        self._by_wire: dict[str, _ByMode] = {state.settings.wire: self._by_mode}

    def every(self) -> Iterable[Endpoint[Any]]:
        """Return each endpoint, as it is unless a request asks for another mode."""
        return self._by_mode[self._default].values()

    def find(self, suffix: str, mode: str, wire: str | None = None) -> Endpoint[Any]:
        """Return the endpoint of a suffix; what is not known is as usual, and refused elsewhere.

        Args:
            suffix: what follows the prefix of a path.
            mode: strict, or lenient.
            wire: the month until which its wire was so; None for the server's.
        """
        by_mode = self._by_mode if wire is None else self._of(wire)
        return by_mode.get(mode, by_mode["strict"])[suffix]

    def _of(self, wire: str) -> _ByMode:
        """Return the endpoints of another wire, which are made when they are first asked for."""
        found = self._by_wire.get(wire)
        if found is None and wire in WIRES:
            settings = replace(self._state.settings, wire=cast(WireMonth, wire))
            found = self._by_wire[wire] = _by_mode(replace(self._state, settings=settings))
        return found or self._by_mode


def _by_mode(state: State) -> _ByMode:
    strict = {suffix: kind(state) for suffix, kind in _KINDS.items()}
    lenient = {suffix: one.lenient() for suffix, one in strict.items()}
    return {"strict": strict, "lenient": lenient}
