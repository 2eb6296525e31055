"""Which models each endpoint answers for, and what those who ask for another one are told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sanic_mock.dialects.openai.models import purpose
from tests.requests import post
from tests.serving import Response, Server
from tests.sharing import lending, sharing, sharing_profile
from tests.talking import ask

Refusal = tuple[int, str, str | None]

# What each endpoint is asked, without the model.
ASKED: dict[str, dict[str, Any]] = {
    "chat/completions": {"messages": [{"role": "user", "content": "Hello"}]},
    "completions": {"prompt": "Hello"},
    "embeddings": {"input": "Hello"},
    "moderations": {"input": "Hello"},
    "responses": {"input": "Hello"},
}
NO_CHAT: Refusal = (
    404,
    "This is not a chat model and thus not supported in the v1/chat/completions endpoint. Did you "
    "mean to use v1/completions?",
    "model",
)
RESPONSES_ONLY: Refusal = (
    404,
    "This model is only supported in v1/responses and not in v1/chat/completions.",
    "model",
)
CHAT: Refusal = (
    404,
    "This is a chat model and not supported in the v1/completions endpoint. Did you mean to use "
    "v1/chat/completions?",
    "model",
)
NO_VECTORS: Refusal = (
    403,
    "You are not allowed to generate embeddings from this model",
    None,
)
NOT_SAMPLED: Refusal = (403, "You are not allowed to sample from this model", None)

# Endpoint, model, refusal.
ROWS: list[tuple[str, str, Refusal]] = [
    ("chat/completions", "gpt-3.5-turbo-instruct", NO_CHAT),
    ("chat/completions", "gpt-3.5-turbo-instruct-0914", NO_CHAT),
    ("chat/completions", "davinci-002", NO_CHAT),
    ("chat/completions", "ft:babbage-002:org::id", NO_CHAT),
    ("chat/completions", "gpt-5.1-codex", NO_CHAT),
    ("chat/completions", "gpt-5.4-pro", NO_CHAT),
    ("chat/completions", "gpt-5-codex", RESPONSES_ONLY),
    ("chat/completions", "o1-pro-2025-03-19", RESPONSES_ONLY),
    ("chat/completions", "o4-mini-deep-research", RESPONSES_ONLY),
    ("chat/completions", "text-embedding-3-small", NOT_SAMPLED),
    ("chat/completions", "omni-moderation-latest", NOT_SAMPLED),
    ("completions", "gpt-4o", CHAT),
    ("completions", "gpt-3.5-turbo", CHAT),
    ("completions", "gpt-5-mini", CHAT),
    ("completions", "o3", CHAT),
    ("completions", "chatgpt-4o-latest", CHAT),
    ("completions", "ft:gpt-4o-mini:org::id", CHAT),
    ("completions", "text-embedding-3-small", NOT_SAMPLED),
    ("completions", "text-moderation-stable", NOT_SAMPLED),
    ("embeddings", "gpt-4o", NO_VECTORS),
    ("embeddings", "gpt-3.5-turbo", NO_VECTORS),
    ("embeddings", "o1-pro", NO_VECTORS),
    ("embeddings", "davinci-002", NO_VECTORS),
    ("embeddings", "omni-moderation-latest", NO_VECTORS),
]
TAKEN = [
    ("chat/completions", "gpt-3.5-turbo-16k"),
    ("chat/completions", "ft:gpt-3.5-turbo-0125:davinci-002::id"),
    ("chat/completions", "gpt-5.1-chat-latest"),
    ("chat/completions", "my-codex-pro"),
    ("completions", "gpt-3.5-turbo-instruct"),
    ("completions", "my-gpt-4o"),
    ("embeddings", "text-embedding-3-large"),
    ("embeddings", "text-embedding-ada-002-v2"),
    ("embeddings", "bge-m3"),
]
AZURES = {
    ("chat/completions", "davinci-002"): "chatCompletion",
    ("completions", "gpt-4o"): "completion",
    ("embeddings", "gpt-4"): "embeddings",
}


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server of any model."""
    with sharing(module=request.param) as running:
        yield running


@pytest.fixture(scope="module")
def choosy() -> Iterator[Server]:
    """A server of two models, one of which is its own and stands for both."""
    with lending("model: davinci-002\nmodels: [mine]\n") as running:
        yield running


def asking(endpoint: str, model: str, *fields: str) -> bytes:
    """Return an endpoint's request for a model."""
    body = json.dumps({"model": model, **ASKED[endpoint]}).encode()
    return post(body, *fields, path=f"/v1/{endpoint}")


def told(response: Response, status: int) -> tuple[str, str | None, str | None]:
    """Return message, param and code of a refusal."""
    assert response.status == status
    refusal = json.loads(response.body)["error"]
    return refusal["message"], refusal["param"], refusal["code"]


