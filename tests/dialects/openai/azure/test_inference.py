"""Azure's model inference: models that the body names, each as its own vendor's is told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dialects.openai.azure.deployments import UUID
from tests.requests import HELLO, post
from tests.serving import Response, Server
from tests.sharing import lending, sharing
from tests.talking import ask

Json = dict[str, Any]

VERSION = "?api-version=2024-05-01-preview"
PATH = f"/models/chat/completions{VERSION}"
USAGE = {"include_usage": True}
WEATHER: Json = {
    "type": "function",
    "function": {
        "name": "weather",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}
CALLING: Json = {"tools": [WEATHER], "tool_choice": "required"}
GROK, GPT = "grok-4-1-fast-non-reasoning", "gpt-5-nano"
GROKS_FIELDS = [
    *("cache-control", "content-type", "access-control-allow-origin"),
    *("access-control-expose-headers", "vary", "apim-request-id", "traceparent"),
    *("strict-transport-security", "x-content-type-options", "x-ms-region"),
    *("azureai-requested-tier", "azureai-processed-tier"),
    *("azureai-fe-is-streaming", "azureai-fe-offer-type", "date"),
]
GPTS_FIELDS = [
    *("content-type", "azureai-fe-is-streaming", "azureai-fe-offer-type", "apim-request-id"),
    *("skip-error-remapping", "strict-transport-security", "x-content-type-options"),
    *("x-ms-region", "date"),
]


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server on either lane."""
    with sharing(module=request.param) as running:
        yield running


def send(server: Server, model: str, *fields: str, path: str = PATH, **members: Any) -> Response:
    """Ask a model for an answer to a greeting."""
    body = {"model": model, "messages": HELLO} | members
    return ask(server, post(json.dumps(body).encode(), *fields, path=path))


def events(response: Response) -> list[Json]:
    """Return the chunks of a stream, which must be told to be done."""
    assert response.body.endswith(b"data: [DONE]\n\n")
    return [json.loads(one[6:]) for one in response.body.decode().split("\n\n") if "{" in one]


def names(response: Response) -> list[str]:
    """Return the header fields that are not the connection's."""
    own = {"content-length", "transfer-encoding", "connection"}
    return [name for name, _ in response.headers if name not in own]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("model", "fields"), [(GROK, GROKS_FIELDS), (GPT, GPTS_FIELDS)])
def test_a_model_has_the_fields_of_its_vendor(
    server: Server, model: str, fields: list[str], stream: bool
) -> None:
    found = send(server, model, stream=stream)

    assert found.status == 200
    assert names(found) == fields
    assert re.fullmatch(UUID, found.header("apim-request-id"))
    told = "True" if stream and model == GPT else "False"
    assert found.header("azureai-fe-is-streaming") == told


def test_a_model_of_openais_is_told_as_a_deployment_is(server: Server) -> None:
    found = json.loads(send(server, GPT).body)
    path = f"/openai/deployments/{GPT}/chat/completions{VERSION}"
    deployed = json.loads(send(server, GPT, path=path).body)

    own = ("id", "created", "choices", "usage")
    assert list(found) == list(deployed)
    assert [found[one] for one in found if one not in own] == [
        deployed[one] for one in deployed if one not in own
    ]
    assert found["prompt_filter_results"][0]["content_filter_results"]["hate"]
    assert found["model"] == "gpt-5-nano-2025-08-07"
    assert found["usage"]["latency_checkpoint"]


def test_a_model_of_xais_is_told_as_xai_tells_it_there(server: Server) -> None:
    found = json.loads(send(server, GROK).body)

    assert list(found) == [
        *("id", "model", "choices", "usage", "created", "object", "prompt_filter_results")
    ]
    assert re.fullmatch(UUID, found["id"])
    assert found["model"] == GROK
    assert found["prompt_filter_results"] is None
    (choice,) = found["choices"]
    assert list(choice) == ["index", "message", "finish_reason"]
    assert list(choice["message"]) == ["role", "content"]
    assert list(found["usage"]) == [
        *("prompt_tokens", "completion_tokens", "total_tokens", "audio_prompt_tokens"),
        *("prompt_tokens_details", "completion_tokens_details", "num_sources_used"),
    ]


