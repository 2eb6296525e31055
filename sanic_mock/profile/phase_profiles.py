"""The profiles that phases name: read with the one that names them, and wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import NamedTuple

from sanic_mock.errors import SettingsError
from sanic_mock.profile import files, find
from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.find import ProfileFile
from sanic_mock.profile.layers import Layer
from sanic_mock.profile.mappings import Values, given
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.sections.phases import Phase
from sanic_mock.profile.sections.server import OF_SERVER, Settings

# The keys of what is the server's, whichever profile answers.
_OF_SERVER = (
    "phases",
    *(one.metadata["key"].name for one in fields(Settings) if one.name in OF_SERVER),
)
_SECTIONS_OF_SERVER = ("scenario.", "start.")


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
        yield _read(word, entry.node_of("profile"))


def _read(word: str, node: ValueNode) -> PhaseProfile:
    try:
        layers = files.chain(find.find(word, _file_of(node, word)))
    except SettingsError as error:
        return PhaseProfile(word, [], [node.problem(one) for one in error.problems])
    except ValueError as error:
        return PhaseProfile(word, [], [node.problem(str(error))])
    given = layers[-1]
    for name, one in given.values.items():
        if _is_of_server(name):
            given.problems.append(one.node.problem("does nothing in a profile that is a phase"))
    for layer in layers:
        layer.values = of_phase(layer.values)
    return PhaseProfile(word, layers, [])


def of_phase(values: Values) -> Values:
    """Return values without those that are the server's, whichever profile answers."""
    return {name: one for name, one in values.items() if not _is_of_server(name)}


def _file_of(node: ValueNode, word: str) -> ProfileFile | None:
    """Return the file in which a value stands, as far as paths beside it need it."""
    if not find.is_path(word):
        return None
    label, _, _ = node.origin.rpartition(":")
    return ProfileFile(node.folder_of(word) / label, label)


def _is_of_server(name: str) -> bool:
    return name in _OF_SERVER or name.startswith(_SECTIONS_OF_SERVER)
