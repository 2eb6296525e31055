"""What tests need of other package managers is installed into a folder, once, or they are skipped.

The folders are of pytest's cache. A mark in a folder says that it has all it needs.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

INSTALL_S = 300.0
_DONE = "installed"
_NPM = ("install", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-retry-mintimeout=500")


def tool(name: str) -> str:
    """Return where a command is, or skip."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"there is no {name}")
    return found


def install(what: str, command: Sequence[str], folder: Path) -> None:
    """Run a command that installs something, or skip."""
    failed = f"{what} could not be installed"
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_S
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"{failed} in {INSTALL_S:.0f} s")
    if done.returncode:
        pytest.skip(f"{failed}: {(done.stderr or done.stdout)[-300:]}")


def install_once(what: str, commands: Iterable[Sequence[str]], folder: Path) -> None:
    """Run the commands that install something, the first time, or skip."""
    if not (folder / _DONE).exists():
        for command in commands:
            install(what, command, folder)
        (folder / _DONE).touch()


def pinned_folder(cache: pytest.Cache, name: str, pins: bytes) -> Path:
    """Return a folder for what these bytes name, with their versions."""
    folder: Path = cache.mkdir(f"{name}-{hashlib.sha256(pins).hexdigest()[:12]}")
    return folder


def node_folder(cache: pytest.Cache, name: str, source: Path) -> Path:
    """Return a folder with the scripts in another and the modules that its `package.json` names."""
    npm = tool("npm")
    folder = pinned_folder(cache, name, (source / "package.json").read_bytes())
    for script in source.iterdir():
        shutil.copy(script, folder)
    install_node_modules(name, npm, folder)
    return folder


def install_node_modules(what: str, npm: str, folder: Path) -> None:
    """Install the modules that a folder's `package.json` names, the first time, or skip."""
    install_once(what, [[npm, *_NPM]], folder)
