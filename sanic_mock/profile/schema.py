"""The one table of what a profile may say, made from the sections.

From it come the checks, the JSON Schema, the README's table, and what `profiles show` lists.
"""

from __future__ import annotations

from sanic_mock.profile.keys import Key, keys_of
from sanic_mock.profile.sections import about
from sanic_mock.profile.sections.server import Settings

KEYS: dict[str, Key] = {**about.KEYS, **keys_of(Settings)}


def markdown_table() -> str:
    """Return the README's table of profile keys."""
    lines = ["| key | value | default | |", "| --- | --- | --- | --- |"]
    for key in KEYS.values():
        default = "drawn at start" if key.name == "seed" else key.shown_default
        lines.append(f"| `{key.name}` | {key.kind.describe()} | {default} | {key.doc} |")
    return "\n".join(lines)
