"""Whom Azure's gateway refuses, in its own sentences, and what it leaves to the model."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from sanic_mock.dialects.openai.azure import errors
from sanic_mock.errors import Problem
from tests.dialects.openai.azure.deployments import DEPLOYMENT, PATH, UUID, VERSION, at
from tests.requests import chat, chunked, post
from tests.serving import Response, Server
from tests.sharing import lending, sharing
from tests.talking import ask, serving_quietly

RIGHT = "api-key: right"
NOT_FOUND = (404, b'{"error":{"code":"404","message": "Resource not found"}}')
BAD_KEY = (
    401,
    b'{"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong '
    b"API endpoint. Make sure to provide a valid key for an active subscription and use a correct "
    b'regional API endpoint for your resource."}}',
)
BAD_TOKEN = (
    401,
    b'{ "statusCode": 401, "message": "Unauthorized. Access token is missing, invalid, audience '
    b'is incorrect (https://cognitiveservices.azure.com), or have expired." }',
)
NO_DEPLOYMENT = (
    404,
    b'{"error":{"code":"DeploymentNotFound", "message":"The API deployment for this resource does '
    b"not exist. If you created the deployment within the last 5 minutes, please wait a moment and "
    b'try again."}}',
)


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server that checks keys and serves two models, on either lane."""
    profile = tmp_path_factory.mktemp("profiles") / "azure.yaml"
    profile.write_text("api_keys: [right, other]\nmodels: [gpt-4o, 模]\n", "utf-8")
    with serving_quietly("-profile", str(profile), module=request.param) as running:
        yield running


def get(path: str, *fields: str, method: str = "GET") -> bytes:
    """Return a request without a body."""
    lines = [f"{method} {path} HTTP/1.1", "Host: mock", *fields]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def said(response: Response) -> tuple[int, bytes]:
    """Return status and body."""
    return response.status, response.body


def test_recorded_sentences_have_their_recorded_lengths() -> None:
    """Content-Length of 401 on 2 Apr 2024, of a missing deployment and of no version in 2024."""
    lengths = [len(body) for _, body in (BAD_KEY, NO_DEPLOYMENT, NOT_FOUND)]

    assert lengths == [224, 198, 56]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        (["api-key: wrong"], BAD_KEY),
        (["api-key: wrong", "Authorization: Bearer right"], BAD_KEY),
        (["Authorization: Bearer wrong"], BAD_TOKEN),
        (["Authorization: Basic right"], BAD_TOKEN),
        ([], BAD_TOKEN),
    ],
)
def test_a_key_that_is_none_is_refused(
    server: Server, fields: list[str], refusal: tuple[int, bytes]
) -> None:
    assert said(ask(server, post(chat(), *fields, path=PATH))) == refusal
    assert said(ask(server, get(f"/openai/models{VERSION}", *fields))) == refusal


@pytest.mark.parametrize(
    "fields",
    [
        [RIGHT],
        ["api-key: other"],
        ["Authorization: Bearer right"],
        [RIGHT, "Authorization: Bearer wrong"],
    ],
)
def test_a_key_or_a_token_lets_in(server: Server, fields: list[str]) -> None:
    assert ask(server, post(chat(), *fields, path=PATH)).status == 200
    assert ask(server, get(f"/openai/models{VERSION}", *fields)).status == 200


@pytest.mark.parametrize("key", [RIGHT, "Authorization: Bearer right"])
def test_v1_takes_an_api_key_too(server: Server, key: str) -> None:
    body = chat(model="gpt-4o")

    assert ask(server, post(body, key, path="/openai/v1/chat/completions")).status == 200
    assert ask(server, get("/openai/v1/models", key)).status == 200


def test_v1_refuses_a_wrong_api_key_as_azure_does(server: Server) -> None:
    wrong = "api-key: wrong"

    assert said(ask(server, post(chat(), wrong, path="/openai/v1/chat/completions"))) == BAD_KEY
    assert ask(server, get("/openai/v1/models", wrong)).status == 401


@pytest.mark.parametrize(
    "path",
    [
        f"{DEPLOYMENT}/chat/completions",
        f"{DEPLOYMENT}/chat/completions?api-version=",
        f"{DEPLOYMENT}/chat/completions?api-version=2024",
        f"{DEPLOYMENT}/chat/completions?api_version=2024-10-21",
        f"{DEPLOYMENT}/nothing{VERSION}",
        f"{DEPLOYMENT}{VERSION}",
        f"/openai/nothing{VERSION}",
        f"/openai/chat/completions{VERSION}",
        f"/openai/deployments//chat/completions{VERSION}",
    ],
)
def test_without_a_version_or_an_endpoint_there_is_nothing(server: Server, path: str) -> None:
    assert said(ask(server, post(chat(), RIGHT, path=path))) == NOT_FOUND


@pytest.mark.parametrize("version", ["2023-05-15", "2024-12-01-preview", "2025-04-01-preview"])
def test_any_version_is_served(server: Server, version: str) -> None:
    path = PATH.replace("2024-10-21", version)

    assert ask(server, post(chat(), RIGHT, path=path)).status == 200


