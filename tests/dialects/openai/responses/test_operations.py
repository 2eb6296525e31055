"""Kept responses are shown, told again, cancelled and deleted over the wire."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai import OpenAI
from openai.types.responses import Response as Made

from tests.dialects.openai.responses.operating import is_laid_out, send, told
from tests.serving import Response, Server, exchange
from tests.sharing import sharing
from tests.talking import serving_quietly

HELLO: dict[str, Any] = {"model": "gpt-4o-mini", "input": "Hello"}
LENIENT = "x-mock-mode: lenient"


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server on either lane."""
    with sharing(module=request.param) as running:
        yield running


@pytest.fixture(scope="module")
def slow(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server whose answers take a minute."""
    with serving_quietly("-latency", "60s") as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[OpenAI]:
    """A client that tries once."""
    with connect(server) as opened:
        yield opened


def connect(server: Server) -> OpenAI:
    """Return a client that tries once."""
    return OpenAI(base_url=f"{server.url}/v1", api_key="sk-any", max_retries=0)


def create(server: Server, **further: Any) -> dict[str, Any]:
    """Ask for a response."""
    made = send(server, "POST", "/responses", HELLO | further)
    assert made.status == 200, made.body
    return dict(json.loads(made.body))


def events(response: Response) -> list[dict[str, Any]]:
    """Return the events of a stream."""
    assert response.status == 200, response.body
    assert response.header("content-type") == "text/event-stream; charset=utf-8"
    blocks = response.body.decode().split("\n\n")
    assert blocks.pop() == ""
    pairs = [block.split("\n") for block in blocks]
    found = [dict(json.loads(line.removeprefix("data: "))) for _, line in pairs]
    assert [name for name, _ in pairs] == [f"event: {event['type']}" for event in found]
    return found


def test_a_response_is_shown_as_it_was_made_and_deleted(client: OpenAI) -> None:
    made: Made = client.responses.create(model="gpt-4o-mini", input="Hello")
    shown = client.responses.retrieve(made.id, include=["message.output_text.logprobs"])
    client.responses.delete(made.id)

    assert shown.to_dict() == made.to_dict()
    with pytest.raises(openai.NotFoundError, match=f"Response with id '{made.id}' not found."):
        client.responses.retrieve(made.id)
    with pytest.raises(openai.NotFoundError):
        client.responses.delete(made.id)


def test_a_kept_response_has_the_bytes_that_were_answered(server: Server) -> None:
    made = send(server, "POST", "/responses", HELLO | {"temperature": 1, "metadata": {"é": "ü"}})
    path = f"/responses/{json.loads(made.body)['id']}"

    assert send(server, "GET", path).body == made.body
    gone = send(server, "DELETE", path)
    assert json.loads(gone.body) == {
        "id": json.loads(made.body)["id"],
        "object": "response",
        "deleted": True,
    }
    assert is_laid_out(gone)


def test_a_response_that_was_not_to_be_stored_is_not_found(server: Server) -> None:
    made = create(server, store=False)

    assert send(server, "GET", f"/responses/{made['id']}").status == 404


def test_the_input_of_a_response_is_listed(client: OpenAI) -> None:
    made = client.responses.create(
        model="gpt-4o-mini",
        input=[{"role": "user", "content": "Hello"}, {"role": "developer", "content": "Be brief"}],
    )
    newest, oldest = client.responses.input_items.list(made.id).data
    (only,) = client.responses.input_items.list(made.id, limit=1, order="asc").data

    assert (newest.to_dict()["role"], oldest.to_dict()["role"]) == ("developer", "user")
    assert only == oldest
    assert oldest.to_dict()["content"] == [{"type": "input_text", "text": "Hello"}]
    assert str(oldest.to_dict()["id"]).startswith(f"msg_{made.id[5:21]}")
    assert len({oldest.to_dict()["id"], newest.to_dict()["id"], made.output[0].id}) == 3


def test_a_response_in_the_background_is_under_way_until_its_time(slow: Server) -> None:
    made = create(slow, background=True)
    shown = json.loads(send(slow, "GET", f"/responses/{made['id']}").body)

    assert made["status"] == "queued"
    assert shown["status"] in ("queued", "in_progress")
    for one in (made, shown):
        assert (one["output"], one["usage"], one["completed_at"]) == ([], None, None)


def test_a_response_in_the_background_is_never_early() -> None:
    with serving_quietly("-latency", "300ms") as server:
        begun = time.monotonic()
        path = f"/responses/{create(server, background=True)['id']}"
        while json.loads(send(server, "GET", path).body)["status"] != "completed":
            pass
        assert time.monotonic() - begun >= 0.3


def test_a_response_in_the_background_is_cancelled(slow: Server) -> None:
    with connect(slow) as client:
        made = client.responses.create(model="gpt-4o-mini", input="Hello", background=True)
        cancelled = client.responses.cancel(made.id)
        again = client.responses.cancel(made.id)
        shown = client.responses.retrieve(made.id)

    assert cancelled.status == "cancelled"
    assert cancelled.output == []
    assert cancelled.to_dict() == again.to_dict() == shown.to_dict()


def test_a_response_that_is_over_is_not_cancelled(server: Server) -> None:
    made, late = create(server), create(server, background=True)

    for one, what in ((made, "a synchronous"), (late, "a completed")):
        refused = send(server, "POST", f"/responses/{one['id']}/cancel")
        assert told(refused) == (400, f"Cannot cancel {what} response.", None, None)


@pytest.mark.parametrize("after", [-1, 0, 5, 10_000])
def test_a_response_in_the_background_is_streamed_again(server: Server, after: int) -> None:
    asked = HELLO | {"background": True, "stream": True}
    first = events(send(server, "POST", "/responses", asked))
    path = f"/responses/{first[0]['response']['id']}"

    again = events(send(server, "GET", f"{path}?stream=true&starting_after={after}"))
    assert again == [event for event in first if event["sequence_number"] > after]


def test_only_the_head_of_a_stream_may_be_asked_for(server: Server) -> None:
    path = f"/v1/responses/{create(server, background=True)['id']}?stream=true"
    close = "Host: mock\r\nConnection: close\r\n\r\n"

    received, is_closed = exchange(server, [f"HEAD {path} HTTP/1.1\r\n{close}".encode()])
    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nContent-Type: text/event-stream; charset=utf-8\r\n" in received
    assert received.endswith(b"\r\n\r\n")
    assert b"\r\ntransfer-encoding: chunked\r\n" in received
    assert b"content-length" not in received.lower()
    assert is_closed


def test_a_client_streams_a_response_again(client: OpenAI) -> None:
    first = list(
        client.responses.create(model="gpt-4o-mini", input="Hello", background=True, stream=True)
    )
    began = first[0]
    assert began.type == "response.created"
    again = list(client.responses.retrieve(began.response.id, stream=True, starting_after=3))

    assert [event.to_dict() for event in again] == [event.to_dict() for event in first[4:]]


def test_only_a_response_in_the_background_is_streamed_again_unless_lenient(
    server: Server,
) -> None:
    path = f"/responses/{create(server)['id']}?stream=true"

    refused = told(send(server, "GET", path))
    sentence = "This response cannot be streamed because it was not created with background=true."
    assert refused == (400, sentence, "stream", "invalid_request_error")
    assert events(send(server, "GET", path, None, LENIENT))[-1]["type"] == "response.completed"


def test_deltas_told_again_are_padded_where_that_is_asked_for(server: Server) -> None:
    path = f"/responses/{create(server, background=True)['id']}?stream=true"

    def padded(query: str) -> set[bool]:
        found = events(send(server, "GET", path + query))
        return {"obfuscation" in one for one in found if one["type"].endswith(".delta")}

    assert padded("&include_obfuscation=true") == {True}
    assert padded("&include_obfuscation=false") == padded("") == {False}


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("DELETE", ""), ("POST", "/cancel"), ("GET", "/input_items")],
)
def test_what_is_not_kept_is_not_found(server: Server, method: str, path: str) -> None:
    found = send(server, method, f"/responses/resp_none{path}")
    other = told(send(server, method, f"/responses/none{path}"))

    assert told(found) == (404, "Response with id 'resp_none' not found.", None, None)
    assert is_laid_out(found)
    sentence = "Invalid 'response_id': 'none'. Expected an ID that begins with 'resp'."
    assert other == (400, sentence, "response_id", "invalid_value")
    assert send(server, method, f"/responses/none{path}", None, LENIENT).status == 404


@pytest.mark.parametrize(
    ("query", "param", "code"),
    [
        ("?stream=maybe", "stream", "invalid_type"),
        ("?stream=true&starting_after=x", "starting_after", "invalid_type"),
        ("?include[]=all", "include[0]", "invalid_value"),
        ("/input_items?limit=0", "limit", "integer_below_min_value"),
        ("/input_items?order=up", "order", "invalid_value"),
        ("/input_items?include=all", "include[0]", "invalid_value"),
    ],
)
def test_a_bad_query_is_refused_unless_lenient(
    server: Server, query: str, param: str, code: str
) -> None:
    path = f"/responses/{create(server)['id']}{query}"

    status, _, *rest = told(send(server, "GET", path))
    assert (status, *rest) == (400, param, code)
    assert send(server, "GET", path, None, LENIENT).status == 200


def test_an_input_is_counted_as_it_is_billed(client: OpenAI) -> None:
    asked: dict[str, Any] = {"input": "Say this is a test", "instructions": "Be brief"}
    counted = client.responses.input_tokens.count(model="gpt-4o-mini", **asked)
    made = client.responses.create(model="gpt-4o-mini", **asked)
    following = {"input": "And again", "previous_response_id": made.id}
    more = client.responses.input_tokens.count(model="gpt-4o-mini", **following)
    next_ = client.responses.create(model="gpt-4o-mini", **following)

    assert made.usage is not None
    assert counted.to_dict() == {
        "object": "response.input_tokens",
        "input_tokens": made.usage.input_tokens,
    }
    assert next_.usage is not None
    assert more.input_tokens == next_.usage.input_tokens > counted.input_tokens


def test_counting_needs_no_model_and_keeps_nothing(server: Server) -> None:
    counted = send(server, "POST", "/responses/input_tokens", {"input": "Hello"})
    refused = send(server, "POST", "/responses/input_tokens", HELLO | {"stream": True})

    assert json.loads(counted.body)["input_tokens"] > 0
    assert is_laid_out(counted)
    assert told(refused) == (400, "Unknown parameter: 'stream'.", "stream", "unknown_parameter")


def test_what_is_billed_for_every_prompt_is_what_is_counted() -> None:
    with serving_quietly("-prompt-tokens", "fixed") as server:
        counted = send(server, "POST", "/responses/input_tokens", HELLO)
        made = create(server)

    assert json.loads(counted.body)["input_tokens"] == made["usage"]["input_tokens"]


def test_a_long_input_is_made_shorter(server: Server) -> None:
    made = create(server)
    asked = HELLO | {"input": "Go on", "previous_response_id": made["id"]}
    answer = send(server, "POST", "/responses/compact", asked)
    shorter = json.loads(answer.body)
    following = create(server, input=[*shorter["output"], {"role": "user", "content": "So?"}])

    assert (shorter["object"], shorter["id"][:5]) == ("response.compaction", "resp_")
    assert [item["type"] for item in shorter["output"]] == ["message", "message", "compaction"]
    count = json.loads(send(server, "POST", "/responses/input_tokens", asked).body)
    assert (
        shorter["usage"]["input_tokens"] == count["input_tokens"] + 93
    )  # asked to make it shorter
    said = [item["content"][0]["text"] for item in shorter["output"][:2]]
    assert said == ["Hello", "Go on"]
    assert list(shorter["output"][2]) == ["id", "type", "encrypted_content"]
    usage = shorter["usage"]
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]
    assert following["status"] == "completed"
    assert sum(name.startswith("x-ratelimit-") for name, _ in answer.headers) == 6


def test_making_shorter_needs_a_model(server: Server) -> None:
    found = told(send(server, "POST", "/responses/compact", {"input": "Hello"}))

    sentence = "Missing required parameter: 'model'."
    assert found == (400, sentence, "model", "missing_required_parameter")


def test_a_conversation_gets_what_was_asked_and_answered(client: OpenAI) -> None:
    conversation = client.conversations.create(items=[{"role": "user", "content": "Hi"}])
    made = client.responses.create(model="gpt-4o-mini", input="Hello", conversation=conversation.id)
    next_ = client.responses.create(
        model="gpt-4o-mini", input="Hello", conversation={"id": conversation.id}
    )
    items = client.conversations.items.list(conversation.id, order="asc").data

    roles = [item.to_dict()["role"] for item in items]
    assert roles == ["user", "user", "assistant", "user", "assistant"]
    assert items[2].to_dict() == made.output[0].to_dict()
    assert made.to_dict()["conversation"] == {"id": conversation.id}
    assert made.usage is not None
    assert next_.usage is not None
    assert next_.usage.input_tokens > made.usage.input_tokens


def test_all_workers_find_what_one_has_kept() -> None:
    with sharing("-workers", "2") as server:
        made = [create(server) for _ in range(4)]
        for _ in range(6):  # each on a connection of its own, so on either worker
            for one in made:
                shown = send(server, "GET", f"/responses/{one['id']}")
                assert json.loads(shown.body) == one
        following = create(server, previous_response_id=made[0]["id"])

    assert following["previous_response_id"] == made[0]["id"]


def test_a_key_is_asked_for() -> None:
    with sharing("-api-keys", "sk-right") as server:
        missing = send(server, "GET", "/responses/resp_none")

    assert told(missing) == (401, "Missing bearer or basic authentication in header", None, None)
    assert is_laid_out(missing)
