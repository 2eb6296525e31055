"""Which values JSON Schema calls equal: 1 and 1.0 are, and objects in any order of keys."""

from __future__ import annotations

import json
from typing import Any


def same(one: Any) -> str:
    """Return a text that is equal for values which JSON Schema calls equal (1 and 1.0 are)."""
    if type(one) is str:
        return f'"{one}"'
    return str(one) if type(one) is int else json.dumps(_plain(one), sort_keys=True)


def _plain(one: Any) -> Any:
    if isinstance(one, float) and one.is_integer():
        return int(one)
    if isinstance(one, list):
        return [_plain(item) for item in one]
    if isinstance(one, dict):
        return {key: _plain(item) for key, item in one.items()}
    return one
