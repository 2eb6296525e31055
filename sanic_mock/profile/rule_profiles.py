"""The values that rules of traffic lead to: another profile's, or some over the one that runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.layers import Layer
from sanic_mock.profile.mappings import Values, given, read_mapping
from sanic_mock.profile.named_layers import read_profile
from sanic_mock.profile.schema import KEYS
from sanic_mock.profile.sections import about
from sanic_mock.profile.sections.match.entry import TrafficEntry
from sanic_mock.profile.sections.server import OF_CONNECTION, OF_SERVER, Settings

# Keys and sections that are the server's, whichever rule leads to whom.
_OF_SERVER = frozenset(
    (
        "match",
        *(
            one.metadata["key"].name
            for one in fields(Settings)
            if one.name in (*OF_SERVER, *OF_CONNECTION) and "key" in one.metadata
        ),
    )
)
_SECTIONS_OF_SERVER = ("start.", "steering.")
_IDLE = "is the server's, and does nothing in a profile that a rule names"


def traffic_rules(values: Values) -> Sequence[ListEntry[TrafficEntry]]:
    """Return the rules that values have."""
    return given(values, "match") or ()


def rule_layers(
    entry: ListEntry[TrafficEntry], running: Values, over: Sequence[Layer], problems: list[str]
) -> list[Layer]:
    """Return the layers of what a rule leads to; none where they cannot be read.

    Args:
        entry: the rule.
        running: the values that run.
        over: what goes before those of any profile.
        problems: what is wrong is added here.
    """
    rule = entry.value
    if rule.profile is not None:
        node = entry.node_of("profile")
        layers = read_profile(rule.profile, node, is_of_server, _IDLE, problems)
        return [*layers, *map(_of_rule, over)] if layers else []
    if rule.values is None:
        return []
    return [Layer(without_server(running)), _piece(rule, problems)]


def without_server(values: Values) -> Values:
    """Return values without those that are the server's."""
    return {name: one for name, one in values.items() if not is_of_server(name)}


def is_of_server(name: str) -> bool:
    """Return whether a key's value is the server's, whichever rule leads to whom."""
    return name in _OF_SERVER or name.startswith(_SECTIONS_OF_SERVER)


def _piece(rule: TrafficEntry, problems: list[str]) -> Layer:
    assert rule.values is not None
    assert isinstance(rule.values.value, dict)
    layer = Layer()
    read = read_mapping(KEYS, rule.values.value, layer.problems)
    for name, one in read.items():
        if is_of_server(name) or name in about.KEYS:
            why = "says nothing" if name in about.KEYS else "is the server's, and does nothing"
            layer.problems.append(one.node.problem(f"{why} in a rule"))
        else:
            layer.values[name] = one
    return layer


def _of_rule(layer: Layer) -> Layer:
    """Return what a layer says of a rule's profile, whatever was wrong with it elsewhere."""
    return Layer(without_server(layer.values))
