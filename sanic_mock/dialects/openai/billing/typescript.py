"""Functions as they are declared to a model: in TypeScript, with comments.

OpenAI's open renderer of such declarations (openai-harmony) writes them likewise, but for lists of
properties without a comment, which stand on one line, and for each line of a comment, which begins
with slashes. Held by what was billed [billed-2026].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

# So much of a schema is looked at; a reference may lead to more than there is.
MOST_TYPES = 4096
MOST_DEPTH = 48

_ANY = "any"
_NAMES = {"integer": "number"}
_UNIONS = ("anyOf", "oneOf")
_DEFAULT = " // default: "


def declaration(name: str, description: object, parameters: object) -> str:
    """Return the declaration of a function.

    Args:
        name: of the function.
        description: what it is for.
        parameters: its schema, whatever a client sent; None for none.
    """
    schema = parameters if isinstance(parameters, dict) else {}
    given = f"_: {_Scribe(schema).arguments()}" if _properties(schema) else ""
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
    """

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self._left = MOST_TYPES
        self._open: list[str] = []

    def arguments(self) -> str:
        """Return the type of all arguments, with what the schema says of itself."""
        root = self._root
        said = comment(root.get("title"), root.get("description"))
        return said + self._object(root, is_commented=bool(said))

    def _type(self, schema: Any) -> str:
        self._left -= 1
        if not isinstance(schema, dict) or self._left < 0 or len(self._open) > MOST_DEPTH:
            return _ANY
        self._open.append("")
        written = self._written(schema)
        self._open.pop()
        return written

    def _written(self, schema: Mapping[str, Any]) -> str:
        if isinstance(values := schema.get("enum"), list):
            return " | ".join(map(_literal, values))
        if "const" in schema:
            return _literal(schema["const"])
        for union in _UNIONS:
            if isinstance(members := schema.get(union), list):
                return self._union(members)
        if isinstance(reference := schema.get("$ref"), str):
            return self._referred(reference)
        kind = schema.get("type")
        if isinstance(kind, list):
            return self._union([{**schema, "type": one} for one in kind])
        return self._kind(kind, schema)

    def _kind(self, kind: Any, schema: Mapping[str, Any]) -> str:
        if _properties(schema):
            return self._object(schema)
        if kind == "array":
            return f"{self._type(schema.get('items'))}[]"
        return _NAMES.get(kind, kind) if isinstance(kind, str) else _ANY

    def _union(self, members: Sequence[Any]) -> str:
        return " | ".join(map(self._type, members))

    def _referred(self, reference: str) -> str:
        if reference in self._open:
            return _ANY
        self._open.append(reference)
        written = self._type(self._target(reference))
        self._open.pop()
        return written

    def _target(self, reference: str) -> Any:
        found: Any = self._root
        for name in reference.lstrip("#/").split("/"):
            found = found.get(name) if isinstance(found, dict) else None
        return found

    def _object(self, schema: Mapping[str, Any], *, is_commented: bool = False) -> str:
        required = schema.get("required")
        names = required if isinstance(required, list) else ()
        lines = [
            self._property(name, one, is_required=name in names)
            for name, one in _properties(schema).items()
        ]
        if is_commented or any(map(_is_long, lines)):
            return "{\n" + "\n".join(lines) + "\n}"
        return "{ " + " ".join(lines)[:-1] + " }"

    def _property(self, name: str, schema: Any, *, is_required: bool) -> str:
        told = schema if isinstance(schema, dict) else {}
        reference = told.get("$ref")
        if isinstance(reference, str) and isinstance(target := self._target(reference), dict):
            told = target | told
        said = comment(told.get("title"), told.get("description"))
        mark = "" if is_required else "?"
        line = f"{said}{name}{mark}: {self._type(schema)},"
        return f"{line}{_DEFAULT}{_default(told)}" if "default" in told else line


def _is_long(line: str) -> bool:
    """Return whether a property has a comment, or lines of its own."""
    return line.startswith("//") or "\n" in line or _DEFAULT in line


def _properties(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found = schema.get("properties")
    return found if isinstance(found, dict) else {}


def _literal(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _default(schema: Mapping[str, Any]) -> str:
    value = schema["default"]
    return value if isinstance(value, str) and "enum" in schema else _literal(value)
