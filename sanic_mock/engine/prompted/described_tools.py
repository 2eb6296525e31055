"""What a prompt says of one tool's arguments: a JSON schema behind its name, or its signature."""

from __future__ import annotations

import json
import re
from typing import Any

from sanic_mock.engine.prompted.types import Schema, of_keys, of_words

_LONGEST = 8_192  # characters of a description that are read
_ONE_TEXT = of_keys({"input": {"type": "string"}})
_DECODER = json.JSONDecoder()
_PARAMETER = re.compile(r"\*{0,2}(\w+)")
# A parameter with its annotation, which may have commas in brackets, and brackets in these.
_PART = re.compile(r"(?:[^,\[\]]|\[(?:[^\[\]]|\[[^\[\]]*\])*\]|[\[\]])+")


def arguments_of(name: str, text: str) -> Schema:
    """Return the schema of a tool's arguments as a text describes it; else that of one text."""
    return _schema(name, text) or _signature(name, text) or _ONE_TEXT


def _schema(name: str, text: str) -> Schema | None:
    """Return the JSON schema in the lines behind "Tool Name: …", before the next tool's."""
    named = re.search(rf"\bName:[ \t]*{re.escape(name)}[ \t]*$", text, re.M | re.I)
    if named is None:
        return None
    rest = text[named.end() : named.end() + _LONGEST]
    end = re.search(r"\bName:", rest, re.I)
    given = re.search(r"\b(?:Args|Arguments|Parameters|Schema):\s*(?=\{)", rest, re.I)
    if given is None or (end is not None and end.start() < given.start()):
        return None
    return _decoded(rest[given.end() :])


def _decoded(text: str) -> Schema | None:
    try:
        value: Any = _DECODER.raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and isinstance(value.get("properties"), dict) else None


def _signature(name: str, text: str) -> Schema | None:
    """Return the schema of parameters as Python writes them: `name(city: str, days: int = 3)`."""
    signed = re.search(rf"\b{re.escape(name)}\(([^()\n]*)\)", text)
    if signed is None:
        return None
    properties, optional = {}, set()
    for part in filter(None, map(str.strip, _PART.findall(signed[1]))):
        declared, equals, _ = part.partition("=")
        named, colon, annotation = (one.strip() for one in declared.partition(":"))
        found = _PARAMETER.fullmatch(named)
        if found is None or (colon and not annotation and not equals):
            return None
        properties[found[1]] = of_words(annotation, found[1])
        optional |= {found[1]} if equals else set()
    return of_keys(properties, frozenset(optional))
