"""Environments that packages are installed into: one for each list of them, kept by pytest's cache.

What cannot be installed is skipped, with the reason.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

HERE = Path(__file__).parent
INSTALL_S = 300.0
_DONE = "installed"


def python_of(cache: pytest.Cache, wanted: str) -> Path:
    """Return an interpreter that has what a list names; `uv` installs it, in seconds."""
    folder = _folder(cache, wanted, (HERE / wanted).read_bytes() + sys.version.encode())
    python = folder / "bin" / "python"
    uv = [str(python), "-m", "uv", "pip", "install", "--quiet", "--python", str(python)]
    commands = [
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", "--retries", "1", "uv"],
        [*uv, "-r", str(HERE / wanted)],
    ]
    _once(folder, wanted, commands)
    return python


def node_of(cache: pytest.Cache, wanted: str) -> Path:
    """Return a folder with scripts and the modules that its `package.json` names."""
    npm = tool("npm")
    source = HERE / wanted
    folder = _folder(cache, wanted, (source / "package.json").read_bytes())
    for script in source.iterdir():
        shutil.copy(script, folder)
    command = [npm, "install", "--no-audit", "--no-fund", "--fetch-retries=1"]
    _once(folder, wanted, [command])
    return folder


def tool(name: str) -> str:
    """Return where a command is, or skip."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"there is no {name}")
    return found


def install(what: str, command: Sequence[str], folder: Path) -> None:
    """Run a command that installs something, or skip."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_S
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"{what} could not be installed in {INSTALL_S:.0f} s")
    if done.returncode:
        pytest.skip(f"{what} could not be installed: {(done.stderr or done.stdout)[-300:]}")


def _folder(cache: pytest.Cache, wanted: str, pins: bytes) -> Path:
    name = f"{Path(wanted).stem}-{hashlib.sha256(pins).hexdigest()[:12]}"
    folder: Path = cache.mkdir(name)
    return folder


def _once(folder: Path, what: str, commands: Sequence[Sequence[str]]) -> None:
    if not (folder / _DONE).exists():
        for command in commands:
            install(what, command, folder)
        (folder / _DONE).touch()
