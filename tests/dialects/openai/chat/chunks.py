"""Takes answers of chat apart."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def order(value: Json) -> list[str]:
    """Return an object's keys in their order."""
    return list(value)


def deltas(found: list[Json]) -> list[Json]:
    """Return the deltas of chunks of one choice."""
    return [one["choices"][0]["delta"] for one in found]
