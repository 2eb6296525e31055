"""The last version of OpenAI's client before 3 does the same; many frameworks still hold it.

It lives in an environment of its own in pytest's cache, made the first time.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.clients import surface_script
from tests.clients.installing import install, is_installed
from tests.sharing import sharing

WANTED = "openai>=2,<3"
RUN_S = 60.0

Faults = Mapping[str, str | None]


@pytest.fixture(scope="module")
def python(request: pytest.FixtureRequest) -> Path:
    """An interpreter that has the client."""
    version = f"{sys.version_info.major}{sys.version_info.minor}"
    folder = request.config.cache.mkdir(f"openai-two-py{version}")
    interpreter: Path = folder / "bin" / "python"
    if not is_installed(folder):
        venv.create(folder, clear=True, with_pip=False, symlinks=True)
        pip = [sys.executable, "-m", "pip", "--python", str(interpreter)]
        options = ["--quiet", "--retries", "1", "--no-compile"]
        install("pip", WANTED, [*pip, "install", *options, WANTED], folder)
    return interpreter


@pytest.fixture(scope="module")
def faults(python: Path, busy_profile: str) -> Iterator[Faults]:
    """What was wrong with each check, None where nothing was."""
    with sharing() as server, sharing("-profile", busy_profile) as busy:
        command = [str(python), surface_script.__file__, server.url, busy.url]
        done = subprocess.run(command, capture_output=True, text=True, timeout=RUN_S)
        assert done.returncode == 0, done.stderr[-2000:]
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        yield {line["check"]: line["fault"] for line in lines}


def test_the_client_is_of_version_2(python: Path) -> None:
    told = "import openai; print(openai.__version__)"
    done = subprocess.run([str(python), "-c", told], capture_output=True, text=True, check=True)

    assert done.stdout.startswith("2.")


@pytest.mark.parametrize("name", surface_script.CHECKS)
def test_openai_2(faults: Faults, name: str) -> None:
    assert faults[name] is None, faults[name]
