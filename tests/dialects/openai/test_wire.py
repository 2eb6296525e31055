"""The wire of an older month: in the profile, or asked for by a request."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from sanic_mock.dialects.openai.wire import NEWEST, WIRES
from sanic_mock.errors import SettingsError
from sanic_mock.profile.resolve import resolve
from sanic_mock.profile.sections.answering import WireMonth
from tests.requests import post
from tests.serving import Response, Server
from tests.sharing import lending, sharing_profile
from tests.talking import ask, serving_quietly

UPSTREAM = "x-envoy-upstream-service-time"
EMBEDDING = "text-embedding-3-small"
ID = r"[0-9a-f]+"
ENDPOINTS: dict[str, Any] = {
    "chat/completions": {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]},
    "completions": {"model": "gpt-3.5-turbo-instruct", "prompt": "Hello"},
    "embeddings": {"model": EMBEDDING, "input": ["Hello", "there"]},
    "responses": {"model": "gpt-4o", "input": "Hello"},
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server as it comes."""
    with lending("seed: 7") as server:
        yield server


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One whose profile has the oldest wire."""
    profile = tmp_path_factory.mktemp("wire") / "older.yaml"
    profile.write_text("wire: 2025-07\n")
    with serving_quietly("-seed", "7", "-profile", str(profile)) as server:
        yield server


@pytest.fixture(scope="module")
def choosy() -> Iterator[Server]:
    """One that serves a single model."""
    with sharing_profile("models: [gpt-4o]\n") as server:
        yield server


def asked(server: Server, endpoint: str, wire: str = "", **further: Any) -> Response:
    """Return the answer of an endpoint."""
    fields = [f"x-mock-wire: {wire}"] if wire else []
    body = json.dumps(ENDPOINTS.get(endpoint, {}) | further).encode()
    return ask(server, post(body, *fields, path=f"/v1/{endpoint}"))


def test_each_month_of_the_profile_has_its_row() -> None:
    assert set(get_args(WireMonth)) == set(WIRES)
    assert max(WIRES) == NEWEST


def test_embeddings_stood_on_many_lines_until_may(server: Server) -> None:
    newest, may = asked(server, "embeddings"), asked(server, "embeddings", "2026-05")

    assert newest.body.startswith(b'{"object":"list","data":[{"object":"embedding","embedding":[')
    assert newest.body.count(b"\n") == 0
    told, known = json.loads(may.body), json.loads(newest.body)
    assert [list(one) for one in told["data"]] == [["object", "index", "embedding"]] * 2
    assert told == known
    assert may.body.startswith(b'{\n  "object": "list",\n  "data": [\n    {\n      "object"')
    assert may.body.endswith(b'    "total_tokens": 2\n  }\n}\n')
    assert may.header("openai-model") == EMBEDDING
    assert may.header("access-control-allow-origin") == "*"
    assert not newest.header("openai-model")


@pytest.mark.parametrize("wire", ["", "2026-05"])
def test_embeddings_of_the_oldest_model_stand_on_many_lines(server: Server, wire: str) -> None:
    ada = asked(server, "embeddings", wire, model="text-embedding-ada-002")

    assert ada.body.startswith(b'{\n  "object": "list",\n  "data": [\n    {\n      "object"')
    assert list(json.loads(ada.body)["data"][0]) == ["object", "index", "embedding"]
    assert ada.header("openai-model") == "text-embedding-ada-002-v2"
    assert ada.header("access-control-allow-origin") == "*"


def test_packed_embeddings_stand_on_lines_of_their_own(server: Server) -> None:
    packed = {"encoding_format": "base64"}
    may = asked(server, "embeddings", "2026-05", **packed)

    assert json.loads(may.body) == json.loads(asked(server, "embeddings", **packed).body)
    assert re.search(rb'\n      "index": 1,\n      "embedding": "[^"]+"\n    }\n  ],\n', may.body)


def test_responses_told_an_unknown_model_otherwise_until_july(
    choosy: Server, server: Server
) -> None:
    newest, july = (asked(choosy, "responses", wire, model="gpt-9") for wire in ("", "2026-07"))

    error = json.loads(newest.body)["error"]
    assert (newest.status, error["code"], error["param"]) == (404, "model_not_found", None)
    assert error["message"] == "The model `gpt-9` does not exist or you do not have access to it."
    error = json.loads(july.body)["error"]
    assert (july.status, error["code"], error["param"]) == (400, "model_not_found", "model")
    assert error["message"] == "The requested model 'gpt-9' does not exist."


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_the_time_of_the_server_behind_was_told_until_december(
    server: Server, endpoint: str
) -> None:
    assert asked(server, endpoint, "2025-12").header(UPSTREAM).isdigit()
    assert not asked(server, endpoint, "2026-05").header(UPSTREAM)
    assert not asked(server, endpoint).header(UPSTREAM)


TOOLS: list[Any] = [
    {"type": "function", "name": "f", "parameters": {"type": "object", "properties": {}}},
    {"type": "web_search"},
    {
        "type": "namespace",
        "name": "n",
        "description": "Some.",
        "tools": [{"type": "function", "name": "g", "parameters": None, "strict": False}],
    },
]
# Members of a response by the last month in which they were not there.
NEWER: dict[str, list[list[Any]]] = {
    "2026-06": [["tool_usage"], ["reasoning", "mode"], ["tools", 0, "output_schema"],
                ["tools", 1, "search_content_types"], ["tools", 2, "tools", 0, "output_schema"],
                ["usage", "input_tokens_details", "cache_write_tokens"]],
    "2026-05": [["reasoning", "context"]],
    "2026-04": [["moderation"]],
    "2026-03": [["tools", 1, "return_token_budget"]],
    "2025-12": [["frequency_penalty"], ["presence_penalty"], ["completed_at"]],
    "2025-10": [["prompt_cache_retention"]],
    "2025-09": [["billing"]],
    "2025-07": [["prompt_cache_key"], ["safety_identifier"], ["text", "verbosity"]],
}  # fmt: skip


def has(value: Any, path: list[Any]) -> bool:
    """Return whether something has a member."""
    for name in path[:-1]:
        value = value[name]
    return path[-1] in value


@pytest.mark.parametrize("wire", WIRES)
def test_responses_had_fewer_members(server: Server, wire: str) -> None:
    told = json.loads(asked(server, "responses", wire, model="gpt-5.4", tools=TOOLS).body)

    for month, paths in NEWER.items():
        assert [path for path in paths if has(told, path) is (wire <= month)] == []
    if wire > "2025-10":
        may = "in_memory" if wire == "2026-05" else "24h"
        assert told["prompt_cache_retention"] == (may if wire > "2026-04" else None)


@pytest.mark.parametrize(
    ("model", "asked_for", "kept"),
    [
        ("gpt-5.4-mini", {}, "in_memory"),
        ("gpt-5.2", {}, "in_memory"),
        ("gpt-5.2", {"prompt_cache_retention": "24h"}, "24h"),
        ("gpt-5.5", {}, "24h"),
        ("gpt-4o", {}, "in_memory"),
    ],
)
def test_prompts_were_kept_in_memory_until_may(
    server: Server, model: str, asked_for: dict[str, Any], kept: str
) -> None:
    told = json.loads(asked(server, "responses", "2026-05", model=model, **asked_for).body)

    assert told["prompt_cache_retention"] == kept


def test_streams_and_what_is_kept_have_fewer_members_too(server: Server) -> None:
    body = asked(server, "responses", "2026-06", stream=True).body
    events = [json.loads(one[6:]) for one in body.splitlines() if one.startswith(b"data: ")]
    told = [one["response"] for one in events if "response" in one]

    assert [("tool_usage" in one, "moderation" in one) for one in told] == [(False, True)] * 3
    kept = ask(server, f"GET /v1/responses/{told[0]['id']} HTTP/1.1\r\nHost: m\r\n\r\n".encode())
    assert "tool_usage" not in json.loads(kept.body)


def test_ids_of_responses_were_shorter_until_september(server: Server) -> None:
    newest, september = (asked(server, "responses", wire) for wire in ("2025-12", "2025-09"))

    assert re.fullmatch(rf"resp_{ID}", json.loads(newest.body)["id"])
    assert len(json.loads(newest.body)["id"]) == len("resp_") + 50
    told = json.loads(september.body)
    assert re.fullmatch(r"resp_[0-9a-f]{48}", told["id"])
    assert re.fullmatch(r"msg_[0-9a-f]{48}", told["output"][0]["id"])
    kept = ask(server, f"GET /v1/responses/{told['id']} HTTP/1.1\r\nHost: m\r\n\r\n".encode())
    assert json.loads(kept.body)["id"] == told["id"]


def test_verdicts_had_longer_names_until_august(server: Server) -> None:
    said = {"input": "Hello"}
    newest, august = (asked(server, "moderations", wire, **said) for wire in ("", "2025-08"))

    assert re.fullmatch(r"modr-\d{1,4}", json.loads(newest.body)["id"])
    assert re.fullmatch(r"modr-[0-9A-Za-z]{29}", json.loads(august.body)["id"])


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_profile_has_an_older_wire_and_a_request_the_newest(
    older: Server, server: Server, endpoint: str
) -> None:
    theirs, mine = asked(older, endpoint), asked(older, endpoint, NEWEST)

    assert theirs.header(UPSTREAM)
    names = [name for name, _ in asked(server, endpoint).headers]
    assert [name for name, _ in mine.headers] == names


def test_ids_are_shorter_in_each_answer_of_an_older_profile(older: Server) -> None:
    for _ in range(3):  # the short way is taken when an answer has been seen
        told = json.loads(asked(older, "responses").body)
        assert re.fullmatch(r"resp_[0-9a-f]{48}", told["id"])


@pytest.mark.parametrize(
    ("wire", "sentence"),
    [
        ("2026-02", "nearest is 20"),
        ("2024-01", f"want {', '.join(WIRES)}"),
        ("newest", "'newest' is not known"),
    ],
)
def test_another_month_is_refused(server: Server, wire: str, sentence: str) -> None:
    found = asked(server, "embeddings", wire)

    assert (found.status, json.loads(found.body)["error"]["param"]) == (400, "x-mock-wire")
    assert sentence in json.loads(found.body)["error"]["message"]


@pytest.mark.parametrize("path", ["/v1/models", "/openai/models?api-version=2024-10-21"])
def test_where_no_model_of_openais_answers_there_is_no_older_wire(
    server: Server, path: str
) -> None:
    found = ask(server, f"GET {path} HTTP/1.1\r\nHost: m\r\nx-mock-wire: 2026-05\r\n\r\n".encode())

    assert found.status == 400
    assert b"x-mock-wire: there is an older wire only where" in found.body


def test_azures_answers_are_the_newest_under_any_wire(older: Server, server: Server) -> None:
    path = "/openai/deployments/text-embedding-3-small/embeddings?api-version=2024-10-21"
    request = post(json.dumps({"input": "Hello"}).encode(), path=path)
    one, other = ask(older, request), ask(server, request)

    assert one.body == other.body
    assert [name for name, _ in one.headers] == [name for name, _ in other.headers]


def test_a_profile_with_another_month_is_refused_by_its_line(tmp_path: Path) -> None:
    profile = tmp_path / "wrong.yaml"
    profile.write_text("seed: 7\nwire: 2026-02\n")

    with pytest.raises(SettingsError) as refused:
        resolve(profile=str(profile))
    assert re.search(r"wrong\.yaml:2: wire: .*2026-07.*2026-06", str(refused.value))
