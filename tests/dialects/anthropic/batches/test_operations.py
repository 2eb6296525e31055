"""Batches by the bytes: objects, results, what is refused."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.dialects.anthropic.asking import FIELDS, asked, post
from tests.serving import Server
from tests.sharing import sharing_profile

PATH = "/v1/messages/batches"
KEYS = [
    *("id", "type", "processing_status", "request_counts", "ended_at", "created_at"),
    *("expires_at", "archived_at", "cancel_initiated_at", "results_url"),
]


def batched(*bodies: dict[str, Any]) -> dict[str, Any]:
    """Return a request for a batch, whose requests are named by their numbers."""
    return {
        "requests": [
            {"custom_id": str(number), "params": body} for number, body in enumerate(bodies)
        ]
    }


def get(server: Server, path: str, **fields: str) -> httpx.Response:
    """Ask for what is kept."""
    return httpx.get(server.url + path, headers=FIELDS | fields, timeout=30)


def results(server: Server, *bodies: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the results of a batch that takes no time."""
    name = post(server, batched(*bodies), PATH).json()["id"]
    lines = get(server, f"{PATH}/{name}/results").text.splitlines()
    return [json.loads(line)["result"] for line in lines]


def test_a_batch_is_laid_out_as_recorded_ones(server: Server) -> None:
    begun = post(server, batched(asked()), PATH).json()
    ended = get(server, f"{PATH}/{begun['id']}").json()

    assert list(begun) == list(ended) == KEYS
    assert begun["id"].startswith("msgbatch_01")
    assert (begun["processing_status"], ended["processing_status"]) == ("in_progress", "ended")
    names = ["processing", "succeeded", "errored", "canceled", "expired"]
    assert list(ended["request_counts"]) == names
    assert ended["results_url"] == f"{server.url}{PATH}/{begun['id']}/results"


def test_a_request_may_take_long(server: Server) -> None:
    names = [f"tool_{number}" for number in range(2500)]
    tools = {"allowed_tools": names}
    mcp = {"type": "url", "url": "https://example.com", "name": "a", "tool_configuration": tools}
    (one,) = results(server, asked("z" * 10_000, mcp_servers=[mcp]))

    assert one["type"] == "succeeded"


def test_results_are_lines_that_are_attached(server: Server) -> None:
    name = post(server, batched(asked(), asked()), f"/anthropic{PATH}").json()["id"]
    answer = httpx.get(get(server, f"{PATH}/{name}").json()["results_url"], headers=FIELDS)

    assert answer.headers["content-type"] == "application/x-jsonl"
    attached = f"attachment; filename*=utf-8''{name}_results.jsonl"
    assert answer.headers["content-disposition"] == attached
    assert answer.text.startswith(
        '{"custom_id":"0","result":{"type":"succeeded","message":{"model"'
    )
    assert answer.text.count("\n") == 2
    assert answer.text.endswith("\n")


def test_messages_are_those_of_the_endpoint_but_for_their_tier(server: Server) -> None:
    result = results(server, asked(tools=[], stop_sequences=["e"]))[0]

    assert result["message"]["stop_reason"] == "stop_sequence"
    assert result["message"]["usage"]["service_tier"] == "batch"


WRONG: list[dict[str, Any]] = [asked(seed=1), asked(stream=True), asked(model=5)]


@pytest.mark.parametrize("body", WRONG, ids=lambda one: str(list(one.items())[-1]))
def test_what_is_wrong_with_one_request_is_its_result(server: Server, body: dict[str, Any]) -> None:
    right, wrong = results(server, asked(), body)

    assert right["type"] == "succeeded"
    assert wrong["type"] == "errored"
    assert wrong["error"]["error"]["type"] == "invalid_request_error"
    assert wrong["error"]["request_id"].startswith("req_01")


ASKING = [asked(model="claude-haiku-4-5@ttft=5ms"), asked("Hi [[mock: tokens=5]]")]


@pytest.mark.parametrize("body", ASKING, ids=["model", "phrase"])
def test_nothing_in_a_batch_asks_for_something_itself(server: Server, body: dict[str, Any]) -> None:
    (result,) = results(server, body)

    told = "sanic_mock: a request in a batch cannot ask for something itself."
    assert result["error"]["error"]["message"] == told


REFUSED = [
    ({}, "requests: Field required"),
    ({"requests": []}, "requests: List should have at least 1 item"),
    ({"requests": [{"custom_id": "a"}]}, "requests.0.params: Field required"),
    (
        {"requests": [{"custom_id": "a b", "params": {}}]},
        "requests.0.custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'",
    ),
    ({"requests": [{"custom_id": "a", "params": {}}] * 2}, "must be unique"),
]


@pytest.mark.parametrize(("body", "message"), REFUSED, ids=lambda one: str(one)[:30])
def test_what_is_wrong_with_a_batch_is_refused(
    server: Server, body: dict[str, Any], message: str
) -> None:
    answer = post(server, body, PATH)

    assert answer.status_code == 400
    assert message in answer.json()["error"]["message"]


def test_nobody_finds_a_batch_that_is_not_there(server: Server) -> None:
    for path in (f"{PATH}/msgbatch_01x", f"{PATH}/msgbatch_01x/results", f"{PATH}/lines"):
        answer = get(server, path)
        assert (answer.status_code, answer.json()["error"]["type"]) == (404, "not_found_error")


def test_rules_and_faults_hold_for_what_comes_in_a_batch() -> None:
    rules = (
        "answers: [{match: {user: {contains: Paris}}, text: In France.}]\n"
        "faults: [{type: status, code: 529, first: 1}]"
    )
    with sharing_profile(rules) as server:
        refused, answered = results(server, asked("Where is Paris?"), asked("And Paris?"))

    assert refused["error"]["error"]["type"] == "overloaded_error"
    assert answered["message"]["content"] == [{"type": "text", "text": "In France."}]


def test_limits_and_load_are_not_for_what_comes_in_a_batch() -> None:
    profile = "limits: {rpm: 1}\nload: {model: slots, slots: 1, queue: 0}\nlatency: 1ms\n"
    with sharing_profile(profile) as server:
        kinds = [one["type"] for one in results_in_time(server)]

    assert kinds == ["succeeded"] * 9


def results_in_time(server: Server) -> list[dict[str, Any]]:
    """Return the results of a batch whose requests take a millisecond."""
    name = post(server, batched(*[asked()] * 9), PATH).json()["id"]
    answer = get(server, f"{PATH}/{name}/results")
    while answer.status_code == 404:
        answer = get(server, f"{PATH}/{name}/results")
    return [json.loads(line)["result"] for line in answer.text.splitlines()]
