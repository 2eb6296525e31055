"""A mapping of YAML by a table of keys: how it is read, and its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sanic_mock.profile.nearest import nearest, suggestion, wider
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.table import Key, Keys, children
from sanic_mock.profile.top_level import is_top_level, misplaced
from sanic_mock.profile.usual_words import usual

# More names than that are not read.
_MOST_NAMED = 30


@dataclass(frozen=True, slots=True)
class KeyValue:
    """A key's value (None where it could not be read), its origin, and the node for messages."""

    value: Any
    origin: str
    node: ValueNode


Values = dict[str, KeyValue]


def given(values: Values, name: str) -> Any:
    """Return a key's value, None where nobody set it, or where it cannot be read."""
    return values[name].value if name in values else None


def read_mapping(
    keys: Keys, entries: dict[str, ValueNode], problems: list[str], path: str = ""
) -> Values:
    """Return the values of a mapping by dotted name; what is wrong is added to `problems`."""
    values: Values = {}
    known = children(keys, path)
    for word, node in entries.items():
        name = f"{path}.{word}" if path else word
        if word not in known:
            problems.append(node.problem(f"unknown key; {_meant(keys, path, word)}"))
        elif name in keys:
            values[name] = read_key(keys[name], node, problems)
        elif isinstance(node.value, dict):
            values |= read_mapping(keys, node.value, problems, name)
        else:
            wanted = ", ".join(children(keys, name))
            problems.append(node.problem(f"{node.shown} is not a mapping; want {wanted}"))
    return values


def read_key(key: Key, node: ValueNode, problems: list[str]) -> KeyValue:
    """Read one key's value, or note why it cannot be read."""
    # what cannot be read stays as None, so that keys which need it are not refused as well
    return KeyValue(key.kind.read(node, problems), node.origin, node)


def mapping_schema(keys: Keys, path: str = "") -> dict[str, Any]:
    """Return the JSON Schema of a mapping."""
    names = {word: f"{path}.{word}" if path else word for word in children(keys, path)}
    required = [word for word, name in names.items() if _is_required(keys, name)]
    return {
        "type": "object",
        **({"required": required} if required else {}),
        "additionalProperties": False,
        "properties": {
            word: _value_schema(keys[name]) if name in keys else mapping_schema(keys, name)
            for word, name in names.items()
        },
    }


def _is_required(keys: Keys, name: str) -> bool:
    """Tell whether a key, or one inside a mapping of that name, must be given."""
    below = (key for one, key in keys.items() if one == name or one.startswith(f"{name}."))
    return any(key.is_required for key in below)


def _value_schema(key: Key) -> dict[str, Any]:
    return {"description": key.documented, **key.kind.json_schema()}


def _meant(keys: Keys, path: str, word: str) -> str:
    """Return what was meant by an unknown key: one of its section, else one of that name."""
    if "." in word and word in keys:
        section, _, leaf = word.rpartition(".")
        return f"want {leaf} inside {section}"
    named = next((name for name in _names(keys) if name.split(".")[-1] == word), "")
    if not path:
        return _meant_outside(keys, word, named)
    if holder := _holder(keys, path, word):
        return f"want {word} inside {holder}"
    is_own = named and not is_top_level(children(keys))
    if not is_own and (elsewhere := misplaced(word, has_piece=False)):
        return f"{elsewhere}; known: {', '.join(sorted(children(keys, path)))}"
    near = nearest(word, children(keys, path))
    hint = f"nearest is {path}.{near}" if near else suggestion(word, children(keys, path))
    return f"{hint}; elsewhere: {named}" if named else hint


def _meant_outside(keys: Keys, word: str, named: str) -> str:
    """Return what was meant by an unknown key that is in no section; `named` has its name."""
    known = children(keys)
    if (wanted := usual(word)) and set(wanted) <= set(known):
        return f"want {' or '.join(wanted)}"
    if named:
        return f"nearest is {named}"
    inside = _inside(keys, word)
    piece = next((one for one in keys.values() if one.kind.is_piece), None)
    if not inside and (elsewhere := _misplaced(word, piece)):
        return elsewhere
    if near := nearest(word, known) or inside:
        return f"nearest is {near}"
    if len(known) > _MOST_NAMED:
        return "none is near; all are listed by: sanic-mock profiles show"
    hint = f"want keys of a profile inside {piece.name}; " if piece else ""
    return hint + suggestion(word, known)


def _misplaced(word: str, piece: Key | None) -> str:
    """Return where a profile's word belongs: into that key, if it may stand there.

    It is "" of a word that is no profile's.
    """
    takes_it = piece is not None and word not in piece.kind.barred
    if elsewhere := misplaced(word, has_piece=takes_it):
        return elsewhere
    return f"want {word} inside {piece.name}" if piece and misplaced(word, has_piece=False) else ""


def _inside(keys: Keys, word: str) -> str | None:
    """Return the key or section inside another one whose name has a word as a part."""
    leaves = {name.rpartition(".")[2]: name for name in _names(keys) if "." in name}
    found = wider(word, leaves)
    return None if found is None else leaves[found]


def _names(keys: Keys) -> Iterator[str]:
    """Yield the names of keys, each behind those of the sections that it is in."""
    for name in keys:
        parts = name.split(".")
        yield from (".".join(parts[:count]) for count in range(1, len(parts) + 1))


def _holder(keys: Keys, path: str, word: str) -> str:
    """Return what takes a key of this name in a section, the outermost; "" where nothing does."""
    return min(_holders(keys, path, word), key=lambda name: name.count("."), default="")


def _holders(keys: Keys, path: str, word: str) -> Iterator[str]:
    for name, one in keys.items():
        if name.startswith(f"{path}."):
            if name.endswith(f".{word}"):
                yield name.rpartition(".")[0]
            if one.kind.takes(word):
                yield name
