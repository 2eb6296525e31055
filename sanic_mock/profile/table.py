"""A table of keys: what a key is, and what a kind of value is, which may hold a table of its own.

The two are one module, for each is made of the other: a key has a kind, and the kind that is a list
of mappings (`entries`) has keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar

from sanic_mock.profile.nodes import ValueNode

T = TypeVar("T")


class Kind(Generic[T]):
    """One kind of value. `parse` raises `ValueError` with a sentence; `read` collects it.

    Attributes:
        is_secret: whether its values are nobody's to read.
        is_piece: whether a value is a mapping of what a profile may say.
        barred: what of that a value may not say, beside what is the server's alone.
    """

    is_secret: ClassVar[bool] = False
    is_piece: ClassVar[bool] = False
    barred: tuple[str, ...] = ()

    def read(self, node: ValueNode, problems: list[str]) -> T | None:
        """Return the value, or None after adding what is wrong with it to `problems`."""
        try:
            return self.parse(node)
        except ValueError as error:
            problems.append(node.problem(str(error)))
            return None

    def parse(self, node: ValueNode) -> T:
        """Return the value; raises ValueError saying what is wrong and what is allowed."""
        raise NotImplementedError

    def json_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of what a file may say."""
        raise NotImplementedError

    def describe(self) -> str:
        """Return what is allowed, in a few words."""
        raise NotImplementedError

    def show(self, value: T) -> str:
        """Return the value as a profile would say it."""
        return str(value)

    def tables(self) -> Iterator[tuple[str, Keys]]:
        """Yield the keys inside a value, and what stands between: "[]" in "faults[].p"."""
        return iter(())

    def takes(self, word: str) -> bool:
        """Return whether a value may be a mapping that has this key."""
        return False

    def out_of_range(self, node: ValueNode) -> ValueError:
        """Return the error for a value of the right kind outside its range."""
        return ValueError(f"{node.shown} is out of range; want {self.describe()}")

    def wrong(self, node: ValueNode, what: str) -> ValueError:
        """Return the error for a value that is not `what`."""
        return ValueError(f"{node.shown} is not {what}; want {self.describe()}")


@dataclass(frozen=True, slots=True)
class Key:
    """One key.

    Args:
        name: with dots, as in a message: `ttft.base` is the key `base` of the mapping `ttft`.
        kind: how its value is read.
        doc: one line for people.
        default: its value where nobody set it; None where there is none.
        switch: another key on which it depends, "" for none; or several, between them " or ".
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
    idle_beside: tuple[tuple[str, str | bool | None], ...] = ()
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


def children(keys: Keys, path: str = "") -> list[str]:
    """Return the names that a mapping at `path` ("" is the whole) may hold, in order."""
    start = f"{path}." if path else ""
    names = (name[len(start) :].split(".")[0] for name in keys if name.startswith(start))
    return list(dict.fromkeys(names))
