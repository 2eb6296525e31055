"""A running profile as JSON: what somebody would say to have it once more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.mappings import KeyValue
from sanic_mock.profile.nodes import ValueNode, parse
from sanic_mock.profile.schema import KEYS
from sanic_mock.profile.sections import about
from sanic_mock.profile.show import is_shown

_OF_PRESET = "preset "


def spoken(chosen: ChosenValues) -> dict[str, Any]:
    """Return what was said of a profile, nested; what is secret is left out."""
    values: dict[str, Any] = {}
    for name, one in chosen.values.items():
        if not (
            KEYS[name].kind.is_secret or one.origin.startswith(_OF_PRESET) or name == "extends"
        ):
            _put(values, name, _plain_value(one))
    return values


def every(chosen: ChosenValues) -> dict[str, Any]:
    """Return all keys that take part with their values, as a profile would say them, nested."""
    values: dict[str, Any] = {}
    for key in KEYS.values():
        if key.name in about.KEYS or key.kind.is_secret or not is_shown(chosen, key):
            continue
        given = chosen.values.get(key.name)
        if key.name == "seed" and given is None:
            _put(values, key.name, chosen.start.seed)
            continue
        shown = None if chosen(key.name) is None else key.kind.show(chosen(key.name))
        _put(values, key.name, shown if given is None else _plain_value(given))
    return values


def _put(values: dict[str, Any], name: str, value: object) -> None:
    *path, last = name.split(".")
    for word in path:
        values = values.setdefault(word, {})
    values[last] = value


def _plain_value(one: KeyValue) -> Any:
    value, node = one.value, one.node
    is_list = isinstance(value, tuple) and not any(item.node is node for item in _entries(value))
    if is_list and all(isinstance(item, ListEntry) for item in value):
        return [plain(item.node) for item in value]
    if isinstance(value, tuple) and all(isinstance(item, str) for item in value):
        return list(value)
    return plain(node)


def _entries(value: tuple[Any, ...]) -> Iterator[ListEntry[Any]]:
    return (item for item in value if isinstance(item, ListEntry))


def plain(node: ValueNode) -> Any:
    """Return a value without the places where it was given."""
    if isinstance(node.value, dict):
        return {word: plain(one) for word, one in node.value.items()}
    if isinstance(node.value, list):
        return [plain(one) for one in node.value]
    if node.loose and isinstance(node.value, str):  # as a file would have it: 0.1 is a number
        return parse(node.text, node.label)[0].value
    return node.value
