"""Azure's client of model inference is answered by models of two vendors.

It lives in an environment of its own in pytest's cache, made the first time.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sanic_mock.dialects.openai.azure.extras import NAMED
from tests.clients.environment import Faults, faults_of, python_with
from tests.clients.packages.scripts import azure_inference
from tests.clients.packages.scripts.azure_inference import CHECKS, MODELS
from tests.sharing import sharing

WANTED = "azure-ai-inference==1.0.0b9"


# prints the parameters of what is answered behind each suffix
PARAMETERS = """
import inspect, json
from azure.ai.inference import ChatCompletionsClient as Chat, EmbeddingsClient as Embeddings
called = {"/chat/completions": Chat.complete, "/embeddings": Embeddings.embed}
print(json.dumps({name: [*inspect.signature(one).parameters] for name, one in called.items()}))
"""
NO_MEMBERS = {"self", "body", "model_extras", "kwargs"}  # of a request


@pytest.fixture(scope="module")
def python(request: pytest.FixtureRequest) -> Path:
    """An interpreter that has the client."""
    return python_with(request.config.cache, WANTED, "azure-inference")


@pytest.fixture(scope="module")
def faults(python: Path) -> Iterator[Faults]:
    """What was wrong with each check, None where nothing was."""
    with sharing() as server:
        yield faults_of([str(python), azure_inference.__file__, server.url])


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", CHECKS)
def test_a_client_of_model_inference_is_answered(faults: Faults, name: str, model: str) -> None:
    fault = faults[f"{name}-{model}"]

    assert fault is None, fault


def test_the_parameters_that_are_no_extras_are_those_of_the_client(python: Path) -> None:
    printed = subprocess.check_output([str(python), "-c", PARAMETERS], text=True)
    its = {suffix: {*names} - NO_MEMBERS for suffix, names in json.loads(printed).items()}
    its["/chat/completions"].add("modalities")  # the client is older [inference-2026]
    assert {suffix: {*names} for suffix, names in NAMED.items()} == its
