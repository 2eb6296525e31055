"""Profiles that requests name: the shipped ones, and those beside the profile that runs.

Only names are looked for, never paths: whoever may ask a server may not look at its other files.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sanic_mock.errors import SettingsError
from sanic_mock.profile import find
from sanic_mock.profile.building import inside, under
from sanic_mock.profile.resolve import Given, resolve
from sanic_mock.profile.sections.server import Settings

MOST_BESIDE = 1_000


def names_under(server: Settings) -> dict[str, str]:
    """Return what each profile that requests may name is found by, a shipped name or a path."""
    shipped = {name: name for name in find.names()}
    return {**beside(server.folder), **shipped}


def named_settings(server: Settings, word: str, name: str) -> Settings:
    """Return the settings of a profile that answers under a server.

    Flags and environment go before what it says, as they do for the server's own.

    Args:
        server: the settings that run.
        word: what it is found by.
        name: what requests call it.

    Raises:
        SettingsError: with all that is wrong in it.
    """
    given = {key: Given(text, origin) for key, text, origin in server.given}
    return inside(replace(under(resolve(given, {}, word), server), backed=()), named=name)


def beside(folder: Path | None) -> dict[str, str]:
    """Return the profiles in a folder, by name."""
    if folder is None:
        return {}
    try:
        files = sorted(one for one in folder.iterdir() if one.suffix in find.ENDINGS)
    except OSError as error:
        raise SettingsError([f"{folder}: {error.strerror}"]) from None
    return {one.stem: str(one) for one in files[:MOST_BESIDE]}