def test_a_method_that_is_none_is_not_found(server: Server) -> None:
    assert said(ask(server, get(PATH, RIGHT))) == NOT_FOUND
    assert said(ask(server, get(f"/openai/models{VERSION}", RIGHT, method="DELETE"))) == NOT_FOUND


def test_lenient_requests_need_no_version(server: Server) -> None:
    fields = (RIGHT, "x-mock-mode: lenient")

    assert ask(server, post(chat(), *fields, path=PATH.removesuffix(VERSION))).status == 200
    assert ask(server, get("/openai/models", *fields)).status == 200


@pytest.mark.parametrize(
    ("deployment", "is_known"), [("gpt-4o", True), ("%E6%A8%A1", True), ("gpt-5", False)]
)
def test_only_what_is_served_is_deployed(server: Server, deployment: str, is_known: bool) -> None:
    found = ask(server, post(chat(), RIGHT, path=at(deployment)))

    assert said(found) == NO_DEPLOYMENT if not is_known else found.status == 200
    assert re.fullmatch(UUID, found.header("apim-request-id"))


@pytest.mark.parametrize("path", [f"/openai/responses{VERSION}", "/openai/v1/responses"])
def test_what_a_body_names_must_be_deployed_too(server: Server, path: str) -> None:
    served, other = (
        ask(server, post(json.dumps({"model": model, "input": "Hi"}).encode(), RIGHT, path=path))
        for model in ("gpt-4o", "gpt-5")
    )

    assert served.status == 200
    assert served.header("x-ratelimit-key") == "gpt-4o"
    assert said(other) == NO_DEPLOYMENT


def test_a_name_that_is_too_long_is_no_deployment() -> None:
    with sharing() as running:
        assert ask(running, post(chat(), path=at("d" * 256))).status == 200
        assert said(ask(running, post(chat(), path=at("d" * 257)))) == NO_DEPLOYMENT


@pytest.mark.parametrize(
    ("further", "param", "code"),
    [
        ({"temperature": 3}, "temperature", "decimal_above_max_value"),
        ({"data_sources": []}, None, None),
        ({"stream": "yes"}, "stream", "invalid_type"),
    ],
)
def test_a_parameter_is_refused_by_the_model(
    server: Server, further: dict[str, Any], param: str | None, code: str | None
) -> None:
    """The model's refusals are OpenAI's, indented by two; `data_sources` was retired in 2026."""
    found = ask(server, post(chat(**further), RIGHT, path=PATH))
    error = json.loads(found.body)["error"]

    assert found.body == (json.dumps({"error": error}, indent=2) + "\n").encode()
    assert (found.status, error["param"], error["code"]) == (400, param, code)
    assert list(error) == ["message", "type", "param", "code"]
    assert found.header("ms-azureml-model-error-statuscode") == "400"
    assert found.header("x-ms-deployment-name") == "gpt-4o"
    assert re.fullmatch(UUID, found.header("x-request-id"))


@pytest.mark.parametrize("body", [b"{", b"[]", b'"model":"gpt-4o"', b"\xff"])
def test_a_body_that_is_no_object_is_refused_as_openai_refuses_it(
    server: Server, body: bytes
) -> None:
    plain = post(body, "Authorization: Bearer right")
    azures, openais = ask(server, post(body, RIGHT, path=PATH)), ask(server, plain)

    assert azures.status == openais.status == 400
    assert json.loads(azures.body) == json.loads(openais.body)


def test_a_chunked_body_is_answered_too(server: Server) -> None:
    head, _, rest = chunked(chat()).partition(b"\r\n")
    found = ask(server, head.replace(b"/v1/chat/completions", PATH.encode()) + b"\r\n" + rest)

    assert found.status == 401
    assert said(found) == BAD_TOKEN


# Limits


@pytest.mark.parametrize(
    ("kind", "unit", "wait", "policy"),
    [
        ("rate_limit_requests;retry=20", "call", 20, "DeploymentRatelimit-Call"),
        ("rate_limit_tokens", "token", 1, "DeploymentRatelimit-Token"),
    ],
)
def test_a_limit_is_told_in_azures_sentence(
    server: Server, kind: str, unit: str, wait: int, policy: str
) -> None:
    found = ask(server, post(chat(), RIGHT, f"x-mock-error: {kind}", path=PATH))
    seconds = "second" if wait == 1 else "seconds"

    assert said(found) == (
        429,
        b'{"error":{"code":"RateLimitReached","message": "Your requests to gpt-4o for gpt-4o in '
        b"East US 2 have exceeded the %b rate limit for your current OpenAI S0 pricing tier. This "
        b"request was for ChatCompletions_Create under Azure OpenAI API version 2024-10-21. Please "
        b"retry after %d %b. To increase your default rate limit, visit: "
        b'https://aka.ms/oai/quotaincrease."}}' % (unit.encode(), wait, seconds.encode()),
    )
    assert found.header("retry-after") == str(wait)
    assert found.header("retry-after-ms") == ""
    assert found.header("policy-id") == policy


