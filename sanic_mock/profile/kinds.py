"""Kinds of values a key can have: how each is read, described, shown and put into JSON Schema.

A kind reads one `ValueNode` into one typed value. What it refuses it says in a sentence that names
the value and what is allowed. Flags and environment variables arrive as text and are read here too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sanic_mock.profile.nearest import nearest, suggestion
from sanic_mock.profile.nodes import ValueNode, shown
from sanic_mock.profile.opened import note_file
from sanic_mock.profile.table import Kind
from sanic_mock.units import show_bytes

# nothing that ends a header or cannot be encoded: names go into headers and JSON
_PRINTED = r"[^\x00-\x1f\x7f\ud800-\udfff]"
_ONE_LINE = rf"(?!\s){_PRINTED}+(?<!\s)"
_HOST_NAME = r"\*|[\w.-]+|[0-9a-fA-F]*:[0-9a-fA-F]*:[0-9a-fA-F:.]*"
_SECRET = "[!-~]{8,500}"
_LONG_SECRET = 20  # of a shorter one, seven letters would be too many
_TRUE, _FALSE = ("true", "1", "yes", "on"), ("false", "0", "no", "off")


@dataclass(frozen=True, slots=True)
class TextKind(Kind[str]):
    """Text of a given form.

    Args:
        wanted: the form in words.
        pattern: a regular expression the whole text matches.
    """

    wanted: str = "text"
    pattern: str = _ONE_LINE

    def parse(self, node: ValueNode) -> str:
        if not isinstance(node.value, str):
            raise ValueError(f"{node.shown} is not text; want {self.wanted}, in quotes")
        if not re.fullmatch(self.pattern, node.value):
            raise ValueError(f"{node.shown} is not understood; want {self.wanted}")
        return node.value

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}

    def describe(self) -> str:
        return self.wanted


class LocaleKind(TextKind):
    """One of Faker's locales; Faker is asked only where a locale is given."""

    def parse(self, node: ValueNode) -> str:
        from faker.config import AVAILABLE_LOCALES

        word = TextKind.parse(self, node)
        if word not in AVAILABLE_LOCALES:
            language = word.partition("_")[0]
            near = nearest(word, AVAILABLE_LOCALES) or nearest(language, AVAILABLE_LOCALES)
            hint = f"nearest is {near}" if near else f"want {self.describe()}"
            raise ValueError(f"{node.shown} is no locale of Faker; {hint}")
        return word


class BoolKind(Kind[bool]):
    """true or false; in a flag or the environment also 1, yes, on and their opposites."""

    def parse(self, node: ValueNode) -> bool:
        if isinstance(node.value, bool):
            return node.value
        word = node.text.lower()
        if node.loose and word in _TRUE + _FALSE:
            return word in _TRUE
        raise ValueError(f"{node.shown} is not true or false; want true or false")

    def json_schema(self) -> dict[str, Any]:
        return {"type": "boolean"}

    def describe(self) -> str:
        return "true or false"

    def show(self, value: bool) -> str:
        return "true" if value else "false"


@dataclass(frozen=True, slots=True)
class ChoiceKind(Kind[str]):
    """One of a few words; a word of digits may be written as a number."""

    words: tuple[str, ...]

    def parse(self, node: ValueNode) -> str:
        if isinstance(node.value, (str, int)) and str(node.value) in self.words:
            return str(node.value)
        hint = suggestion(node.text, self.words)
        near = f" ({hint})" if hint.startswith("nearest") else ""
        raise ValueError(f"{node.shown} is not known; want {self.describe()}{near}")

    def json_schema(self) -> dict[str, Any]:
        return {"enum": [*self.words, *(int(word) for word in self.words if word.isdigit())]}

    def describe(self) -> str:
        return ", ".join(self.words)


