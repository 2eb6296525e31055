"""Kinds of values that only networks have: handshakes, and jitter with its correlation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sanic_mock.distributions import Constant, Distribution, Uniform
from sanic_mock.profile.amounts import NumberKind, WholeKind
from sanic_mock.profile.dist import TIME
from sanic_mock.profile.kinds import BoolKind
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.table import Kind

_CORRELATION = NumberKind(0, 1)
_WORD = "correlation"


class HandshakeKind(Kind["bool | int"]):
    """Whether there is a handshake, or the number of its round trips."""

    _round_trips = WholeKind(0, 10)

    def parse(self, node: ValueNode) -> bool | int:
        if isinstance(node.value, bool):
            return node.value
        if not isinstance(node.value, int):
            raise self.wrong(node, "a handshake")
        return int(self._round_trips.parse(node))

    def json_schema(self) -> dict[str, Any]:
        return {"anyOf": [BoolKind().json_schema(), self._round_trips.json_schema()]}

    def describe(self) -> str:
        return f"true, false, or {self._round_trips.describe()}"

    def show(self, value: bool | int) -> str:
        return str(value).lower()


@dataclass(frozen=True, slots=True)
class NetworkJitter:
    """Delays d_k = r d_(k-1) + (1 - r) e_k, each e_k a draw of `dist` (s), r the correlation."""

    dist: Distribution
    correlation: float = 0.0


class JitterKind(Kind[NetworkJitter]):
    """A distribution of times, with a correlation beside it; a plain time is uniform up to it."""

    def read(self, node: ValueNode, problems: list[str]) -> NetworkJitter | None:
        """Return the jitter; each parameter's problem is at its own line."""
        if not isinstance(node.value, dict):
            return self._plain(node, problems)
        own = {word: one for word, one in node.value.items() if word != _WORD}
        dist = TIME.read(replace(node, value=own), problems)
        given = node.value.get(_WORD)
        correlation = 0.0 if given is None else _CORRELATION.read(given, problems)
        if dist is None or correlation is None:
            return None
        return NetworkJitter(dist, correlation)

    def json_schema(self) -> dict[str, Any]:
        drawn = TIME.definition()["anyOf"]
        correlation = {_WORD: _CORRELATION.json_schema()}
        with_own = [{**one, "properties": one["properties"] | correlation} for one in drawn]
        return {"anyOf": [TIME.json_schema()["anyOf"][0], *with_own]}

    def describe(self) -> str:
        return f"{TIME.describe()[:-1]}, {_WORD}: {_CORRELATION.describe()}}}"

    def show(self, value: NetworkJitter) -> str:
        shown = TIME.show(value.dist)
        return f"{shown}, {_WORD} {value.correlation:g}" if value.correlation else shown

    def _plain(self, node: ValueNode, problems: list[str]) -> NetworkJitter | None:
        dist = TIME.read(node, problems)
        return NetworkJitter(Uniform(0.0, dist.value)) if isinstance(dist, Constant) else None
