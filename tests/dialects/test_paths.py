"""What paths are, whichever models they name."""

from __future__ import annotations

import pytest

from sanic_mock.dialects.operation import State
from sanic_mock.dialects.paths import fitting_end
from sanic_mock.dialects.router import Router
from sanic_mock.profile.resolve import resolve
from sanic_mock.shared.store import Store

GOOGLE = "/v1/projects/p/locations/eu/publishers/google/models"


@pytest.fixture(scope="module")
def router() -> Router:
    """The vendors of a server."""
    return Router(State(resolve({}, {}), Store()))


@pytest.mark.parametrize(
    ("path", "endpoint"),
    [
        ("/v1/chat/completions", "/v1/chat/completions"),
        (
            "/openai/deployments/gpt%2F4o/chat/completions",
            "/openai/deployments/<deployment>/chat/completions",
        ),
        ("/v1beta/models/gemini-2.5-pro:generateContent", "/v1beta/models/<model>:generateContent"),
        (f"{GOOGLE}/x:streamGenerateContent", f"{GOOGLE}/<model>:streamGenerateContent"),
        ("/v1beta/openai/chat/completions", "/v1beta/openai/chat/completions"),
        ("/model/us.amazon.nova-lite-v1%3A0/converse", "/model/<model>/converse"),
        ("/nowhere", "/nowhere"),
    ],
)
def test_an_endpoint_is_the_same_whatever_model_a_path_names(
    router: Router, path: str, endpoint: str
) -> None:
    assert router.endpoint(path) == endpoint
    for before in ("", "/p/fast", "/t/alice"):
        assert fitting_end(before + path, endpoint) == path


def test_what_fits_nowhere_stays() -> None:
    assert fitting_end("/p/fast/v1/models", "/v1/<model>:x") == "/p/fast/v1/models"
