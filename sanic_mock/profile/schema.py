"""The one table of what a profile may say, made from the sections.

From it come the checks, the JSON Schema, the table of profiles/README.md, and what `profiles show`
lists.
"""

from __future__ import annotations

from collections.abc import Iterator

from sanic_mock.profile.chosen import DRAWN
from sanic_mock.profile.keys import keys_of
from sanic_mock.profile.sections import about
from sanic_mock.profile.sections.server import Settings
from sanic_mock.profile.table import Keys

KEYS: Keys = {**about.KEYS, **keys_of(Settings)}


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
