"""The id that a client got is the one that the ledger has, whichever vendor's client it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tests.requests import chat, post
from tests.serving import Response, Server
from tests.talking import ask, serving_quietly

TIMES = {"at once": "", "in time": "ttft: {base: 3ms}\n"}
SAID = [{"role": "user", "content": "Hi"}]
MESSAGE: dict[str, Any] = {"model": "claude-sonnet-4-5", "max_tokens": 9, "messages": SAID}
CONVERSE = {"messages": [{"role": "user", "content": [{"text": "Hi"}]}]}
CONTENTS = {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}]}
INVOKED = {key: MESSAGE[key] for key in ("max_tokens", "messages")} | {
    "anthropic_version": "bedrock-2023-05-31"
}
VERTEX = "/v1/projects/p/locations/us-central1/publishers/google/models"
AZURE = "/openai/deployments/gpt-4o-mini/chat/completions?api-version=2024-10-21"
# In Gemini's answers no header line names them: the official clients tell `response_id`.
IN_BODY = "responseId"


class Way(NamedTuple):
    """One request of one vendor's client.

    Attributes:
        path: where it is asked.
        body: of the request.
        told: the header line that the vendor's client shows as the id, or a member of the body;
            "" where a client gets none.
        fields: further lines.
    """

    path: str
    body: bytes
    told: str
    fields: str = ""


def _json(asked: object, **further: object) -> bytes:
    assert isinstance(asked, dict)
    return json.dumps(asked | further).encode()


_ANTHROPIC = "anthropic-version: 2023-06-01\r\nx-api-key: any"
_FLASH = "/v1beta/models/gemini-2.5-flash"
_CLAUDE = "/model/anthropic.claude-3-5-sonnet-20241022-v2:0"
_CLIENTS = "x-ms-client-request-id: mine\r\napi-key: any"
WAYS = {
    "OpenAI": Way("/v1/chat/completions", chat(), "x-request-id"),
    "OpenAI, streamed": Way("/v1/chat/completions", chat(stream=True), "x-request-id"),
    "Responses": Way("/v1/responses", _json({"model": "gpt-4.1", "input": "Hi"}), "x-request-id"),
    "Azure": Way(AZURE, chat(), "x-request-id", _CLIENTS),
    "Azure, streamed": Way(AZURE, chat(stream=True), "x-request-id", _CLIENTS),
    "Azure's Responses": Way(
        "/openai/v1/responses", _json({"model": "gpt-4.1", "input": "Hi"}), "x-request-id", _CLIENTS
    ),
    "Anthropic": Way("/v1/messages", _json(MESSAGE), "request-id", _ANTHROPIC),
    "Anthropic, streamed": Way(
        "/v1/messages", _json(MESSAGE, stream=True), "request-id", _ANTHROPIC
    ),
    "Gemini": Way(f"{_FLASH}:generateContent", _json(CONTENTS), IN_BODY),
    "Gemini, streamed": Way(f"{_FLASH}:streamGenerateContent?alt=sse", _json(CONTENTS), IN_BODY),
    "Gemini, as a list": Way(f"{_FLASH}:streamGenerateContent", _json(CONTENTS), IN_BODY),
    "Vertex": Way(f"{VERTEX}/gemini-2.5-flash:generateContent", _json(CONTENTS), IN_BODY),
    "Vertex, streamed": Way(
        f"{VERTEX}/gemini-2.5-flash:streamGenerateContent?alt=sse", _json(CONTENTS), IN_BODY
    ),
    "Bedrock": Way(f"{_CLAUDE}/converse", _json(CONVERSE), "x-amzn-requestid"),
    "Bedrock, streamed": Way(f"{_CLAUDE}/converse-stream", _json(CONVERSE), "x-amzn-requestid"),
    "Bedrock, invoked": Way(f"{_CLAUDE}/invoke", _json(INVOKED), "x-amzn-requestid"),
    "Mistral": Way("/mistral/v1/chat/completions", chat(), "mistral-correlation-id"),
    "DeepSeek": Way("/deepseek/chat/completions", chat(), "x-ds-trace-id"),
    "OpenRouter": Way("/openrouter/api/v1/chat/completions", chat(), "x-generation-id"),
    "Groq": Way("/groq/openai/v1/chat/completions", chat(), "x-request-id"),
    "Ollama": Way("/api/chat", _json({"model": "llama3", "messages": SAID}), ""),
}


@pytest.fixture(scope="module", params=TIMES)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    profile = tmp_path_factory.mktemp("profile") / "one.yaml"
    profile.write_text(f"tokens: {{output: 3}}\n{TIMES[request.param]}")
    with serving_quietly("-ledger", "60", "-profile", str(profile)) as running:
        yield running


def last_id(server: Server) -> str | None:
    """Return the id of the last request in the ledger."""
    target = b"GET /_mock/requests?limit=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
    found: str | None = json.loads(ask(server, target).body)["requests"][0]["request_id"]
    return found


def got(answer: Response, told: str) -> str | None:
    """Return the id that a client gets."""
    if told == IN_BODY:
        found = re.findall(rb'"responseId": ?"([^"]+)"', answer.body)
        return found[-1].decode() if found else None
    return answer.header(told) if told else None


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_ledger_has_the_id_that_the_client_got(server: Server, way: Way) -> None:
    request = post(way.body, way.fields, path=way.path)
    for _ in range(3):  # where an id stands is known from the second on
        answer = ask(server, request)
        assert answer.status == 200, answer.body
        wanted = got(answer, way.told)
        assert wanted or not way.told
        assert last_id(server) == wanted


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_so_it_has_where_a_request_is_refused(server: Server, way: Way) -> None:
    answer = ask(server, post(b'{"model": 5}', way.fields, path=way.path))

    assert answer.status >= 400
    wanted = got(answer, way.told) or answer.header("apim-request-id") or None
    assert last_id(server) == wanted


def test_no_vendors_id_is_taken_for_anothers(server: Server) -> None:
    for way in [*WAYS.values(), *reversed(WAYS.values())]:
        answer = ask(server, post(way.body, way.fields, path=way.path))
        assert last_id(server) == got(answer, way.told)


def test_arguments_that_are_called_so_are_no_id(server: Server) -> None:
    """A function's argument is a member of Gemini's answers, too."""
    properties = {IN_BODY: {"type": "string", "enum": ["mine"]}}
    function = {
        "name": "look_up",
        "parameters": {"type": "object", "properties": properties, "required": [IN_BODY]},
    }
    forced = {"toolConfig": {"functionCallingConfig": {"mode": "ANY"}}}
    asked = _json(CONTENTS, tools=[{"functionDeclarations": [function]}], **forced)
    for path in ("generateContent", "streamGenerateContent?alt=sse"):
        answer = ask(server, post(asked, path=f"{_FLASH}:{path}"))
        assert b"mine" in answer.body
        assert last_id(server) == got(answer, IN_BODY) != "mine"
