"""From a profile's file to its layer of values, and from `extends` to a chain of layers.

Every problem of a file is collected before anything is raised.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sanic_mock.errors import SettingsError
from sanic_mock.profile import nodes, schema
from sanic_mock.profile.find import Found, find
from sanic_mock.profile.nearest import suggestion
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.units import show_bytes

_MOST_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Entry:
    """A key's value (None where it could not be read), its origin, and the node for messages."""

    value: Any
    origin: str
    node: ValueNode


@dataclass(slots=True)
class Layer:
    """What one file, the environment or the flags say, by dotted key; and what is wrong there."""

    entries: dict[str, Entry] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def read(self, name: str, node: ValueNode) -> None:
        """Read one key's value, or note why it cannot be read."""
        # a value with a problem stays as None, so that keys which need it are not refused as well
        value = schema.KEYS[name].kind.read(node, self.problems)
        self.entries[name] = Entry(value, node.origin, node)

    def in_order(self) -> list[str]:
        """Return the problems by line."""
        return sorted(self.problems, key=_line)


def read_file(found: Found) -> Layer:
    """Return what one file says, without what it extends.

    Raises:
        SettingsError: it cannot be read or is not YAML.
    """
    root, problems = nodes.parse(_text(found), found.label, found.path.parent)
    layer = Layer(problems=problems)
    if isinstance(root.value, dict):
        _read_mapping(layer, "", root.value)
    elif root.value is not None:
        layer.problems.append(
            f"{root.label}: {root.shown} is not a profile; want a mapping of keys"
        )
    return layer


def chain(found: Found) -> list[Layer]:
    """Return the layers of a profile and all it extends, the one that extends nothing first.

    Raises:
        SettingsError: one of the files cannot be read, or they extend each other.
    """
    layers: list[Layer] = []
    seen: dict[Path, str] = {}
    following: Found | None = found
    while following:
        layer = _read_link(following, layers)
        seen[following.path.resolve()] = following.label
        layers.append(layer)
        following = _extended(layer, following, seen)
    return layers[::-1]


def _read_link(found: Found, children: list[Layer]) -> Layer:
    """Read one file of a chain; what is wrong with it is said where a child names it."""
    try:
        return read_file(found)
    except SettingsError as error:
        pointer = children[-1].entries["extends"].node if children else None
        said = [f"{pointer.label}: {problem}" if pointer else problem for problem in error.problems]
        earlier = [problem for layer in children for problem in layer.in_order()]
        raise SettingsError([*earlier, *said]) from None


def _extended(layer: Layer, here: Found, seen: dict[Path, str]) -> Found | None:
    entry = layer.entries.get("extends")
    if entry is None or entry.value is None:
        return None
    try:
        found = find(entry.value, here)
    except SettingsError as error:
        layer.problems += [entry.node.problem(problem) for problem in error.problems]
        return None
    if found.path.resolve() in seen:
        circle = " -> ".join([*seen.values(), found.label])
        layer.problems.append(entry.node.problem(f"goes in a circle: {circle}"))
        return None
    return found


def _read_mapping(layer: Layer, path: str, entries: dict[str, ValueNode]) -> None:
    known = schema.children(path)
    for word, node in entries.items():
        name = f"{path}.{word}" if path else word
        if word not in known:
            layer.problems.append(node.problem(f"unknown key; {_meant(path, word, known)}"))
        elif name in schema.KEYS:
            layer.read(name, node)
        elif isinstance(node.value, dict):
            _read_mapping(layer, name, node.value)
        else:
            wanted = ", ".join(schema.children(name))
            layer.problems.append(node.problem(f"{node.shown} is not a mapping; want {wanted}"))


def _meant(path: str, word: str, known: list[str]) -> str:
    """Return what was meant by an unknown key: one beside it, or one of that name elsewhere."""
    if "." in word and word in schema.KEYS:
        section, _, leaf = word.rpartition(".")
        return f"want {leaf} inside {section}"
    elsewhere = [name for name in schema.KEYS if name.split(".")[-1] == word]
    if elsewhere:
        return f"nearest is {elsewhere[0]}"
    hint = suggestion(word, known)
    return hint.replace("nearest is ", f"nearest is {path}." if path else "nearest is ")


def _line(problem: str) -> int:
    """Return the number in "profiles/slow.yaml:12: …", 0 where there is none."""
    match = re.match(r".*?:([0-9]+): ", problem)
    return int(match[1]) if match else 0


def _text(found: Found) -> str:
    raw = _bytes(found)
    if len(raw) > _MOST_BYTES:
        raise SettingsError([f"{found.label}: larger than {show_bytes(_MOST_BYTES)}"])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise SettingsError([f"{found.label}:{line}: not UTF-8"]) from None


def _bytes(found: Found) -> bytes:
    """Return a little more than the most allowed, so that a device does not fill the memory."""
    try:
        with found.path.open("rb") as file:
            return file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        problem = "no such file"
    except IsADirectoryError:
        problem = "is a directory; want a file"
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        problem = getattr(error, "strerror", None) or str(error)
    raise SettingsError([f"{found.label}: {problem}"])
