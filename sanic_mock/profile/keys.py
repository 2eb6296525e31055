"""A key of a profile, said once: as a field of a section's dataclass.

Each field of such a frozen dataclass says which key sets it: name, kind, doc, default, and on which
other key it depends. The table of keys (`keys_of`) and the dataclass itself (`fill`) are made from
the fields, so that a new key is one line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from sanic_mock.profile.kinds import Kind

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

D = TypeVar("D", bound="DataclassInstance")

_SAME = object()


@dataclass(frozen=True, slots=True)
class Key:
    """One key.

    Args:
        name: with dots, as in a message: `ttft.base` is the key `base` of the mapping `ttft`.
        kind: how its value is read.
        doc: one line for people.
        default: its value where nobody set it; None where there is none.
        switch: another key on which it depends, "" for none.
        only_with: the switch's values with which it does something; empty: any value.
        required_for: the switch's values with which it must be given.
        idle_beside: keys whose value (None: any value) decides what this one would decide.
        is_required: whether it must be given at all.
    """

    name: str
    kind: Kind[Any]
    doc: str
    default: Any = None
    switch: str = ""
    only_with: tuple[str, ...] = ()
    required_for: tuple[str, ...] = ()
    idle_beside: tuple[tuple[str, str | None], ...] = ()
    is_required: bool = False

    @property
    def shown_default(self) -> str:
        """The default as a profile would say it, or that there is none."""
        if self.is_required:
            return "required"
        return "none" if self.default is None else self.kind.show(self.default)

    @property
    def documented(self) -> str:
        """What an editor shows of it."""
        return self.doc if self.default is None else f"{self.doc} (default {self.shown_default})"


#: Keys by name, in the order in which they are shown.
Keys: TypeAlias = Mapping[str, Key]
ValueOf = Callable[[str], Any]


def key(
    name: str,
    kind: Kind[Any],
    doc: str,
    default: Any = None,
    switch: str = "",
    only_with: tuple[str, ...] = (),
    required_for: tuple[str, ...] = (),
    *,
    idle_beside: tuple[tuple[str, str | None], ...] = (),
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


def fill(shape: type[D], chosen: ValueOf, **derived: Any) -> D:
    """Return a dataclass with the values of its keys.

    Args:
        shape: the dataclass.
        chosen: gives each key's value, or its default; it is handed to builders of sections.
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


def children(keys: Keys, path: str = "") -> list[str]:
    """Return the names that a mapping at `path` ("" is the whole) may hold, in order."""
    start = f"{path}." if path else ""
    names = (name[len(start) :].split(".")[0] for name in keys if name.startswith(start))
    return list(dict.fromkeys(names))


def _keys(shape: type[DataclassInstance]) -> Iterator[Key]:
    for one in fields(shape):
        if "key" in one.metadata:
            yield one.metadata["key"]
        elif "section" in one.metadata:
            yield from _keys(one.metadata["section"])
