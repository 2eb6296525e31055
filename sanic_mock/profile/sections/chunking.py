"""How tokens are put into events, and events into writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from sanic_mock.distributions import Distribution
from sanic_mock.profile.amounts import DurationKind
from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.dist import COUNT, TIME
from sanic_mock.profile.keys import fill, key
from sanic_mock.profile.kinds import BoolKind, ChoiceKind

ChunkMode = Literal["token", "tokens", "clock", "burst", "full"]

_MODE, _CLOCK, _BURST = "chunking.mode", ("clock",), ("burst",)


@dataclass(frozen=True, slots=True)
class Chunking:
    """How tokens are put into SSE events, and events into writes."""

    # an engine's clock emits each token by itself
    mode: ChunkMode = key(
        _MODE,
        ChoiceKind(get_args(ChunkMode)),
        "what one event of a stream holds",
        "token",
        idle_beside=(("load.model", "step"),),
    )
    tokens_per_chunk: Distribution | None = key(
        "chunking.tokens_per_chunk",
        COUNT,
        "tokens in one event",
        switch=_MODE,
        only_with=("tokens", "burst"),
        required_for=("tokens",),
    )
    first: Distribution | None = key(
        "chunking.first",
        COUNT,
        "tokens in a stream's first event; if not given, as in any other",
        switch=_MODE,
        only_with=("tokens", "clock", "burst"),
    )
    clock_s: float = key(
        "chunking.clock",
        DurationKind(1e-4),
        "events leave at multiples of this",
        switch=_MODE,
        only_with=_CLOCK,
        required_for=_CLOCK,
        unset=0.0,
    )
    burst_records: Distribution | None = key(
        "chunking.burst.records",
        COUNT,
        "events in one burst",
        switch=_MODE,
        only_with=_BURST,
        required_for=_BURST,
    )
    burst_gap: Distribution | None = key(
        "chunking.burst.gap",
        TIME,
        "pause between bursts",
        switch=_MODE,
        only_with=_BURST,
        required_for=_BURST,
    )
    obfuscation: bool = key("chunking.obfuscation", BoolKind(), "pad chunks as OpenAI does", True)


def build_chunking(chosen: ChosenValues) -> Chunking:
    """Return how tokens become events."""
    return fill(Chunking, chosen)
