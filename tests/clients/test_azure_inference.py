"""Azure's client of model inference is answered by models of two vendors.

It lives in an environment of its own in pytest's cache, made the first time.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.clients.environment import Faults, faults_of, python_with
from tests.clients.packages.scripts import azure_inference
from tests.clients.packages.scripts.azure_inference import CHECKS, MODELS
from tests.sharing import sharing

WANTED = "azure-ai-inference==1.0.0b9"


@pytest.fixture(scope="module")
def faults(request: pytest.FixtureRequest) -> Iterator[Faults]:
    """What was wrong with each check, None where nothing was."""
    python = python_with(request.config.cache, WANTED, "azure-inference")
    with sharing() as server:
        yield faults_of(python, azure_inference.__file__, server.url)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", CHECKS)
def test_a_client_of_model_inference_is_answered(faults: Faults, name: str, model: str) -> None:
    fault = faults[f"{name}-{model}"]

    assert fault is None, fault
