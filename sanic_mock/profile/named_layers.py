"""Profiles that another one names: read with it, and wrong with it."""

from __future__ import annotations

from collections.abc import Callable

from sanic_mock.errors import SettingsError
from sanic_mock.profile import files, find
from sanic_mock.profile.find import ProfileFile
from sanic_mock.profile.layers import Layer
from sanic_mock.profile.nodes import ValueNode


def read_profile(
    word: str, node: ValueNode, is_idle: Callable[[str], bool], why: str, problems: list[str]
) -> list[Layer]:
    """Return the layers of a profile and of what it extends; none where they cannot be read.

    Args:
        word: the profile, as it is named.
        node: where that is.
        is_idle: says of a key whether it does nothing there; it is left out.
        why: what is wrong where the profile's own file gives one.
        problems: what is wrong of the word is added here.
    """
    try:
        layers = files.chain(find.find(word, _file_of(node, word)))
    except SettingsError as error:
        problems += [node.problem(one) for one in error.problems]
        return []
    except ValueError as error:
        problems.append(node.problem(str(error)))
        return []
    own = layers[-1]
    own.problems += [one.node.problem(why) for name, one in own.values.items() if is_idle(name)]
    for layer in layers:
        layer.values = {name: one for name, one in layer.values.items() if not is_idle(name)}
    return layers


def _file_of(node: ValueNode, word: str) -> ProfileFile | None:
    """Return the file in which a value stands, as far as paths beside it need it."""
    if not find.is_path(word):
        return None
    label, _, _ = node.origin.rpartition(":")
    return ProfileFile(node.folder_of(word) / label, label)