def test_its_stream_begins_with_a_piece_and_ends_with_a_bill(server: Server) -> None:
    first, second, *_, last, bill = events(send(server, GROK, stream=True, stream_options=USAGE))

    head = ["id", "object", "created", "model", "choices"]
    assert list(first) == [*head, "system_fingerprint", "service_tier"]
    assert list(first["choices"][0]["delta"]) == ["content", "role"]
    assert second["choices"] == [
        {"index": 0, "delta": {"content": second["choices"][0]["delta"]["content"]}}
    ]
    assert last["choices"] == [{"index": 0, "delta": {}, "finish_reason": "stop"}]
    assert list(bill) == [*head, "usage", "system_fingerprint", "service_tier"]
    assert bill["choices"] == []
    assert bill["usage"]["cost_in_usd_ticks"] == 0


def test_its_calls_are_numbered_and_whole(server: Server) -> None:
    (choice,) = json.loads(send(server, GROK, **CALLING).body)["choices"]
    told, last = events(send(server, GROK, stream=True, **CALLING))

    (call,) = choice["message"]["tool_calls"]
    assert choice["finish_reason"] == "tool_calls"
    assert choice["message"]["content"] == ""
    assert list(call) == ["id", "index", "type", "function"]
    assert re.fullmatch(r"call_\d{8}", call["id"])
    assert json.loads(call["function"]["arguments"])["city"]
    delta = told["choices"][0]["delta"]
    assert list(delta) == ["role", "tool_calls"]
    assert list(delta["tool_calls"][0]) == ["id", "function", "index", "type"]
    assert last["choices"][0]["finish_reason"] == "tool_calls"


def test_a_conversation_goes_on_with_a_result(server: Server) -> None:
    (choice,) = json.loads(send(server, GROK, **CALLING).body)["choices"]
    (call,) = choice["message"]["tool_calls"]
    result = {"role": "tool", "tool_call_id": call["id"], "content": "sunny"}

    found = send(server, GROK, messages=[*HELLO, choice["message"], result], tools=[WEATHER])

    assert json.loads(found.body)["choices"][0]["finish_reason"] == "stop"


@pytest.mark.parametrize("model", [GROK, GPT])
@pytest.mark.parametrize(("said", "status"), [("error", 400), ("drop", 200), ("Drop", 400)])
def test_parameters_that_are_not_named_are_handled_as_asked(
    server: Server, model: str, said: str, status: int
) -> None:
    found = send(server, model, f"extra-parameters: {said}", colour="red", dimensions=3)

    assert found.status == status
    if said == "error":
        assert json.loads(found.body) == {
            "detail": "Extra parameters ['colour', 'dimensions'] are not allowed when "
            "extra-parameters is not set or set to be 'error'. Set extra-parameters to "
            "'pass-through' to pass to the model."
        }


@pytest.mark.parametrize("fields", [(), ("extra-parameters: pass-through",)])
def test_else_the_model_itself_is_asked(server: Server, fields: tuple[str, ...]) -> None:
    found = send(server, GPT, *fields, colour="red")
    answered = send(server, GPT, *fields, reasoning_effort="low")

    assert found.status == 400
    assert "Unrecognized request argument supplied: colour" in found.body.decode()
    assert answered.status == 200


def test_named_parameters_are_no_extras(server: Server) -> None:
    named: Json = {"temperature": 0, "top_p": 1, "max_tokens": 5, "seed": 1, "stop": ["x"]}

    found = send(server, "gpt-4o", "extra-parameters: error", **named, **CALLING)

    assert found.status == 200


