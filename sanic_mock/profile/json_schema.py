"""The JSON Schema of a profile, for editors that complete and check YAML."""

from __future__ import annotations

from typing import Any

from sanic_mock.profile.dist import definitions
from sanic_mock.profile.mappings import mapping_schema
from sanic_mock.profile.schema import KEYS


def json_schema() -> dict[str, Any]:
    """Return the schema, draft 2020-12. What spans several keys (`extends`) only `check` knows."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "sanic-mock profile",
        # an empty file is all defaults
        "anyOf": [{"type": "null"}, mapping_schema(KEYS)],
        "$defs": definitions(key.kind for key in KEYS.values()),
    }
