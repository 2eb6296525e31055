"""How many tokens an answer has."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sanic_mock.distributions import Distribution
from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.dist import COUNT, COUNT_OR_NONE
from sanic_mock.profile.keys import fill, key
from sanic_mock.profile.sections.thinking import THOUGHT


@dataclass(frozen=True, slots=True)
class Tokens:
    """How many tokens an answer has; None leaves the length of the text as it is."""

    output: Distribution | None = key(
        "tokens.output", COUNT, "tokens of an answer, before the request's own cap"
    )
    reasoning: Distribution | None = key(
        "tokens.reasoning", COUNT_OR_NONE, "hidden tokens, which take time and are counted"
    )


def build_tokens(chosen: ChosenValues) -> Tokens:
    """Return the lengths of answers."""
    own = fill(Tokens, chosen)
    thought = chosen(THOUGHT[1])
    return own if thought is None else replace(own, reasoning=thought)
