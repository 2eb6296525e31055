"""Environments of this folder's packages: one for each list of them, kept by pytest's cache."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.installing import install_once, node_folder, pinned_folder

HERE = Path(__file__).parent


def python_of(cache: pytest.Cache, wanted: str) -> Path:
    """Return an interpreter that has what a list names, or skip; `uv` installs it, in seconds."""
    pins = (HERE / wanted).read_bytes() + sys.version.encode()
    folder = pinned_folder(cache, Path(wanted).stem, pins)
    python = folder / "bin" / "python"
    uv = [str(python), "-m", "uv", "pip", "install", "--quiet", "--python", str(python)]
    commands = [
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", "--retries", "1", "uv"],
        [*uv, "-r", str(HERE / wanted)],
    ]
    install_once(wanted, commands, folder)
    return python


def node_of(cache: pytest.Cache, wanted: str) -> Path:
    """Return a folder with a folder's scripts and the modules that it names, or skip."""
    return node_folder(cache, wanted, HERE / wanted)