@pytest.mark.parametrize(("endpoint", "model", "refusal"), ROWS)
def test_a_model_of_another_endpoint_is_refused_in_openais_words(
    server: Server, endpoint: str, model: str, refusal: Refusal
) -> None:
    status, message, param = refusal

    assert told(ask(server, asking(endpoint, model)), status) == (message, param, None)


@pytest.mark.parametrize(("endpoint", "model"), [row[:2] for row in ROWS[::4]])
def test_a_lenient_endpoint_answers_for_any_model(
    server: Server, endpoint: str, model: str
) -> None:
    assert ask(server, asking(endpoint, model, "x-mock-mode: lenient")).status == 200


@pytest.mark.parametrize(("endpoint", "model"), TAKEN)
def test_a_model_of_the_endpoint_or_of_ones_own_answers(
    server: Server, endpoint: str, model: str
) -> None:
    assert ask(server, asking(endpoint, model)).status == 200


@pytest.mark.parametrize("model", ["mine", "davinci-002"])
@pytest.mark.parametrize("endpoint", ASKED)
def test_what_a_profile_names_as_its_model_is_for_every_endpoint(
    choosy: Server, endpoint: str, model: str
) -> None:
    assert ask(choosy, asking(endpoint, model)).status == 200


@pytest.mark.parametrize("mode", ["strict", "lenient"])
@pytest.mark.parametrize("endpoint", ASKED)
def test_a_model_that_is_not_listed_is_not_found_anywhere(
    choosy: Server, endpoint: str, mode: str
) -> None:
    refused = ask(choosy, asking(endpoint, "other", f"x-mock-mode: {mode}"))

    message = "The model `other` does not exist or you do not have access to it."
    assert told(refused, 404) == (message, None, "model_not_found")


RETIRED = [
    ("chat/completions", "gpt-3.5-turbo-0613"),
    ("chat/completions", "gpt-4-32k"),
    ("completions", "text-davinci-003"),
]


@pytest.mark.parametrize(("endpoint", "model"), RETIRED)
def test_a_model_that_was_shut_down_is_refused_in_strict_mode_unless_it_is_listed(
    server: Server, endpoint: str, model: str
) -> None:
    message = (
        f"The model `{model}` has been deprecated, learn more here: "
        "https://platform.openai.com/docs/deprecations"
    )
    shown = f"GET /v1/models/{model} HTTP/1.1\r\nHost: m\r\n\r\n".encode()

    refused = told(ask(server, asking(endpoint, model)), 404)
    assert refused == (message, None, "model_not_found")
    assert ask(server, shown).status == 404
    assert ask(server, asking("responses", model)).status == 404
    assert ask(server, asking(endpoint, model, "x-mock-mode: lenient")).status == 200
    with sharing_profile(f"models: [{model}]\n") as listing:
        assert ask(listing, asking(endpoint, model)).status == 200
    with sharing_profile("models: [replay-model]\n") as listing:
        assert told(ask(listing, asking(endpoint, model)), 404) == refused


@pytest.mark.parametrize(
    ("method", "message", "param"),
    [
        ("GET", "The model `other` does not exist or you do not have access to it.", None),
        ("DELETE", "The model 'other' does not exist", "model"),
    ],
)
def test_a_model_is_shown_where_it_is_answered(
    choosy: Server, server: Server, method: str, message: str, param: str | None
) -> None:
    other = f"{method} /v1/models/other HTTP/1.1\r\nHost: m\r\n\r\n".encode()

    assert told(ask(choosy, other), 404) == (message, param, "model_not_found")
    assert json.loads(ask(server, other).body)["id"] == "other"


@pytest.mark.parametrize(("endpoint", "model"), AZURES)
def test_azure_names_the_operation_that_a_deployment_is_not_for(
    server: Server, endpoint: str, model: str
) -> None:
    root = f"/openai/deployments/{model}"
    path = f"{root}/{endpoint}?api-version=2024-10-21"
    refused = ask(server, post(json.dumps(ASKED[endpoint]).encode(), path=path))
    message = (
        f"The {AZURES[endpoint, model]} operation does not work with the specified model, {model}. "
        "Please choose different model and try again. You can learn more about which models can be "
        "used with each operation here: https://go.microsoft.com/fwlink/?linkid=2197993."
    )

    assert refused.status == 400
    error = json.loads(refused.body)["error"]
    assert error == {"code": "OperationNotSupported", "message": message}


@pytest.mark.parametrize("name", ["", "ft:", "ft::", "gpt-", "o", "instruct", "x" * 10_000])
def test_nobody_knows_what_a_strange_name_is_for(name: str) -> None:
    assert purpose(name) is None
