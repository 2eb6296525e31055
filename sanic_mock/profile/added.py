"""Entries that are put before or behind those of a list while the server runs: rules.

    {"answers": [{"match": {"user": "ping"}, "text": "pong"}], "place": "before", "ttl": "5m",
     "owner": "alice"}

Each has an id, by which it can be removed, and may end by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal, get_args

from sanic_mock.errors import SettingsError
from sanic_mock.profile.amounts import DurationKind
from sanic_mock.profile.change import MOST_VALUES, ORIGIN
from sanic_mock.profile.dependencies import required
from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.json_nodes import parse_json
from sanic_mock.profile.keys import key, keys_of
from sanic_mock.profile.kinds import ChoiceKind, TextKind
from sanic_mock.profile.layers import Layer
from sanic_mock.profile.mappings import KeyValue, Values, mapping_schema, read_mapping
from sanic_mock.profile.schema import KEYS, definitions
from sanic_mock.profile.sections.answers.checks import shadowed
from sanic_mock.profile.sections.match.checks import shadowed_traffic
from sanic_mock.profile.table import Keys

AddedPlace = Literal["before", "after"]
AddedList = Literal["answers", "match"]

LONGEST_S = 24 * 3600.0
LEAST_S = 0.001
MOST_ADDED: Mapping[str, int] = {"answers": 10_000, "match": 200}
_OWNER = r"[\w.@:/-]{1,100}"

# Yields each entry that an earlier one leaves nothing, and why.
Shadowed = Callable[[Sequence[ListEntry[Any]]], Iterator[tuple[ListEntry[Any], str]]]
_SHADOWED: Mapping[AddedList, Shadowed] = {"answers": shadowed, "match": shadowed_traffic}


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedKeys:
    """What is said of all entries that are added at once."""

    place: AddedPlace = key(
        "place",
        ChoiceKind(get_args(AddedPlace)),
        "whether they go before all others, or come behind them",
        "before",
    )
    ttl_s: float | None = key(
        "ttl", DurationKind(LEAST_S, LONGEST_S), "they are removed after it; none is never"
    )
    owner: str | None = key(
        "owner", TextKind("a name", _OWNER), "whose they are, who can remove them all at once"
    )


@dataclass(frozen=True, slots=True)
class AddedEntry:
    """An entry that was added.

    Args:
        id: by which it is removed.
        entry: what was said.
        place: whether it goes before those of the profile.
        owner: whose it is; None for nobody's.
        ends_s: when it is removed, unix seconds; None for never.
    """

    id: str
    entry: ListEntry[Any]
    place: AddedPlace
    owner: str | None
    ends_s: float | None


#: What was added, in the order of the list, by list.
AddedEntries = Mapping[AddedList, tuple[AddedEntry, ...]]
NOTHING_ADDED: AddedEntries = MappingProxyType({})


def keys_of_list(name: AddedList) -> Keys:
    """Return what a body may say that adds to a list."""
    return {name: replace(KEYS[name], is_required=True), **keys_of(AddedKeys)}


def schema_of_list(name: AddedList) -> dict[str, Any]:
    """Return the JSON Schema of such a body."""
    keys = keys_of_list(name)
    inside = definitions(key.kind for key in keys.values())
    return {"$id": f"urn:sanic-mock:{name}", **mapping_schema(keys), "$defs": inside}


def read_added(raw: bytes, name: AddedList, first: int, now_s: float) -> tuple[AddedEntry, ...]:
    """Return what a body adds to a list; raises SettingsError with all that is wrong in it.

    Args:
        raw: the body.
        name: of the list.
        first: the number of the first id.
        now_s: the time of day, unix seconds.
    """
    root, problems = parse_json(raw, ORIGIN, MOST_VALUES)
    if not isinstance(root.value, dict):
        raise SettingsError([f"{root.label}: {root.shown} is not a mapping of keys"])
    keys = keys_of_list(name)
    values = read_mapping(keys, root.value, problems)
    problems += map(root.problem, required(keys, values))
    if problems:
        raise SettingsError(Layer(problems=problems).in_order())
    ttl_s = _value(keys, values, "ttl")
    return tuple(
        AddedEntry(
            f"{name[0]}{number}",
            replace(entry, id=f"{name[0]}{number}"),
            _value(keys, values, "place"),
            _value(keys, values, "owner"),
            None if ttl_s is None else now_s + ttl_s,
        )
        for number, entry in enumerate(values[name].value, first)
    )


def with_added(added: AddedEntries, layers: Sequence[Layer]) -> Sequence[Layer]:
    """Return layers whose lists have what was added before and behind their own."""
    for name, entries in added.items():
        if entries:
            layers = _with_entries(name, entries, layers)
    return layers


def of_others(added: AddedEntries) -> AddedEntries:
    """Return what is added to the lists of those who answer beside the profile that runs."""
    return {name: one for name, one in added.items() if name != "match"}


def _with_entries(
    name: AddedList, entries: Sequence[AddedEntry], layers: Sequence[Layer]
) -> Sequence[Layer]:
    if not any(name in layer.values for layer in layers):
        return [Layer({name: _alone(entries)}), *layers]
    return [
        Layer({**layer.values, name: _around(layer.values[name], entries)}, layer.problems)
        if name in layer.values
        else layer
        for layer in layers
    ]


def refuse_shadowed(
    name: AddedList, listed: Sequence[ListEntry[Any]], added: Sequence[AddedEntry]
) -> None:
    """Raise SettingsError where something that is added would never come to be.

    That it leaves nothing to what was there before is what it may be added for.
    """
    new = {id(one.entry) for one in added}
    problems = [why for entry, why in _SHADOWED[name](listed) if id(entry) in new]
    if problems:
        raise SettingsError(problems)


def _value(keys: Keys, values: Values, name: str) -> Any:
    return values[name].value if name in values else keys[name].default


def _around(own: KeyValue, added: Sequence[AddedEntry]) -> KeyValue:
    before, after = _entries(added, "before"), _entries(added, "after")
    return replace(own, value=(*before, *(own.value or ()), *after))


def _alone(added: Sequence[AddedEntry]) -> KeyValue:
    entries = (*_entries(added, "before"), *_entries(added, "after"))
    return KeyValue(entries, ORIGIN, entries[0].node)


def _entries(added: Sequence[AddedEntry], place: AddedPlace) -> tuple[ListEntry[Any], ...]:
    return tuple(one.entry for one in added if one.place == place)
