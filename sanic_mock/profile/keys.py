"""A key of a profile, said once: as a field of a section's dataclass.

Each field of such a frozen dataclass says which key sets it: name, kind, doc, default, and on which
other key it depends. The table of keys (`keys_of`) and the dataclass itself (`fill`) are made from
the fields, so that a new key is one line.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import MISSING, Field, field, fields
from typing import TYPE_CHECKING, Any, TypeVar

from sanic_mock.profile.table import Key, Kind

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

D = TypeVar("D", bound="DataclassInstance")

#: Gives a key's value, or its default.
ValueOf = Callable[[str], Any]

_SAME = object()


def key(
    name: str,
    kind: Kind[Any],
    doc: str,
    default: Any = None,
    *,
    switch: str = "",
    only_with: tuple[str, ...] = (),
    required_for: tuple[str, ...] = (),
    idle_beside: tuple[tuple[str, str | bool | None], ...] = (),
    is_required: bool = False,
    unset: Any = _SAME,
) -> Any:
    """Return a dataclass's field that a key sets; see Key.

    Args:
        unset: the field's own default, where it is not the key's; MISSING is none.
    """
    one = Key(name, kind, doc, default, switch, only_with, required_for, idle_beside, is_required)
    own = MISSING if is_required else default if unset is _SAME else unset
    return field(default=own, metadata={"key": one})


def section(shape: type[D], build: Callable[[Any], D | None], default: D | None = None) -> Any:
    """Return a dataclass's field that holds another one, with keys of its own.

    Args:
        shape: the other one.
        build: makes it from chosen values; None stands for the default.
        default: what the field holds where nothing was chosen.
    """
    return field(default=default, metadata={"section": shape, "build": build})


def keys_of(shape: type[DataclassInstance]) -> dict[str, Key]:
    """Return the keys that a dataclass's fields say, those of its sections among them."""
    return {one.name: one for one in _keys(shape)}


def keys_of_fields(shape: type[DataclassInstance], names: Container[str]) -> frozenset[str]:
    """Return the names of the keys that some fields of a dataclass say."""
    found = (one for one in fields(shape) if one.name in names)
    return frozenset(key.name for one in found for key in _keys_of(one))


def fill(shape: type[D], chosen: ValueOf, **derived: Any) -> D:
    """Return a dataclass with the values of its keys.

    Args:
        shape: the dataclass.
        chosen: gives the values; it is handed to builders of sections as well.
        derived: fields that no key sets, or not as they are.
    """
    given: dict[str, Any] = {}
    for one in fields(shape):
        value = None
        if "key" in one.metadata:
            value = chosen(one.metadata["key"].name)
        elif "build" in one.metadata:
            value = one.metadata["build"](chosen)
        if value is not None:
            given[one.name] = value
    return shape(**{**given, **derived})


def _keys(shape: type[DataclassInstance]) -> Iterator[Key]:
    for one in fields(shape):
        yield from _keys_of(one)


def _keys_of(one: Field[Any]) -> Iterator[Key]:
    if "key" in one.metadata:
        yield one.metadata["key"]
    elif "section" in one.metadata:
        yield from _keys(one.metadata["section"])
