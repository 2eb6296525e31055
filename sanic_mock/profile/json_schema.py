"""The JSON Schema of a profile, for editors that complete and check YAML."""

from __future__ import annotations

from typing import Any

from sanic_mock.profile.dist import definitions
from sanic_mock.profile.schema import KEYS, Key, children


def json_schema() -> dict[str, Any]:
    """Return the schema, draft 2020-12. What spans several keys (`extends`) only `check` knows."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "sanic-mock profile",
        # an empty file is all defaults
        "anyOf": [{"type": "null"}, _mapping("")],
        "$defs": definitions(key.kind for key in KEYS.values()),
    }


def _mapping(path: str) -> dict[str, Any]:
    names = {word: f"{path}.{word}" if path else word for word in children(path)}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            word: _value(KEYS[name]) if name in KEYS else _mapping(name)
            for word, name in names.items()
        },
    }


def _value(key: Key) -> dict[str, Any]:
    default = "" if key.default is None else f" (default {key.shown_default})"
    return {"description": f"{key.doc}{default}", **key.kind.json_schema()}