@pytest.mark.parametrize(
    ("kind", "status", "body"),
    [
        (
            "insufficient_quota",
            403,
            b'{ "statusCode": 403, "message": "Out of call volume quota. '
            b'Quota will be replenished in 13.05:37:09." }',
        ),
        (
            "overloaded",
            503,
            b'{"error":{"code":"InternalServerError","message": "The service is temporarily '
            b'unable to process your request. Please try again later."}}',
        ),
    ],
)
def test_what_the_gateway_cannot_do_it_tells_itself(
    server: Server, kind: str, status: int, body: bytes
) -> None:
    found = ask(server, post(chat(), RIGHT, f"x-mock-error: {kind}", path=PATH))

    assert said(found) == (status, body)


def test_a_request_over_a_limit_is_told_to_wait_a_minute(server: Server) -> None:
    found = ask(server, post(chat(), RIGHT, "x-mock-error: request_too_large", path=PATH))

    assert (found.status, found.header("retry-after")) == (429, "60")
    assert b"exceeded the token rate limit" in found.body


def test_a_failure_is_the_models_and_names_azures_support(server: Server) -> None:
    found = ask(server, post(chat(), RIGHT, "x-mock-error: server_error", path=PATH))
    error = json.loads(found.body)["error"]

    assert (found.status, error["type"], error["code"]) == (500, "server_error", None)
    assert "an Azure support request at" in error["message"]
    assert found.header("x-request-id") in error["message"]


def test_an_operation_is_refused_in_the_same_words(server: Server) -> None:
    fields = f"HTTP/1.1\r\nHost: m\r\n{RIGHT}\r\nx-mock-error: insufficient_quota\r\n\r\n"
    found = ask(server, f"GET /openai/models?api-version=2024-10-21 {fields}".encode())

    assert (found.status, b"Out of call volume quota" in found.body) == (403, True)


def test_a_field_that_only_the_mock_reads_is_checked_here_too(server: Server) -> None:
    found = ask(server, post(chat(), RIGHT, "x-mock-mode: sloppy", path=PATH))

    assert (found.status, json.loads(found.body)["error"]["param"]) == (400, "x-mock-mode")


def test_a_problem_of_no_endpoint_is_printed_as_a_models() -> None:
    found = errors.rendered(Problem(413, "too large"), bytes(64), 0)

    assert found.status == 413
    assert json.loads(found.body)["error"]["message"] == "too large"


@pytest.mark.parametrize("version", ["2022-12-01", "2023-03-15-preview", "2023-05-14", "latest"])
def test_a_version_that_was_retired_is_not_there(server: Server, version: str) -> None:
    path = PATH.partition("?")[0] + f"?api-version={version}"

    assert said(ask(server, post(chat(), RIGHT, path=path))) == NOT_FOUND


# What else a resource has


def test_models_are_listed_as_azure_lists_them(server: Server) -> None:
    found = json.loads(ask(server, get(f"/openai/models{VERSION}", RIGHT)).body)
    one = json.loads(ask(server, get(f"/openai/models/gpt-4o{VERSION}", RIGHT)).body)

    assert list(found) == ["data", "object"]
    assert [model["id"] for model in found["data"]] == ["gpt-4o", "模"]
    assert found["data"][0] == one
    assert one["capabilities"]["chat_completion"] is True
    assert one["capabilities"]["embeddings"] is False
    missing = ask(server, get(f"/openai/models/none{VERSION}", RIGHT))
    assert said(missing) == NOT_FOUND


def test_legacy_completions_tell_of_the_filter_too() -> None:
    body = json.dumps({"prompt": "Hello", "max_tokens": 3}).encode()
    streamed = json.dumps({"prompt": "Hello", "max_tokens": 3, "stream": True}).encode()
    path = at("gpt-3.5-turbo-instruct", "completions")
    with lending("seed: 7") as running:
        whole = json.loads(ask(running, post(body, path=path)).body)
        first, second, *_ = ask(running, post(streamed, path=path)).body.split(b"\n\n")

    assert whole["choices"][0]["content_filter_results"]["hate"]["filtered"] is False
    assert b'"choices":[],"created":0' in first
    assert b'{"choices":[{"content_filter_results":{"hate"' in second


def test_embeddings_are_openais_under_azures_head() -> None:
    body = json.dumps({"input": "Hello", "encoding_format": "base64"}).encode()
    with sharing() as running:
        azures = ask(running, post(body, path=at("text-embedding-3-small", "embeddings")))
        plain = json.dumps({"input": "Hello", "encoding_format": "base64"} | {"model": "x"})
        named = plain.replace('"x"', '"text-embedding-3-small"').encode()
        openais = ask(running, post(named, path="/v1/embeddings"))

    assert azures.body == openais.body
    assert azures.header("x-ms-deployment-name") == "text-embedding-3-small"
    assert azures.header("openai-model") == ""
