"""Profiles that are written to a file and resolved."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from sanic_mock.errors import SettingsError
from sanic_mock.profile.resolve import Given, resolve
from sanic_mock.settings import Settings


def resolved(
    folder: Path, text: str, name: str = "my.yaml", flags: Mapping[str, Given] | None = None
) -> Settings:
    """Return what a profile comes to that is written to the working directory."""
    (folder / name).write_text(text, encoding="utf-8")
    return resolve(flags, profile=name)


def problems(folder: Path, text: str, name: str = "my.yaml") -> list[str]:
    """Return what is wrong with it."""
    with pytest.raises(SettingsError) as raised:
        resolved(folder, text, name)
    return list(raised.value.problems)
