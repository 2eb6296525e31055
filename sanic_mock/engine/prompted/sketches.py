"""Objects that are sketched in a prompt, in JSON or nearly so, to the schema of what is like them.

Keys with or without quotes; values are examples (`"Anna"`, 1.5, []), placeholders ("<string>",
"{answer}  # a float"), or types ((type: array of string), number | null, string[], "a" | "b");
comments are passed over. What is read is bounded by depth and by length, and nothing is evaluated.
"""

from __future__ import annotations

import json
import re
from typing import Any

from sanic_mock.engine.prompted.types import Schema, of_example, of_key, of_keys, of_words

LONGEST = 32_768
DEEPEST = 8
_SPACE = re.compile(r"(?:\s|,|;|//[^\n]*|#[^\n]*|/\*.*?\*/|\.\.\.|…)*", re.DOTALL)
_BLANK = re.compile(r"[ \t\r\n]*")
_KEY = re.compile(r"""(?:"([^"\n]{1,80})"|'([^'\n]{1,80})'|([A-Za-z_$][\w$.-]{0,79}))(\??)\s*:""")
_BARE = re.compile(r"""["'`]?([A-Za-z_$][\w$-]{0,79})["'`]?(?=\s*[,}])""")
_PLACEHOLDER = re.compile(r"\{\s*[\w.]+\s*\}$")
_STRING = re.compile(r'"(?:[^"\\\n]|\\.){0,2000}"')
_WORDS = re.compile(
    r"""(?:"[^"\n]*"|'[^'\n]*'|<[^<>\n]*(?:<[^<>\n]*>)?>|\[\]|[^,;{}\[\]\n"'#/]|/(?!/))+"""
)
_COMMENT = re.compile(r"[ \t,]*(?://|#)([^\n]*)")
_LITERAL = re.compile(r"(?:true|false|null|-?\d+(?:\.\d+)?)(?=\s*[,}\]\n/#])")


class NotAnObjectError(ValueError):
    """The text is no sketch of an object."""


def sketched(text: str, start: int) -> tuple[Schema, int]:
    """Return the schema of the object, or array, that begins in a place, and where it ends.

    Raises:
        NotAnObjectError: there is none.
    """
    return _Sketch(text[: start + LONGEST]).value(start, "", 0)


class _Sketch:
    """One text while it is read."""

    def __init__(self, text: str) -> None:
        self._text = text

    def value(self, at: int, key: str, depth: int) -> tuple[Schema, int]:
        text = self._text
        char = text[at : at + 1]
        if depth > DEEPEST or not char:
            raise NotAnObjectError
        if char == "{":
            return self._object(at + 1, depth)
        if char == "[":
            return self._array(at + 1, key, depth)
        if char == "(":
            return self._described(at, key, depth)
        if match := _LITERAL.match(text, at):
            return of_example(json.loads(match[0]), key), match.end()
        return self._words(at, key)

    def _object(self, at: int, depth: int) -> tuple[Schema, int]:
        keys: dict[str, Schema] = {}
        optional = set()
        while True:
            at = self._skip(at)
            if self._text.startswith("}", at):
                break
            match = _KEY.match(self._text, at)
            if match is None and (bare := _BARE.match(self._text, at)):
                keys[bare[1]], at = of_key(bare[1]), bare.end()
                continue
            if match is None:
                raise NotAnObjectError
            key = match[1] or match[2] or match[3]
            at = self._blank(match.end())
            keys[key], at = self.value(at, key, depth + 1)
            if match[4]:
                optional.add(key)
        if not keys and depth:
            return {"type": "object"}, at + 1
        if not keys or self._is_placeholder(at):
            raise NotAnObjectError
        return of_keys(keys, frozenset(optional)), at + 1

    def _is_placeholder(self, end: int) -> bool:
        """Return whether what ends in a place is one word in braces: "{question}"."""
        return _PLACEHOLDER.search(self._text, max(0, end - 82), end + 1) is not None

    def _array(self, at: int, key: str, depth: int) -> tuple[Schema, int]:
        items: list[Schema] = []
        at = self._skip(at)
        while not self._text.startswith("]", at):
            one, end = self.value(at, key.removesuffix("s"), depth + 1)
            if end <= at:
                raise NotAnObjectError
            items.append(one)
            at = self._skip(end)
        item = items[0] if items else of_example("", key)
        return {"type": "array", "items": item, "minItems": 1}, at + 1

    def _described(self, at: int, key: str, depth: int) -> tuple[Schema, int]:
        """Read what stands in parentheses; an object in it is what is described."""
        end = self._closing(at)
        inner = self._text[at + 1 : end]
        brace = inner.find("{")
        if brace < 0:
            return of_words(inner, key), end + 1
        found, _ = self.value(at + 1 + brace, key, depth + 1)
        is_list = re.search(r"\b(?:array|list)\b", inner[:brace]) is not None
        return ({"type": "array", "items": found, "minItems": 1} if is_list else found), end + 1

    def _words(self, at: int, key: str) -> tuple[Schema, int]:
        """Read a string, a type, or several of them; a comment behind it says more."""
        text = self._text
        if match := _STRING.match(text, at):
            after = text[match.end() : match.end() + 200].lstrip(" \t")[:1]
            if after != "|":
                said = _decoded(match[0])
                note = _COMMENT.match(text, match.end())
                return _of_string(said, note[1] if note else "", key), match.end()
        match = _WORDS.match(text, at)
        if match is None or not match[0].strip():
            raise NotAnObjectError
        end = match.end()
        said = match[0]
        if text.startswith("[", end) and (close := text.find("]", end, end + 200)) > 0:
            said, end = said + text[end : close + 1], close + 1
        return of_words(said, key), end

    def _closing(self, at: int) -> int:
        depth = 0
        for match in re.compile(r"[()]").finditer(self._text, at):
            depth += 1 if match[0] == "(" else -1
            if not depth:
                return match.start()
        raise NotAnObjectError

    def _skip(self, at: int) -> int:
        match = _SPACE.match(self._text, at)
        return match.end() if match else at

    def _blank(self, at: int) -> int:
        match = _BLANK.match(self._text, at)
        return match.end() if match else at


def _of_string(said: str, note: str, key: str) -> Schema:
    found = of_example(said, key)
    is_typed = found != {"type": "string"}
    return found if is_typed or not note else _noted(note)


def _noted(note: str) -> Schema:
    """Return what a comment says of a string: its choices, and no other type."""
    found = of_words(note)
    return found if "enum" in found else {"type": "string"}


def _decoded(quoted: str) -> Any:
    try:
        return json.loads(quoted)
    except ValueError:
        return quoted[1:-1]