def test_vectors_are_made(server: Server) -> None:
    body = {"model": "text-embedding-3-small", "input": ["a", "b"], "dimensions": 3}
    path = f"/models/embeddings{VERSION}"
    found = ask(server, post(json.dumps(body).encode(), "extra-parameters: error", path=path))

    assert [len(one["embedding"]) for one in json.loads(found.body)["data"]] == [3, 3]
    assert names(found) == GPTS_FIELDS


@pytest.mark.parametrize(("model", "other", "status"), [(GROK, GPT, 200), (GPT, GROK, 400)])
def test_a_body_is_read_as_its_models_whatever_else_is_named_in_it(
    server: Server, model: str, other: str, status: int
) -> None:
    tool = {"type": "function", "function": {"name": "a", "parameters": {"model": other}}}
    body = {"messages": HELLO, "colour": "red", "tools": [tool], "model": model}

    found = ask(server, post(json.dumps(body).encode(), path=PATH))

    assert found.status == status
    assert ("colour" in found.body.decode()) == (model == GPT)


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (f"GET /models/info{VERSION}", 200),
        (f"GET /models/chat/completions{VERSION}", 404),
        ("GET /models/info?api-version=never", 404),
    ],
)
def test_what_the_model_is_can_be_asked(server: Server, line: str, status: int) -> None:
    found = ask(server, f"{line} HTTP/1.1\r\nHost: m\r\n\r\n".encode())

    assert found.status == status
    if status == 200:
        assert json.loads(found.body) == {
            "model_name": "gpt-4o-mini",
            "model_type": "chat-completions",
            "model_provider_name": "OpenAI",
        }


@pytest.mark.parametrize(("model", "provider"), [(GROK, "xAI"), (GPT, "OpenAI")])
def test_a_model_is_its_vendors(model: str, provider: str) -> None:
    with lending(f"model: {model}\n") as server:
        found = ask(server, f"GET /models/info{VERSION} HTTP/1.1\r\nHost: m\r\n\r\n".encode())

    told = json.loads(found.body)
    assert (told["model_name"], told["model_provider_name"]) == (model, provider)


def test_a_model_of_openais_may_be_called_info(server: Server) -> None:
    found = ask(server, b"GET /models/info HTTP/1.1\r\nHost: m\r\n\r\n")

    assert json.loads(found.body)["id"] == "info"


@pytest.mark.parametrize("path", ["/models/chat/completions", f"{PATH}x"])
def test_without_a_version_there_is_no_such_path(server: Server, path: str) -> None:
    assert send(server, GPT, path=path).status == 404


@pytest.mark.parametrize("model", [GROK, GPT])
def test_a_limit_is_told_in_its_own_words(server: Server, model: str) -> None:
    found = send(server, model, "x-mock-error: rate_limit_tokens;retry=2")

    told = f"Your requests to {model} for {model} in eastus2 have exceeded rate limit."
    error = {"code": "RateLimitReached", "message": told, "details": told}
    assert found.status == 429
    assert json.loads(found.body) == {"error": error}
    assert (found.header("retry-after"), found.header("retry-after-ms")) == ("2", "2000")


@pytest.mark.parametrize(
    ("field", "status"), [("api-key: right", 200), ("api-key: wrong", 401), ("X: y", 401)]
)
@pytest.mark.parametrize("model", [GROK, GPT])
def test_a_key_is_asked_for(model: str, field: str, status: int) -> None:
    with lending("api_keys: [right]\n") as server:
        found = send(server, model, field)

    assert found.status == status
    if "wrong" in field:
        assert json.loads(found.body)["error"]["code"] == "401"


def test_a_thought_is_told_where_the_profile_has_one() -> None:
    with lending("tokens: {reasoning: 20}\n") as server:
        found = json.loads(send(server, GROK).body)

    message, usage = found["choices"][0]["message"], found["usage"]
    assert list(message) == ["role", "content", "reasoning_content"]
    assert usage["completion_tokens_details"]["reasoning_tokens"] == 20
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"] + 20
