"""The parameters of the SDK that is installed, by its own type definitions."""

from __future__ import annotations

import typing
from collections.abc import Collection, Iterator, Mapping
from typing import Any


def members(kind: Any) -> set[str]:
    """Return the names that a typed dictionary has."""
    return set(typing.get_type_hints(kind))


def by_type(union: Any) -> dict[str, set[str]]:
    """Return the members of each typed dictionary of a union, by its `type`, without that."""
    found: dict[str, set[str]] = {}
    for kind in alternatives(union):
        named = typing.get_type_hints(kind).get("type")
        for name in _literals(named):
            found.setdefault(name, set()).update(members(kind) - {"type"})
    return found


def differences(
    ours: Mapping[str, Collection[str]], theirs: Mapping[str, Collection[str]]
) -> list[str]:
    """Return a line for each name that only one of both knows."""
    lines = []
    for place in sorted({*ours, *theirs}):
        known, typed = set(ours.get(place, ())), set(theirs.get(place, ()))
        lines += [f"{place}: '{name}' is new in the SDK" for name in sorted(typed - known)]
        lines += [f"{place}: '{name}' is not in the SDK" for name in sorted(known - typed)]
    return lines


def inside(kind: Any, name: str) -> set[str]:
    """Return the members of what one member is, where it is one typed dictionary or several."""
    hint = typing.get_type_hints(kind)[name]
    return set().union(*map(members, alternatives(hint)))


def inside_of_types(union: Any) -> dict[str, set[str]]:
    """Return the members of each object that a typed dictionary of a union has, by `type.name`."""
    found: dict[str, set[str]] = {}
    for kind in alternatives(union):
        hints = typing.get_type_hints(kind)
        for name in [one for one in hints if any(alternatives(hints[one]))]:
            for type_ in _literals(hints["type"]):
                found[f"{type_}.{name}"] = inside(kind, name)
    return found


def alternatives(hint: Any) -> Iterator[Any]:
    """Yield the typed dictionaries that a type may be, or is made of."""
    if hasattr(hint, "__required_keys__"):  # a TypedDict, of typing or of typing_extensions
        yield hint
    for one in typing.get_args(hint):
        yield from alternatives(one)


def _literals(hint: Any) -> Iterator[str]:
    for one in typing.get_args(hint):
        if isinstance(one, str):
            yield one
        else:
            yield from _literals(one)
