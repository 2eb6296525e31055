"""What clients need is installed into a folder of pytest's cache, the first time."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

INSTALL_S = 180.0


def is_installed(folder: Path) -> bool:
    """Return whether a folder has all that it needs."""
    return (folder / "installed").exists()


def install(installer: str, wanted: str, command: Sequence[str], folder: Path) -> None:
    """Run an installer's command in a folder, and mark that it is done; or skip."""
    failed = f"{installer} could not install {wanted}"
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_S
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"{failed} in {INSTALL_S:.0f} s")
    if done.returncode:
        pytest.skip(f"{failed}: {done.stderr[-300:]}")
    (folder / "installed").touch()
