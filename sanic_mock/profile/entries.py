"""The kind of value that is a list of mappings, each with keys of its own.

    faults:
      - {type: stall, after: 5, for: 2s}
      - {type: cut, after: 9, p: 0.01}

An entry is read into a frozen dataclass whose fields are keys, as a section's are; where entries
differ, a word (`type`) says which dataclass. Each keeps its node, so that what is wrong between two
is a problem at the line of the one that names the line of the other. A list that a file gives takes
the place of the one that it extends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sanic_mock.profile.dependencies import conflicts, is_idle, missing, required, why_idle
from sanic_mock.profile.keys import fill, keys_of
from sanic_mock.profile.kinds import ChoiceKind
from sanic_mock.profile.mappings import Values, mapping_schema, read_mapping
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.table import Keys, Kind, children

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

E = TypeVar("E", bound="DataclassInstance")


@dataclass(frozen=True, slots=True)
class ListEntry(Generic[E]):
    """One entry, and where it was given; one that was added while a server runs has an id."""

    value: E
    node: ValueNode
    id: str = ""

    def problem(self, message: str, name: str = "") -> str:
        """Return the whole line for a problem of this entry, or of the key that is named."""
        return (self.node_of(name) if name else self.node).problem(message)

    @property
    def place(self) -> str:
        """What a problem of another one calls it: its line, or what it says where it has none."""
        line = self.node.line
        return f"line {line}" if line else self.node.label.rpartition(": ")[2]

    def node_of(self, name: str) -> ValueNode:
        """Return where one of its keys was given, such as "p" or "set.ttft_x"."""
        node = self.node
        for word in name.split("."):
            assert isinstance(node.value, dict)
            node = node.value[word]
        return node


@dataclass(frozen=True, slots=True)
class EntriesKind(Kind[tuple[ListEntry[E], ...]]):
    """A list of mappings.

    Args:
        shapes: the dataclass of every entry, or one for each value of `word`.
        word: the key that says which, where there are several.
        most: how many entries there may be.
        check: yields what is wrong between entries, each of them right by itself: one that another
            leaves nothing to do.
        may_be_one: whether a mapping stands for a list of it alone.
    """

    shapes: type[E] | Mapping[str, type[E]]
    word: str = "type"
    most: int = 100
    check: Callable[[tuple[ListEntry[E], ...]], Iterable[str]] = lambda entries: ()
    may_be_one: bool = False

    def read(self, node: ValueNode, problems: list[str]) -> tuple[ListEntry[E], ...] | None:
        """Return the entries that can be read; each problem is at its own line.

        They are checked though others cannot be read, so that all that is wrong is said at once.
        """
        items = [node] if self.may_be_one and isinstance(node.value, dict) else node.value
        if not isinstance(items, list):
            problems.append(node.problem(str(self.wrong(node, "a list"))))
            return None
        if len(items) > self.most:
            problems.append(node.problem(f"{len(items)} entries; want at most {self.most}"))
            return None
        entries = [self._entry(item, problems) for item in items]
        read = tuple(one for one in entries if one is not None)
        problems += self.check(read)
        return read

    def json_schema(self) -> dict[str, Any]:
        schemas = [self._entry_schema(word, keys) for word, keys in self._keys().items()]
        items = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
        several = {"type": "array", "maxItems": self.most, "items": items}
        return {"anyOf": [several, items]} if self.may_be_one else several

    def describe(self) -> str:
        if isinstance(self.shapes, Mapping):
            return f"a list, each with a {self.word}: {', '.join(self.shapes)}"
        several = "one or a list" if self.may_be_one else "a list"
        return f"{several}, each with {_listing(keys_of(self.shapes))}"

    def show(self, value: tuple[ListEntry[E], ...]) -> str:
        return "; ".join(self.shown(one.value) for one in value) or "none"

    def tables(self) -> Iterator[tuple[str, Keys]]:
        """See Kind; what all shapes say alike comes first, and once."""
        shapes = self._keys()
        common = _common(shapes.values())
        yield "[]", common
        for word, keys in shapes.items():
            own = {name: one for name, one in keys.items() if name not in common}
            if own:
                yield f"[{self.word}: {word}]", own

    def _keys(self) -> dict[str, Keys]:
        """Return the keys of each shape by its word, "" where there is but one shape."""
        if isinstance(self.shapes, Mapping):
            return {word: keys_of(shape) for word, shape in self.shapes.items()}
        return {"": keys_of(self.shapes)}

    def _entry(self, node: ValueNode, problems: list[str]) -> ListEntry[E] | None:
        if not isinstance(node.value, dict):
            problems.append(node.problem(f"{node.shown} is not a mapping; want {self._wanted()}"))
            return None
        before = len(problems)
        shape = self._shape(node, node.value, problems)
        if shape is None:
            return None
        own = {word: one for word, one in node.value.items() if not self._is_word(word)}
        keys = keys_of(shape)
        values = read_mapping(keys, own, problems)
        problems += _inconsistencies(keys, values, node)
        if len(problems) > before:
            return None
        return ListEntry(fill(shape, lambda name: _value(keys, values, name)), node)

    def _shape(
        self, node: ValueNode, entries: dict[str, ValueNode], problems: list[str]
    ) -> type[E] | None:
        if not isinstance(self.shapes, Mapping):
            return self.shapes
        if self.word not in entries:
            problems.append(node.problem(f"{self.word} is missing; want {self._wanted()}"))
            return None
        word = ChoiceKind(tuple(self.shapes)).read(entries[self.word], problems)
        return None if word is None else self.shapes[word]

    def _is_word(self, word: str) -> bool:
        return isinstance(self.shapes, Mapping) and word == self.word

    def _wanted(self) -> str:
        if isinstance(self.shapes, Mapping):
            return f"{self.word}: one of {', '.join(self.shapes)}"
        return _listing(keys_of(self.shapes))

    def _entry_schema(self, word: str, keys: Keys) -> dict[str, Any]:
        schema = mapping_schema(keys)
        if not word:
            return schema
        return {
            **schema,
            "required": [self.word, *schema.get("required", ())],
            "properties": {self.word: {"const": word}, **schema["properties"]},
        }

    def shown(self, value: E) -> str:
        """Return what one entry says beside the defaults, in a line."""
        words = [f"{key} {shown}" for key, shown in _differing(value)]
        if isinstance(self.shapes, Mapping):
            words[:0] = [word for word, shape in self.shapes.items() if shape is type(value)]
        return ", ".join(words)


def _inconsistencies(keys: Keys, values: Values, node: ValueNode) -> Iterator[str]:
    """Yield what is wrong between the keys of one entry."""
    yield from (node.problem(one) for one in required(keys, values))
    for name, one in values.items():
        if is_idle(keys, keys[name], values):
            yield one.node.problem(why_idle(keys, keys[name], values))
    yield from missing(keys, values)
    yield from conflicts(keys, values)


def _value(keys: Keys, values: Values, name: str) -> Any:
    return values[name].value if name in values else keys[name].default


def _differing(value: DataclassInstance) -> Iterator[tuple[str, str]]:
    """Yield name and value of each key that is not at its default."""
    for one in fields(value):
        held = getattr(value, one.name)
        if "key" in one.metadata and (one.default is MISSING or held != one.default):
            key = one.metadata["key"]
            yield key.name, key.kind.show(held)
        elif "section" in one.metadata and held is not None:
            yield from _differing(held)


def _common(shapes: Iterable[Keys]) -> Keys:
    """Return the keys that are the same everywhere."""
    first, *others = shapes
    return {
        name: one for name, one in first.items() if all(keys.get(name) == one for keys in others)
    }


def _listing(keys: Keys) -> str:
    return ", ".join(children(keys))
