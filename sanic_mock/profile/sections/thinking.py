"""What a model thinks before it answers, and what a client sees meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from sanic_mock.distributions import Distribution
from sanic_mock.profile.amounts import DurationKind
from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.dist import COUNT_OR_NONE
from sanic_mock.profile.keys import fill, key
from sanic_mock.profile.kinds import ChoiceKind

Silence = Literal["silent", "comments", "pings", "summary"]

#: The keys that say how much is thought; they are one, under two names.
THOUGHT = ("tokens.reasoning", "thinking.tokens")

_SILENCE = "thinking.silence"


@dataclass(frozen=True, slots=True)
class Thinking:
    """What a stream shows while hidden tokens are made, every so often (s)."""

    tokens: Distribution | None = key(
        THOUGHT[1],
        COUNT_OR_NONE,
        "hidden tokens, as `tokens.reasoning`",
        idle_beside=((THOUGHT[0], None),),
    )
    # an engine's own clock emits hidden tokens: nobody knows beforehand for how long
    silence: Silence = key(
        _SILENCE,
        ChoiceKind(get_args(Silence)),
        "what a stream shows meanwhile: nothing, comments, Anthropic's pings, or the summary that "
        "a request to Responses asks for, as it is made",
        "silent",
        switch=" or ".join(THOUGHT),
        idle_beside=(("load.model", "step"),),
    )
    every_s: float | None = key(
        "thinking.every",
        DurationKind(1e-3),
        "time between two of them; the parts of a summary are spread evenly if it is not given",
        switch=_SILENCE,
        only_with=("comments", "pings", "summary"),
        required_for=("comments", "pings"),
    )


def build_thinking(chosen: ChosenValues) -> Thinking:
    """Return what is shown of thought."""
    return fill(Thinking, chosen)