class TextsKind(Kind[tuple[str, ...]]):
    """A list of words; in a flag or the environment separated by commas."""

    def parse(self, node: ValueNode) -> tuple[str, ...]:
        if node.loose:
            given = tuple(filter(None, (word.strip() for word in node.text.split(","))))
            if not given:  # a variable that is not set, most likely: no keys would let everybody in
                raise ValueError(f"is empty; want {self.describe()}")
            return given
        if not isinstance(node.value, list):
            raise self.wrong(node, "a list")
        words = [item.value for item in node.value if isinstance(item.value, str) and item.value]
        if len(words) < len(node.value):
            raise ValueError("each item must be text, in quotes where it is a number")
        return tuple(words)

    def json_schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "minLength": 1}}

    def describe(self) -> str:
        return "a list of words"

    def show(self, value: tuple[str, ...]) -> str:
        return ", ".join(value) or "none"


@dataclass(frozen=True, slots=True)
class FileKind(Kind[Path]):
    """A file of at most `most_bytes`, by its path from the profile that names it."""

    most_bytes: int

    def parse(self, node: ValueNode) -> Path:
        if not isinstance(node.value, str):
            raise ValueError(f"{node.shown} is no path; want {self.describe()}")
        path = (node.folder_of(node.value) / node.value).absolute()
        note_file(path)
        size = _size(path)
        if size is None:
            raise ValueError(f"{node.shown} is no file in {node.folder}")
        if size > self.most_bytes:
            raise ValueError(f"{node.shown} is larger than {show_bytes(self.most_bytes)}")
        return path

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^(?:{_ONE_LINE})$"}

    def describe(self) -> str:
        return "a file beside this one"


class HostsKind(TextsKind):
    """A list of names of hosts, or "*"."""

    def parse(self, node: ValueNode) -> tuple[str, ...]:
        names = super().parse(node)
        for name in names:
            if not re.fullmatch(_HOST_NAME, name):
                raise ValueError(f"{shown(name)} is not a host; want {self.describe()}")
        return names

    def json_schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "pattern": f"^(?:{_HOST_NAME})$"}}

    def describe(self) -> str:
        return "a list of names without a port, or `*`"


class SecretsKind(TextsKind):
    """A list of words that are nobody's to read: no message and no listing shows them."""

    is_secret = True

    def parse(self, node: ValueNode) -> tuple[str, ...]:
        if not node.loose and not isinstance(node.value, list):
            raise ValueError(f"it is not a list; want {self.describe()}")
        return super().parse(node)

    def show(self, value: tuple[str, ...]) -> str:
        return ", ".join(map(_masked, value)) or "none"


class SecretKind(Kind[str]):
    """A word that is nobody's to read: no message and no listing shows it."""

    is_secret = True

    def parse(self, node: ValueNode) -> str:
        word = node.written or ""
        if not re.fullmatch(_SECRET, word):
            raise ValueError(f"cannot be it; want {self.describe()}")
        return word

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{_SECRET}$"}

    def describe(self) -> str:
        return "8 or more visible letters of ASCII"

    def show(self, value: str) -> str:
        return "***" if value else "none"


def _masked(secret: str) -> str:
    """Return what tells whoever knows some secrets which of them this is."""
    return f"{secret[:3]}...{secret[-4:]}" if len(secret) >= _LONG_SECRET else "***"


class SourceKind(Kind[str]):
    """Where a profile's numbers come from: text, or a flat mapping such as {tool: x, n: 5000}."""

    def parse(self, node: ValueNode) -> str:
        if isinstance(node.value, dict):
            return ", ".join(f"{key}: {_plain(item)}" for key, item in node.value.items())
        return _plain(node)

    def json_schema(self) -> dict[str, Any]:
        scalar = {"type": ["string", "number", "boolean"]}
        return {"anyOf": [scalar, {"type": "object", "additionalProperties": scalar}]}

    def describe(self) -> str:
        return "text, or a mapping of text"


def _plain(node: ValueNode) -> str:
    if isinstance(node.value, (list, dict)) or not node.text:
        raise ValueError(f"{node.shown} is not text; want text, or a mapping of text")
    return " ".join(node.text.split())


def _size(path: Path) -> int | None:
    """Return a file's bytes; a device or a pipe is no file, for it might never end."""
    try:
        return path.stat().st_size if path.is_file() else None
    except (OSError, ValueError):  # a name too long, or with a NUL in it
        return None
