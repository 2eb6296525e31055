"""Environments with one client, in pytest's cache, and what a script finds with a client."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.installing import install_once, pinned_folder
from tests.patience import run

RUN_S = 60.0

Faults = Mapping[str, str | None]


def python_with(cache: pytest.Cache, wanted: str, name: str) -> Path:
    """Return an interpreter that has what is wanted, or skip; it is made the first time.

    Args:
        cache: pytest's.
        wanted: a requirement, as pip has it.
        name: of the environment.
    """
    folder = pinned_folder(cache, name, wanted.encode() + sys.version.encode())
    interpreter = folder / "bin" / "python"
    make = [sys.executable, "-m", "venv", "--clear", "--without-pip", "--symlinks", str(folder)]
    pip = [sys.executable, "-m", "pip", "--python", str(interpreter), "install"]
    options = ["--quiet", "--retries", "1", "--no-compile"]
    install_once(wanted, [make, [*pip, *options, wanted]], folder)
    return interpreter


def faults_of(command: Sequence[str], cwd: Path | None = None) -> dict[str, str | None]:
    """Run a script and return what was wrong with each of its checks, None where nothing was."""
    done = run(command, RUN_S, cwd)
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line["check"]: line["fault"] for line in lines}
