"""What every schema module shares: its errors, JSON pointers inside one document, and its walk.

A schema comes from a stranger. It is read, never run: a reference leads to another part of the same
document or nowhere, and every walk is iterative or bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sanic_mock.errors import MockError

Path = tuple[str, ...]
Place = tuple[Path, Any]  # where a schema is, and it

DEEPEST = 64  # levels of a schema's own nesting that are read
ANY_DEPTH = 1 << 30
SHOWN = 200  # characters of a value in a message

# Keywords whose value is one schema, a list of schemas, or an object of schemas (2020-12).
ONE = (
    "items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else",
    "unevaluatedItems", "unevaluatedProperties",
)  # fmt: skip
LISTS = ("anyOf", "allOf", "oneOf", "prefixItems")
MAPS = ("properties", "$defs", "definitions", "patternProperties", "dependentSchemas")


class SchemaError(MockError):
    """A schema that is refused, or for which no value was found; raised or not.

    Args:
        message: a sentence, with its full stop.
        path: where, as the keys and indices from the root: `("properties", "x", "anyOf", "0")`.
    """

    def __init__(self, message: str, path: Path = ()) -> None:
        super().__init__(message)
        self.message = message
        self.path = path


class DanglingReferenceError(SchemaError):
    """A reference leads out of the document, or to no schema in it."""


class UnsupportedError(SchemaError):
    """A schema is right, but asks at its path for more than is made."""


def shown(value: Any) -> str:
    """Return a value as a message shows it: as Python writes it, cut."""
    try:
        text = repr(value)
    except RecursionError:
        text = type(value).__name__
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def resolve(root: Any, pointer: str) -> Any:
    """Return what a reference points at.

    Raises:
        KeyError: it leads outside of the document, or to nothing in it.
    """
    if not pointer.startswith("#"):
        raise KeyError(pointer)
    found = root
    for part in pointer[1:].split("/")[1:]:
        key = part.replace("%25", "%").replace("~1", "/").replace("~0", "~")
        found = _step(found, key)
    if pointer not in ("#", "#/") and not pointer.startswith("#/"):
        raise KeyError(pointer)
    return found


def _step(found: Any, key: str) -> Any:
    if isinstance(found, list) and key.isdecimal() and int(key) < len(found):
        return found[int(key)]
    if isinstance(found, dict):
        return found[key]
    raise KeyError(key)


def children(node: dict[str, Any]) -> Iterator[tuple[Path, Any]]:
    """Yield the schemas directly inside one, with their path from it, in the document's order."""
    for key, inside in node.items():
        if key in ONE:
            yield (key,), inside
        elif key in LISTS and isinstance(inside, list):
            yield from (((key, str(place)), one) for place, one in enumerate(inside))
        elif key in MAPS and isinstance(inside, dict):
            yield from (((key, name), one) for name, one in inside.items())


def walk(root: Any, deepest: int = DEEPEST) -> Iterator[tuple[Path, Any]]:
    """Yield every schema of a document with its path, parents first.

    Raises:
        SchemaError: it is nested beyond `deepest` levels.
    """
    stack: list[tuple[Path, Any, int]] = [((), root, 0)]
    while stack:
        path, node, level = stack.pop()
        if level > deepest:
            raise SchemaError(f"{level} levels of nesting exceeds limit of {deepest}.", path)
        yield path, node
        if isinstance(node, dict):
            stack += [(path + step, one, level + 1) for step, one in reversed([*children(node)])]
