"""The values of whoever answers beside the profile that runs: rules lead there, or a path does.

They are another profile's, or some over those that run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.layers import Layer
from sanic_mock.profile.mappings import Values, given, read_mapping
from sanic_mock.profile.named_layers import read_profile
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.schema import KEYS, OF_SERVER_KEYS
from sanic_mock.profile.sections import about
from sanic_mock.profile.sections.backends import BackendEntry
from sanic_mock.profile.sections.match.entry import NOT_IN_RULES, TrafficEntry

_IDLE = "is the server's, and does nothing in a profile that {who} names"

# Says of a key whether its value is the server's.
IsOfServer = Callable[[str], bool]


def traffic_rules(values: Values) -> Sequence[ListEntry[TrafficEntry]]:
    """Return the rules that values have."""
    return given(values, "match") or ()


def backends(values: Values) -> Sequence[ListEntry[BackendEntry]]:
    """Return the backends that values have."""
    return given(values, "backends") or ()


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
    return _layers(entry, running, over, _is_of_rules_server, "a rule", problems)


def backend_layers(
    entry: ListEntry[BackendEntry], running: Values, over: Sequence[Layer], problems: list[str]
) -> list[Layer]:
    """Return the layers of a backend, which has rules of traffic as a profile has; see above."""
    return _layers(entry, running, over, is_of_server, "a backend", problems)


def _layers(
    entry: ListEntry[TrafficEntry] | ListEntry[BackendEntry],
    running: Values,
    over: Sequence[Layer],
    is_idle: IsOfServer,
    who: str,
    problems: list[str],
) -> list[Layer]:
    profile, values = entry.value.profile, entry.value.values
    if profile is not None:
        node, why = entry.node_of("profile"), _IDLE.format(who=who)
        layers = read_profile(profile, node, is_idle, why, problems)
        return [*layers, *(_without(one.values, is_idle) for one in over)] if layers else []
    base = _without(running, is_idle)
    return [base] if values is None else [base, _piece(values, is_idle, who)]


def is_of_server(name: str) -> bool:
    """Return whether the value of a key is the server's, whoever answers."""
    return name in OF_SERVER_KEYS


def _is_of_rules_server(name: str) -> bool:
    return name in NOT_IN_RULES or is_of_server(name)


def _piece(values: ValueNode, is_idle: IsOfServer, who: str) -> Layer:
    assert isinstance(values.value, dict)
    layer = Layer()
    for name, one in read_mapping(KEYS, values.value, layer.problems).items():
        if is_idle(name) or name in about.KEYS:
            why = "says nothing" if name in about.KEYS else "is the server's, and does nothing"
            layer.problems.append(one.node.problem(f"{why} in {who}"))
        else:
            layer.values[name] = one
    return layer


def _without(values: Values, is_idle: IsOfServer) -> Layer:
    """Return a layer of values without some, whatever was wrong with them elsewhere."""
    return Layer({name: one for name, one in values.items() if not is_idle(name)})
