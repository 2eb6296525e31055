"""From a profile's file to its layer of values, and from `extends` to a chain of layers.

Every problem of a file is collected before anything is raised. Links are followed by realpath:
before Python 3.13 `Path.resolve` raises where they go in a circle.
"""

from __future__ import annotations

from os.path import realpath
from pathlib import Path

from sanic_mock.errors import SettingsError
from sanic_mock.profile import nodes
from sanic_mock.profile.find import ProfileFile, find
from sanic_mock.profile.layers import Layer
from sanic_mock.profile.mappings import read_mapping
from sanic_mock.profile.opened import note_file
from sanic_mock.profile.schema import KEYS
from sanic_mock.units import show_bytes

_MOST_BYTES = 2**20


def read_file(profile: ProfileFile) -> Layer:
    """Return a profile's own layer, without what it extends.

    Raises:
        SettingsError: it cannot be read or is not YAML.
    """
    return read_text(_text(profile), profile.label, profile.path.parent)


def read_text(text: str, label: str, folder: Path = Path()) -> Layer:
    """Return what a profile's text says; raises SettingsError where it is not YAML.

    Args:
        text: of the profile.
        label: what opens messages about it.
        folder: where its relative paths start.
    """
    root, problems = nodes.parse(text, label, folder)
    layer = Layer(problems=problems)
    if isinstance(root.value, dict):
        layer.values = read_mapping(KEYS, root.value, layer.problems)
    elif root.value is not None:
        layer.problems.append(
            f"{root.label}: {root.shown} is not a profile; want a mapping of keys"
        )
    return layer


def chain(profile: ProfileFile) -> list[Layer]:
    """Return the layers of a profile and all it extends, the one that extends nothing first.

    Raises:
        SettingsError: one of the files cannot be read, or they extend each other.
    """
    return [layer for _, layer in _links(profile)]


def chain_files(profile: ProfileFile) -> list[ProfileFile]:
    """Return the files of these layers; raises likewise."""
    return [file for file, _ in _links(profile)]


def _links(profile: ProfileFile) -> list[tuple[ProfileFile, Layer]]:
    links: list[tuple[ProfileFile, Layer]] = []
    seen: dict[str, str] = {}
    following: ProfileFile | None = profile
    while following:
        layer = _read_link(following, [one for _, one in links])
        seen[realpath(following.path)] = following.label
        links.append((following, layer))
        following = _extended(layer, following, seen)
    return links[::-1]


def _read_link(profile: ProfileFile, children: list[Layer]) -> Layer:
    """Read one file of a chain; its problems stand at the line where a child names it."""
    try:
        return read_file(profile)
    except SettingsError as error:
        pointer = children[-1].values["extends"].node if children else None
        own = [f"{pointer.label}: {problem}" if pointer else problem for problem in error.problems]
        earlier = [problem for layer in children for problem in layer.in_order()]
        raise SettingsError([*earlier, *own]) from None


def _extended(layer: Layer, here: ProfileFile, seen: dict[str, str]) -> ProfileFile | None:
    entry = layer.values.get("extends")
    if entry is None or entry.value is None:
        return None
    try:
        profile = find(entry.value, here)
    except SettingsError as error:
        layer.problems += [entry.node.problem(problem) for problem in error.problems]
        return None
    if realpath(profile.path) in seen:
        circle = " -> ".join([*seen.values(), profile.label])
        layer.problems.append(entry.node.problem(f"goes in a circle: {circle}"))
        return None
    return profile


def _text(profile: ProfileFile) -> str:
    raw = _bytes(profile)
    if len(raw) > _MOST_BYTES:
        raise SettingsError([f"{profile.label}: larger than {show_bytes(_MOST_BYTES)}"])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise SettingsError([f"{profile.label}:{line}: not UTF-8"]) from None


def _bytes(profile: ProfileFile) -> bytes:
    """Return a little more than the most allowed, so that a device does not fill the memory."""
    note_file(profile.path)
    try:
        if not Path(realpath(profile.path)).is_fifo():  # of <(…) a shell makes what has no name
            with profile.path.open("rb") as raw:
                return raw.read(_MOST_BYTES + 1)
        problem = "is a named pipe, which nobody may ever write to; want a file"
    except FileNotFoundError:
        problem = "no such file"
    except IsADirectoryError:
        problem = "is a directory; want a file"
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        problem = getattr(error, "strerror", None) or str(error)
    raise SettingsError([f"{profile.label}: {problem}"])
