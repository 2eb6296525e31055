"""Errors that a request asks for: any status, any name, how long to wait; in the vendor's words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from sanic_mock.profile.error_names import STATUS_OF
from tests.requests import chat, post
from tests.serving import Response, Server
from tests.sharing import sharing
from tests.talking import ask

AZURE = "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"
BODIES: dict[str, Any] = {
    "chat/completions": json.loads(chat()),
    "completions": {"model": "gpt-3.5-turbo-instruct", "prompt": "Hello"},
    "embeddings": {"model": "text-embedding-3-small", "input": "Hello"},
    "moderations": {"input": "Hello"},
    "responses": {"model": "gpt-4o", "input": "Hello"},
}
INVALID = "invalid_request_error"
# Name or status, and what OpenAI answers: status, type, param, code.
WORDED: dict[str, tuple[int, str, str | None, str | int | None]] = {
    "bad_request": (400, INVALID, None, None),
    "content_policy": (400, INVALID, None, "content_policy_violation"),
    "unauthorized": (401, INVALID, None, "invalid_api_key"),
    "permission": (403, INVALID, None, "missing_scope"),
    "not_found": (404, INVALID, None, "model_not_found"),
    "timeout": (408, INVALID, None, "user_request_timeout"),
    "conflict": (409, INVALID, None, None),
    "unprocessable": (422, INVALID, None, None),
    "rate_limit_requests": (429, "requests", None, "rate_limit_exceeded"),
    "rate_limit_tokens": (429, "tokens", None, "rate_limit_exceeded"),
    "request_too_large": (429, "tokens", None, "rate_limit_exceeded"),
    "insufficient_quota": (429, "insufficient_quota", None, "insufficient_quota"),
    "server_error": (500, "server_error", None, None),
    "bad_gateway": (502, "cf_bad_gateway", None, 502),
    "overloaded": (503, "service_unavailable_error", None, "server_is_overloaded"),
    "gateway_timeout": (504, "cf_gateway_timeout", None, 504),
    "400": (400, INVALID, None, None),
    "401": (401, INVALID, None, "invalid_api_key"),
    "402": (402, INVALID, None, None),
    "404": (404, INVALID, None, "model_not_found"),
    "418": (418, INVALID, None, None),
    "429": (429, "requests", None, "rate_limit_exceeded"),
    "499": (499, INVALID, None, None),
    "500": (500, "server_error", None, None),
    "503": (503, "service_unavailable_error", None, "server_is_overloaded"),
    "520": (520, "server_error", None, None),
    "529": (529, "service_unavailable_error", None, "server_is_overloaded"),
    "599": (599, "server_error", None, None),
}
AZURES = {
    "bad_request": (400, "BadRequest"),
    "content_policy": (400, "content_filter"),
    "unauthorized": (401, "401"),
    "permission": (403, "PermissionDenied"),
    "not_found": (404, "DeploymentNotFound"),
    "timeout": (408, "Timeout"),
    "conflict": (409, "Conflict"),
    "unprocessable": (422, "422"),
    "rate_limit_tokens": (429, "RateLimitReached"),
    "server_error": (500, None),
    "bad_gateway": (502, "502"),
    "overloaded": (503, "InternalServerError"),
    "gateway_timeout": (504, "504"),
    "418": (418, "418"),
    "529": (529, "InternalServerError"),
}


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with sharing(module=request.param) as one:
        yield one


def demanded(server: Server, error: str, path: str = "/v1/chat/completions") -> Response:
    """Return what a request is answered that asks for an error."""
    body = next((body for end, body in BODIES.items() if path.endswith(end)), BODIES["responses"])
    if "azure" in path or path == AZURE:
        body = BODIES["chat/completions"]
    return ask(server, post(json.dumps(body).encode(), f"x-mock-error: {error}", path=path))


def error_of(response: Response) -> dict[str, Any]:
    error: dict[str, Any] = json.loads(response.body)["error"]
    return error


def test_every_name_has_its_row() -> None:
    assert set(STATUS_OF) <= set(WORDED)


@pytest.mark.parametrize("name", WORDED)
def test_an_error_is_openais_own(server: Server, name: str) -> None:
    found = demanded(server, name)

    error = error_of(found)
    assert (found.status, error["type"], error["param"], error["code"]) == WORDED[name]
    assert error["message"]


@pytest.mark.parametrize("endpoint", BODIES)
@pytest.mark.parametrize("name", ["404", "conflict", "rate_limit_tokens;retry=2", "503;retry=0.25"])
def test_every_endpoint_answers_it(server: Server, endpoint: str, name: str) -> None:
    found = demanded(server, name, f"/v1/{endpoint}")

    status, kind, param, code = WORDED[name.partition(";")[0]]
    error = error_of(found)
    assert (found.status, error["type"], error["param"], error["code"]) == (
        status,
        kind,
        param,
        code,
    )


@pytest.mark.parametrize("path", ["/v1/models", "/v1/conversations/conv_1", "/v1/responses/resp_1"])
def test_what_no_model_answers_is_refused_as_well(server: Server, path: str) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: m\r\nx-mock-error: 418;retry=3\r\n\r\n"

    found = ask(server, request.encode())

    assert (found.status, found.header("retry-after")) == (418, "3")


@pytest.mark.parametrize(
    ("asked", "retry_after", "retry_ms", "told"),
    [
        ("rate_limit_requests;retry=0.5", "1", "500", "500ms"),
        ("rate_limit_tokens; retry=61.25", "62", "61250", "1m1.25s"),
        ("overloaded;retry=2", "2", "2000", ""),
        ("server_error;retry=0", "0", "0", ""),
        ("409;retry=0.001", "1", "1", ""),
    ],
)
def test_how_long_to_wait_is_told(
    server: Server, asked: str, retry_after: str, retry_ms: str, told: str
) -> None:
    found = demanded(server, asked)

    assert found.header("retry-after") == retry_after
    assert found.header("retry-after-ms") == retry_ms
    if told:
        assert f"Please try again in {told}." in error_of(found)["message"]


@pytest.mark.parametrize("unit", ["requests", "tokens"])
def test_an_account_has_one_limit(server: Server, unit: str) -> None:
    answered = ask(server, post(chat()))
    found = demanded(server, f"rate_limit_{unit}")

    limit = answered.header(f"x-ratelimit-limit-{unit}")
    message = error_of(found)["message"]
    assert found.header(f"x-ratelimit-limit-{unit}") == limit
    assert f"Limit {limit}, Used " in message
    left = int(found.header(f"x-ratelimit-remaining-{unit}"))
    used, wanted = (int(re.findall(rf"{word} (\d+)", message)[0]) for word in ("Used", "Requested"))
    assert left == int(limit) - used < wanted


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("rate_limit_request", "; nearest is rate_limit_requests; want a status from 400 to 599"),
        ("overload", "; nearest is overloaded; "),
        ("time_out;retry=1", "; nearest is timeout; "),
        ("399", "is not known; want "),
        ("600", "is not known; want "),
        ("4.04", "is not known; want "),
        ("overloaded;retry=soon", "with seconds from 0 to 86400"),
        ("overloaded;retry=-1", "with seconds from 0 to 86400"),
        ("overloaded;retry=inf", "with seconds from 0 to 86400"),
        ("overloaded;wait=1", "with seconds from 0 to 86400"),
        ("", "is not known; want "),
    ],
)
def test_what_means_nothing_is_told_what_would(server: Server, asked: str, near: str) -> None:
    found = demanded(server, asked)

    error = error_of(found)
    assert (found.status, error["param"], error["code"]) == (400, "x-mock-error", "invalid_value")
    assert f"'{asked}' is not known" in error["message"]
    assert near in error["message"]


@pytest.mark.parametrize("name", AZURES)
def test_azure_has_words_of_its_own(server: Server, name: str) -> None:
    found = demanded(server, f"{name};retry=2.5", AZURE)

    assert (found.status, error_of(found)["code"]) == AZURES[name]
    assert found.header("retry-after") == "3"


def test_azure_says_what_its_filter_found(server: Server) -> None:
    error = error_of(demanded(server, "content_policy", AZURE))

    assert error["innererror"]["code"] == "ResponsibleAIPolicyViolation"
    assert error["innererror"]["content_filter_result"]["hate"]["filtered"] is True
    assert (error["param"], error["status"]) == ("prompt", 400)
