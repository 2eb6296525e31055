"""The profiles that phases name: read with the one that names them, and wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.keys import keys_of_fields
from sanic_mock.profile.layers import Layer
from sanic_mock.profile.mappings import Values, given
from sanic_mock.profile.named_layers import read_profile
from sanic_mock.profile.sections.phases import Phase
from sanic_mock.profile.sections.server import OF_SERVER, Settings

# The keys of what is the server's, whichever profile answers.
_OF_SERVER = {"phases", "match", "backends", *keys_of_fields(Settings, OF_SERVER)}
_SECTIONS_OF_SERVER = ("scenario.", "start.")
_IDLE = "does nothing in a profile that is a phase"


class PhaseProfile(NamedTuple):
    """A profile that a phase names.

    Attributes:
        word: as the phase has it.
        layers: those of its file and of what that extends; none where they cannot be read.
        problems: why.
    """

    word: str
    layers: list[Layer]
    problems: list[str]


def phase_profiles(values: Values) -> Iterator[PhaseProfile]:
    """Yield each profile that the phases of another one name, once."""
    entries: tuple[ListEntry[Phase], ...] = given(values, "phases") or ()
    named = {one.value.profile: one for one in reversed(entries) if one.value.profile}
    for word, entry in reversed(named.items()):
        problems: list[str] = []
        node = entry.node_of("profile")
        yield PhaseProfile(word, read_profile(word, node, _is_of_server, _IDLE, problems), problems)


def of_phase(values: Values) -> Values:
    """Return values without those that are the server's, whichever profile answers."""
    return {name: one for name, one in values.items() if not _is_of_server(name)}


def _is_of_server(name: str) -> bool:
    return name in _OF_SERVER or name.startswith(_SECTIONS_OF_SERVER)
