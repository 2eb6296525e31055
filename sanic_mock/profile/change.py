"""What is said of the profile of a server that runs: keys and values, as JSON.

    {"latency": "200ms", "itl": {"token": "10ms"}, "tokens.output": 50, "jitter": null}

Keys are those of a profile, nested or with dots. `null` is none of a value: what the server was
started with counts again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sanic_mock.errors import SettingsError
from sanic_mock.profile.json_nodes import parse_json
from sanic_mock.profile.keys import keys_of_fields
from sanic_mock.profile.layers import Layer
from sanic_mock.profile.mappings import Values, read_mapping
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.schema import KEYS
from sanic_mock.profile.sections.server import OF_SERVER, Settings
from sanic_mock.profile.table import children

#: The origin of what is said while the server runs, and what opens messages about it.
ORIGIN = "control"
MOST_VALUES = 200_000

_FOLLOWED = ("time_scale", "late_budget_s", "observe")
_AT_START = (*OF_SERVER, "limits_store", "limits_url")

#: Keys whose values last as long as the server.
FIXED = keys_of_fields(Settings, {*_AT_START} - {*_FOLLOWED}) | {
    "observe.access_log",
    "observe.otel",
}


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """What somebody says of a running profile.

    Args:
        values: what is to be, by dotted key.
        removed: keys, and mappings of keys, of which nothing is said any more.
    """

    values: Values
    removed: tuple[str, ...] = ()

    def removes(self, name: str) -> bool:
        """Return whether nothing is said of a key any more."""
        return any(name == one or name.startswith(f"{one}.") for one in self.removed)


def read_change(raw: bytes) -> ProfileChange:
    """Return what a body says; raises SettingsError with all that is wrong in it."""
    root, problems = parse_json(raw, ORIGIN, MOST_VALUES)
    if not isinstance(root.value, dict):
        raise SettingsError([f"{root.label}: {root.shown} is not a mapping of keys"])
    nested = _nested(root.value, problems)
    removed = tuple(_removed(nested))
    values = read_mapping(KEYS, _kept(nested), problems)
    if problems:
        raise SettingsError(Layer(problems=problems).in_order())
    return ProfileChange(
        {name: replace(one, origin=ORIGIN) for name, one in values.items()}, removed
    )


def _nested(entries: dict[str, ValueNode], problems: list[str]) -> dict[str, ValueNode]:
    """Return a mapping whose known keys with dots are mappings in mappings."""
    nested: dict[str, ValueNode] = {}
    for word, node in entries.items():
        first, _, rest = word.partition(".")
        if rest and any(word == name or name.startswith(f"{word}.") for name in KEYS):
            node = replace(node, value=_nested({rest: node}, problems)) if rest else node
        else:
            first = word
        nested[first] = _joined(nested[first], node, problems) if first in nested else node
    return nested


def _joined(one: ValueNode, other: ValueNode, problems: list[str]) -> ValueNode:
    if not isinstance(one.value, dict) or not isinstance(other.value, dict):
        problems.append(other.problem(f"given twice; first at {one.label}"))
        return one
    joined = dict(one.value)
    for word, node in other.value.items():
        joined[word] = _joined(joined[word], node, problems) if word in joined else node
    return replace(one, value=joined)


def _removed(entries: dict[str, ValueNode], path: str = "") -> Iterator[str]:
    """Yield the known keys, and mappings of keys, that are nothing."""
    for word, node in entries.items():
        name = f"{path}{word}"
        if node.value is None and word in children(KEYS, path.rstrip(".")):
            yield name
        elif isinstance(node.value, dict) and name not in KEYS:
            yield from _removed(node.value, f"{name}.")


def _kept(entries: dict[str, ValueNode], path: str = "") -> dict[str, ValueNode]:
    """Return a mapping without those."""
    kept: dict[str, ValueNode] = {}
    known = children(KEYS, path.rstrip("."))
    for word, node in entries.items():
        if node.value is None and word in known:
            continue
        if isinstance(node.value, dict) and f"{path}{word}" not in KEYS:
            node = replace(node, value=_kept(node.value, f"{path}{word}."))
        kept[word] = node
    return kept
