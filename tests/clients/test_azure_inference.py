"""Azure's client of model inference is answered by models of two vendors.

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

from tests.clients.installing import install, is_installed
from tests.clients.packages.scripts import azure_inference
from tests.clients.packages.scripts.azure_inference import CHECKS, MODELS
from tests.sharing import sharing

WANTED = "azure-ai-inference==1.0.0b9"
RUN_S = 60.0

Faults = Mapping[str, str | None]


@pytest.fixture(scope="module")
def python(request: pytest.FixtureRequest) -> Path:
    """An interpreter that has the client."""
    version = f"{sys.version_info.major}{sys.version_info.minor}"
    folder = request.config.cache.mkdir(f"azure-inference-py{version}")
    interpreter: Path = folder / "bin" / "python"
    if not is_installed(folder):
        venv.create(folder, clear=True, with_pip=False, symlinks=True)
        pip = [sys.executable, "-m", "pip", "--python", str(interpreter)]
        options = ["--quiet", "--retries", "1", "--no-compile"]
        install("pip", WANTED, [*pip, "install", *options, WANTED], folder)
    return interpreter


@pytest.fixture(scope="module")
def faults(python: Path) -> Iterator[Faults]:
    """What was wrong with each check, None where nothing was."""
    with sharing() as server:
        command = [str(python), azure_inference.__file__, server.url]
        done = subprocess.run(command, capture_output=True, text=True, timeout=RUN_S)
        assert done.returncode == 0, done.stderr[-2000:]
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        yield {line["check"]: line["fault"] for line in lines}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", CHECKS)
def test_a_client_of_model_inference_is_answered(faults: Faults, name: str, model: str) -> None:
    fault = faults[f"{name}-{model}"]

    assert fault is None, fault
