"""The one table of what a profile may say, made from the sections.

From it come the checks, the JSON Schema, the table of profiles/README.md, and what `profiles show`
lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sanic_mock.profile.chosen import DRAWN
from sanic_mock.profile.dist import DistKind
from sanic_mock.profile.keys import keys_of, keys_of_fields
from sanic_mock.profile.mappings import mapping_schema
from sanic_mock.profile.sections import about
from sanic_mock.profile.sections.server import OF_CONNECTION, OF_SERVER, Settings
from sanic_mock.profile.table import Keys, Kind, children
from sanic_mock.profile.top_level import note_top_level

KEYS: Keys = {**about.KEYS, **keys_of(Settings)}
#: Keys of what is the server's, whoever answers.
OF_SERVER_KEYS = {"backends", *keys_of_fields(Settings, (*OF_SERVER, *OF_CONNECTION))}

_LEFT = {name: one for name, one in KEYS.items() if name not in {*OF_SERVER_KEYS, *about.KEYS}}
note_top_level(children(KEYS), {*children(KEYS)} - {*children(_LEFT)})


def markdown_table(keys: Keys = KEYS) -> str:
    """Return the table of profile keys for profiles/README.md."""
    head = ["| key | value | default | |", "| --- | --- | --- | --- |"]
    return "\n".join([*head, *_rows(keys)])


def _rows(keys: Keys, before: str = "") -> Iterator[str]:
    """Yield a row for each key, and below it one for each key inside its value."""
    for key in keys.values():
        default = DRAWN if key.name == "seed" else key.shown_default
        yield f"| `{before}{key.name}` | {key.kind.describe()} | {default} | {key.doc} |"
        for between, inside in key.kind.tables():
            yield from _rows(inside, f"{before}{key.name}{between}.")


def json_schema() -> dict[str, Any]:
    """Return the schema, draft 2020-12. What spans several keys (`extends`) only `check` knows."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "sanic-mock profile",
        # an empty file is all defaults
        "anyOf": [{"type": "null"}, mapping_schema(KEYS)],
        "$defs": definitions(key.kind for key in KEYS.values()),
    }


def definitions(kinds: Iterable[Kind[Any]]) -> dict[str, Any]:
    """Return the JSON Schema definitions that these kinds, or what is inside them, refer to."""
    by_unit: dict[str, Any] = {}
    for kind in kinds:
        if isinstance(kind, DistKind):
            by_unit[kind.unit] = kind.definition()
        for _, keys in kind.tables():
            by_unit |= definitions(key.kind for key in keys.values())
    return by_unit
