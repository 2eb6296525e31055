"""What of a request may say who answers it, beside the profile's own rules."""

from __future__ import annotations

from dataclasses import dataclass

from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.keys import fill, key
from sanic_mock.profile.kinds import BoolKind


@dataclass(frozen=True, slots=True)
class Steering:
    """The ways, each of which may be closed; where all are, nobody looks for any."""

    prefixes: bool = key(
        "steering.prefixes",
        BoolKind(),
        "`/p/NAME/v1/…` is answered by the profile NAME, `/b/N/v1/…` by a backend",
        True,
    )
    keys: bool = key("steering.keys", BoolKind(), "so is the API key `sk-mock-NAME-…`", True)
    headers: bool = key(
        "steering.headers",
        BoolKind(),
        "and the field `x-mock-profile`; others ask for times and the like",
        True,
    )
    suffixes: bool = key(
        "steering.suffixes", BoolKind(), "so does what is behind a model's name: `gpt-4o@…`", True
    )
    phrases: bool = key(
        "steering.phrases", BoolKind(), "and a prompt: `[[mock: text=Hello; ttft=300ms]]`", True
    )


def build_steering(chosen: ChosenValues) -> Steering:
    """Return the ways that are open."""
    return fill(Steering, chosen)
