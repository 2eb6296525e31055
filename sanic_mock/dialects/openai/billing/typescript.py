"""Functions as they are declared to a model: in TypeScript, with comments.

OpenAI's open renderer of such declarations (openai-harmony) writes them likewise, but for lists of
properties without a comment, which stand on one line, for each line of a comment, which begins with
slashes, and for `anyOf`, `const` and bounds, of which it tells nothing. Held by what was billed: of
250 recorded lists 234 bill what is written here, 78 what that writes [billed-2026]
[cassettes-2026].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

MOST_DEPTH = 48
# A type takes so many bytes of JSON, at least. What has no references is never cut: these may lead
# to more than there is, so that some more may be written, and not without end.
_TYPE_BYTES = 8
_MORE_TYPES = 1024
_MOST_KINDS = 8  # JSON Schema has seven types
_MORE_LETTERS = 1 << 16
_MORE_ENTRIES = 1 << 20

_ANY = "any"
_NAMES = {"integer": "number"}
_UNIONS = ("anyOf", "oneOf")
_OR = " | "
_DEFAULT = " // default: "
# What bounds a value stands in lines of its own: five properties bill the very number, one with
# minLength 3 less, and one with both of the others 4 less [cassettes-2026].
_BOUNDS = ("minimum", "maximum", "minLength")


class Paper:
    """How much may be written of some functions.

    Args:
        size: bytes of their JSON.
        is_chat: whether it is a chat that offers them.

    Attributes:
        repeats: whether each of several types bears the comment of what may be of them: at chat
            [cassettes-2026], not in a response [replay-2026].
    """

    __slots__ = ("entries", "letters", "repeats", "types")

    def __init__(self, size: int, *, is_chat: bool = False) -> None:
        self.repeats = is_chat
        self.types = _MORE_TYPES + size // _TYPE_BYTES
        self.letters = _MORE_LETTERS + size
        self.entries = _MORE_ENTRIES + 2 * size  # of 5 bytes, and looked at for each of 8 kinds

    @property
    def is_full(self) -> bool:
        """Whether nothing is written any more but names."""
        return self.types < 0 or self.letters < 0 or self.entries < 0


def declaration(name: str, description: object, parameters: object, paper: Paper) -> str:
    """Return the declaration of a function.

    Args:
        name: of the function.
        description: what it is for.
        parameters: its schema, whatever a client sent; None for none.
        paper: on which it is written, perhaps with others.
    """
    schema = parameters if isinstance(parameters, dict) else {}
    given = f"_: {_Scribe(schema, paper).arguments()}" if _properties(schema) else ""
    return f"{comment(None, description)}type {name} = ({given}) => any;"


def comment(title: object, description: object) -> str:
    """Return the lines of a comment, each with its end; none where there is nothing to say."""
    headed = title if isinstance(title, str) else ""
    said = description.strip() if isinstance(description, str) else ""
    text = "\n\n".join(filter(None, (headed, said)))
    if not text:
        return ""
    return "".join(f"// {line.strip()}".rstrip() + "\n" for line in text.split("\n"))


class _Scribe:
    """Writes the types of one schema; what is too deep, or too much, is any.

    Args:
        root: the schema, to which references lead.
        paper: how much may be written.
    """

    def __init__(self, root: Mapping[str, Any], paper: Paper) -> None:
        self._root = root
        self._paper = paper
        self._open: list[str] = []
        self._targets: dict[str, Any] = {}

    def arguments(self) -> str:
        """Return the type of all arguments, with what the schema says of itself."""
        root = self._root
        said = comment(root.get("title"), root.get("description"))
        return said + self._object(root, is_commented=bool(said))

    def _type(self, schema: Any) -> str:
        self._paper.types -= 1
        if not isinstance(schema, dict) or self._paper.is_full or len(self._open) > MOST_DEPTH:
            return _ANY
        self._paper.entries -= len(schema)
        self._open.append("")
        written = self._written(schema)
        self._open.pop()
        return written

    def _written(self, schema: Mapping[str, Any]) -> str:
        if isinstance(values := schema.get("enum"), list):
            return self._values(values)
        if "const" in schema:
            return self._values([schema["const"]])
        for union in _UNIONS:
            if isinstance(members := schema.get(union), list):
                return self._union(members)
        if isinstance(reference := schema.get("$ref"), str):
            return self._referred(reference)
        kind = schema.get("type")
        if isinstance(kind, list):
            told = schema if self._paper.repeats else _uncommented(schema)
            return self._union([{**told, "type": one} for one in kind[:_MOST_KINDS]])
        return self._kind(kind, schema)

    def _values(self, values: Sequence[Any]) -> str:
        written = " | ".join(map(_literal, values))
        self._paper.letters -= len(written)
        return written

    def _kind(self, kind: Any, schema: Mapping[str, Any]) -> str:
        if _properties(schema):
            return self._object(schema)
        if kind == "array":
            return f"{self._type(schema.get('items'))}[]"
        return _NAMES.get(kind, kind) if isinstance(kind, str) else _ANY

    def _union(self, members: Sequence[Any]) -> str:
        written = list(map(self._member, members))
        if any(one.startswith("//") for one in written):
            return "\n".join(written)
        return "".join(written).removeprefix(_OR)

    def _member(self, schema: Any) -> str:
        said = comment(None, schema.get("description")) if isinstance(schema, dict) else ""
        self._paper.letters -= len(said)
        return said + _OR + self._type(schema)

    def _referred(self, reference: str) -> str:
        if reference in self._open:
            return _ANY
        self._open.append(reference)
        written = self._type(self._target(reference))
        self._open.pop()
        return written

    def _target(self, reference: str) -> Any:
        if reference not in self._targets:
            found: Any = self._root
            for name in reference.lstrip("#/").split("/"):
                found = found.get(name) if isinstance(found, dict) else None
            self._targets[reference] = found
        return self._targets[reference]

    def _object(self, schema: Mapping[str, Any], *, is_commented: bool = False) -> str:
        required = schema.get("required")
        given = required if isinstance(required, list) else ()
        self._paper.entries -= len(given)
        names = frozenset(one for one in given if isinstance(one, str))
        lines = [
            self._property(name, one, is_required=name in names)
            for name, one in _properties(schema).items()
        ]
        if is_commented or any(map(_is_long, lines)):
            return "{\n" + "\n".join(lines) + "\n}"
        return "{ " + " ".join(lines)[:-1] + " }"

    def _property(self, name: str, schema: Any, *, is_required: bool) -> str:
        told = schema if isinstance(schema, dict) and not self._paper.is_full else {}
        reference = told.get("$ref")
        if isinstance(reference, str) and isinstance(target := self._target(reference), dict):
            told = target | told
        said = comment(told.get("title"), told.get("description"))
        said += "".join(f"// {key}: {_literal(told[key])}\n" for key in _BOUNDS if key in told)
        mark = "" if is_required else "?"
        line = f"{said}{name}{mark}: {self._type(schema)},"
        if "default" in told:
            line += _DEFAULT + self._default(told)
        self._paper.letters -= len(said) + len(name)
        return line

    def _default(self, schema: Mapping[str, Any]) -> str:
        value = schema["default"]
        said = value if isinstance(value, str) and "enum" in schema else _literal(value)
        self._paper.letters -= len(said)
        return said


def _uncommented(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: one for key, one in schema.items() if key != "description"}


def _is_long(line: str) -> bool:
    """Return whether a property has a comment, or lines of its own."""
    return line.startswith("//") or "\n" in line or _DEFAULT in line


def _properties(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found = schema.get("properties")
    return found if isinstance(found, dict) else {}


def _literal(value: Any) -> str:
    return msgspec.json.encode(value).decode()
