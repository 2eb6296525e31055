"""The last version of OpenAI's client before 3 does the same; many frameworks still hold it.

It lives in an environment of its own in pytest's cache, made the first time.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients import surface_script
from tests.clients.environment import Faults, faults_of, python_with
from tests.sharing import sharing

WANTED = "openai>=2,<3"


@pytest.fixture(scope="module")
def python(request: pytest.FixtureRequest) -> Path:
    """An interpreter that has the client."""
    return python_with(request.config.cache, WANTED, "openai-two")


@pytest.fixture(scope="module")
def faults(python: Path, busy_profile: str) -> Iterator[Faults]:
    """What was wrong with each check, None where nothing was."""
    with sharing() as server, sharing("-profile", busy_profile) as busy:
        yield faults_of([str(python), surface_script.__file__, server.url, busy.url])


def test_the_client_is_of_version_2(python: Path) -> None:
    told = "import openai; print(openai.__version__)"
    done = subprocess.run([str(python), "-c", told], capture_output=True, text=True, check=True)

    assert done.stdout.startswith("2.")


@pytest.mark.parametrize("name", surface_script.CHECKS)
def test_openai_2(faults: Faults, name: str) -> None:
    assert faults[name] is None, faults[name]
