"""Where profiles are: shipped ones by name, others by path."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sanic_mock.errors import SettingsError
from sanic_mock.profile.nearest import nearest
from sanic_mock.profile.nodes import shown
from sanic_mock.units import printable

_PACKAGE = Path(__file__).resolve().parents[1]
ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """A profile's file.

    Args:
        path: where it is.
        label: how messages name it; shipped ones are "profiles/NAME.yaml" wherever they are.
    """

    path: Path
    label: str


def shipped_folder() -> Path:
    """Return the folder of shipped profiles: inside the wheel, or beside the package's sources."""
    inside = _PACKAGE / "profiles"
    return inside if inside.is_dir() else _PACKAGE.parent / "profiles"


def names() -> list[str]:
    """Return the names of all shipped profiles, sorted."""
    return sorted(path.stem for path in shipped_folder().glob("*.yaml"))


def find(word: str, beside: ProfileFile | None = None) -> ProfileFile:
    """Return the profile that `word` names.

    Args:
        word: a shipped profile's name, or a path: with a separator, or ending in .yaml or .yml.
        beside: the file in which a relative path is written; None is the working directory.

    Raises:
        SettingsError: no shipped profile has that name. Paths are not looked at yet.
    """
    if is_path(word):
        near = beside.path.parent if beside else Path()
        label = Path(beside.label).parent / word if beside else Path(word)
        return ProfileFile(near / word, _one_line(os.path.normpath(label)))
    if word in names():
        return ProfileFile(shipped_folder() / f"{word}.yaml", f"profiles/{word}.yaml")
    raise SettingsError([f"{no_profile(word, names())}; or give a path"])


def no_profile(word: str, known: Sequence[str]) -> str:
    """Return what is wrong of a word that is none of the profiles that are known."""
    near = nearest(word, known)
    hint = f"nearest is {near}; " if near else ""
    return f"{shown(word)} is no profile; {hint}known: {', '.join(known) or 'no profile'}"


def is_path(word: str) -> bool:
    """Tell a path from a name."""
    separators = [os.sep, os.altsep] if os.altsep else [os.sep]
    return word.endswith(ENDINGS) or any(one in word for one in separators)


def _one_line(label: str) -> str:
    return label if label.isprintable() else printable(label)
