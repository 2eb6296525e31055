"""Completions that were asked to be stored are listed, shown, changed and deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai import OpenAI
from openai.types.chat import ChatCompletion, ChatCompletionMessageParam

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.openai import chat_stored
from sanic_mock.dialects.openai.ids import time_prefix
from sanic_mock.dialects.operation import Call, State
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings
from sanic_mock.shared.store import Store
from tests.serving import Response, Server
from tests.sharing import sharing
from tests.talking import ask, serving_quietly

SYSTEM: ChatCompletionMessageParam = {"role": "system", "content": "Be brief."}
HELLO: ChatCompletionMessageParam = {"role": "user", "content": "Hello"}
BEGIN_S = 1_800_000_000

# --- on the wire --------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server on either lane."""
    with serving_quietly(module=request.param) as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[OpenAI]:
    """A client that tries once."""
    with connect(server) as opened:
        yield opened


def connect(server: Server) -> OpenAI:
    """Return a client that tries once."""
    return OpenAI(base_url=f"{server.url}/v1", api_key="sk-any", max_retries=0)


def store(client: OpenAI, model: str = "gpt-4o-mini", **pairs: str) -> ChatCompletion:
    """Ask for a completion, and for it to be stored."""
    return client.chat.completions.create(
        model=model, messages=[SYSTEM, HELLO], store=True, metadata=pairs
    )


def send(server: Server, method: str, path: str, body: bytes = b"") -> Response:
    """Send a request of a path below that of completions."""
    line = f"{method} /v1/chat/completions{path} HTTP/1.1\r\nHost: mock\r\n"
    return ask(server, f"{line}Content-Length: {len(body)}\r\n\r\n".encode() + body)


def told(response: Response) -> tuple[int, str, Any, Any]:
    """Return status, message, param and code of a refusal."""
    error = json.loads(response.body)["error"]
    assert error["type"] == "invalid_request_error"
    return response.status, error["message"], error["param"], error["code"]


def test_a_stored_completion_is_shown_changed_and_deleted(client: OpenAI) -> None:
    made = store(client, a="b")
    shown = client.chat.completions.retrieve(made.id)
    changed = client.chat.completions.update(made.id, metadata={"c": "d"})
    gone = client.chat.completions.delete(made.id)

    assert shown.id == made.id
    assert shown.choices[0].message.content == made.choices[0].message.content
    assert shown.usage is not None
    assert made.usage is not None
    assert shown.usage.total_tokens == made.usage.total_tokens
    assert shown.to_dict()["metadata"] == {"a": "b"}
    assert "metadata" not in made.to_dict()
    assert changed.to_dict() == shown.to_dict() | {"metadata": {"c": "d"}}
    assert gone.to_dict() == {
        "object": "chat.completion.deleted",
        "id": made.id,
        "deleted": True,
    }
    for again in (client.chat.completions.retrieve, client.chat.completions.delete):
        with pytest.raises(openai.NotFoundError, match=f"Completion {made.id} not found"):
            again(made.id)


def test_a_completion_is_not_stored_unless_asked(client: OpenAI) -> None:
    made = client.chat.completions.create(model="gpt-4o-mini", messages=[HELLO])

    with pytest.raises(openai.NotFoundError):
        client.chat.completions.retrieve(made.id)


def test_the_stored_messages_are_those_that_were_asked(client: OpenAI) -> None:
    made = store(client)
    newest = client.chat.completions.messages.list(made.id, order="desc", limit=1)

    messages = list(client.chat.completions.messages.list(made.id))
    assert [(one.id, str(one.role), one.content) for one in messages] == [
        (f"{made.id}-0", "system", "Be brief."),
        (f"{made.id}-1", "user", "Hello"),
    ]
    assert [one.id for one in newest.data] == [f"{made.id}-1"]
    assert newest.has_more


def test_what_is_stored_is_listed_by_model_and_metadata(client: OpenAI) -> None:
    one = store(client, "gpt-4.1-nano", run="1", step="1")
    other = store(client, "gpt-4.1-nano", run="2", step="1")

    def found(**query: Any) -> set[str]:
        return {kept.id for kept in client.chat.completions.list(limit=100, **query)}

    both = {one.id, other.id}
    assert found(model="gpt-4.1-nano") == found(model="gpt-4.1-nano-2025-04-14") == both
    assert found(metadata={"step": "1"}) == both
    assert found(metadata={"step": "1", "run": "2"}) == {other.id}
    assert found(model="gpt-4.1") == found(metadata={"run": "3"}) == set()


def test_a_streamed_completion_is_stored_whole(client: OpenAI) -> None:
    chunks = list(
        client.chat.completions.create(
            model="gpt-4o-mini", messages=[HELLO], store=True, stream=True
        )
    )
    shown = client.chat.completions.retrieve(chunks[0].id)

    said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert said
    assert shown.choices[0].message.content == said
    assert shown.object == "chat.completion"


def test_all_workers_find_what_one_has_stored() -> None:
    with serving_quietly("-workers", "2") as server:
        with connect(server) as client:
            made = [store(client, n=str(n)).id for n in range(3)]
        for _ in range(12):  # each on a connection of its own, so on either worker
            for one in made:
                assert json.loads(send(server, "GET", f"/{one}").body)["id"] == one
        listed = json.loads(send(server, "GET", "?order=asc").body)

    assert {one["id"] for one in listed["data"]} == set(made)


def test_answers_have_no_white_space_and_few_header_fields(server: Server) -> None:
    found = send(server, "GET", "?model=none")

    assert found.header("content-type") == "application/json"
    assert "access-control-expose-headers" not in dict(found.headers)
    assert found.header("x-openai-proxy-wasm") == "v0.1"
    assert found.body == (
        b'{"object":"list","data":[],"first_id":null,"last_id":null,"has_more":false}'
    )


TOOL: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "f",
        "description": "Finds.",
        "parameters": {"type": "object", "properties": {}},
    },
}
PLAIN: dict[str, Any] = {
    "tool_choice": None,
    "top_p": 1.0,
    "temperature": 1.0,
    "presence_penalty": 0.0,
    "frequency_penalty": 0.0,
    "input_user": None,
    "tools": None,
    "metadata": {},
    "response_format": None,
}
FORMAT = {"type": "json_object"}
SCHEMA = {"type": "json_schema", "json_schema": {"schema": {"type": "object"}, "name": "n"}}


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, {}),
        ({"temperature": 0, "top_p": 0.5}, {"temperature": 0.0, "top_p": 0.5}),
        (
            {"presence_penalty": 1, "frequency_penalty": -1},
            {"presence_penalty": 1.0, "frequency_penalty": -1.0},
        ),
        ({"seed": -7, "user": "me"}, {"seed": -7, "input_user": "me"}),
        ({"metadata": {"a": "b"}}, {"metadata": {"a": "b"}}),
        ({"tools": [TOOL], "tool_choice": "none"}, {"tools": [TOOL], "tool_choice": "none"}),
        (
            {"response_format": FORMAT, "messages": [{"role": "user", "content": "JSON"}]},
            {"response_format": FORMAT},
        ),
        ({"response_format": SCHEMA}, {"response_format": SCHEMA}),
    ],
)
def test_a_stored_completion_shows_what_was_asked(
    server: Server, asked: dict[str, Any], shown: dict[str, Any]
) -> None:
    body = {"model": "gpt-4o-mini", "messages": [HELLO], "store": True} | asked
    made = json.loads(send(server, "POST", "", json.dumps(body).encode()).body)
    found = json.loads(send(server, "GET", f"/{made['id']}").body)

    assert list(found) == [
        *("object", "id", "model", "created", "request_id", "tool_choice", "usage", "seed"),
        *("top_p", "temperature", "presence_penalty", "frequency_penalty", "system_fingerprint"),
        *("input_user", "service_tier", "tools", "metadata", "choices", "response_format"),
    ]
    wanted = PLAIN | shown
    assert {name: found[name] for name in wanted} == wanted
    assert -(2**63) <= found["seed"] < 2**63
    assert list(found["usage"]) == ["total_tokens", "completion_tokens", "prompt_tokens"]
    assert found["request_id"].startswith("req_")
    (choice,) = found["choices"]
    assert list(choice) == ["index", "message", "finish_reason", "logprobs"]
    assert choice["message"] == {
        "content": made["choices"][0]["message"]["content"],
        "role": "assistant",
        "tool_calls": None,
        "function_call": None,
    }


def test_the_id_of_a_stored_call_is_behind_its_function(server: Server) -> None:
    body = {
        "model": "gpt-4o-mini",
        "messages": [HELLO],
        "store": True,
        "tools": [TOOL],
        "tool_choice": "required",
    }
    made = json.loads(send(server, "POST", "", json.dumps(body).encode()).body)
    found = json.loads(send(server, "GET", f"/{made['id']}").body)

    (call_,) = found["choices"][0]["message"]["tool_calls"]
    assert [call_] == made["choices"][0]["message"]["tool_calls"]
    assert list(call_) == ["type", "function", "id"]
    assert list(found["tools"][0]["function"]) == ["parameters", "description", "name"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", b""),
        ("POST", "", b'{"metadata":{}}'),
        ("DELETE", "", b""),
        ("GET", "/messages", b""),
    ],
)
@pytest.mark.parametrize("wanted", ["chatcmpl-none", "conv_1"])
def test_what_is_not_stored_is_not_found(
    server: Server, wanted: str, method: str, path: str, body: bytes
) -> None:
    found = send(server, method, f"/{wanted}{path}", body)

    missing = f"Completion {wanted} not found"
    assert told(found) == (404, missing, "completion_id", "not_found")
    assert found.body.startswith(b'{\n  "error"')
    assert found.body.endswith(b"}")


@pytest.mark.parametrize(
    ("body", "message", "param", "code"),
    [
        (
            b"{}",
            "Missing required parameter: 'metadata'.",
            "metadata",
            "missing_required_parameter",
        ),
        (
            b'{"metadata":7}',
            "Invalid type for 'metadata': expected a metadata object, but got an integer instead.",
            "metadata",
            "invalid_type",
        ),
        (
            b'{"metadata":{},"model":"m"}',
            "Unrecognized request argument supplied: model",
            None,
            None,
        ),
    ],
)
def test_a_bad_change_is_refused(
    server: Server, body: bytes, message: str, param: str | None, code: str | None
) -> None:
    assert told(send(server, "POST", "/chatcmpl-any", body)) == (400, message, param, code)


def test_a_key_is_asked_for_by_a_newer_gateway() -> None:
    with sharing("-api-keys", "sk-right") as server:
        missing = send(server, "GET", "")

    assert told(missing) == (401, "Missing bearer or basic authentication in header", None, None)
    assert b" " not in missing.body.partition(b"message")[0]


# --- with a store and a clock of our own --------------------------------------------------------


def kept(seconds: list[int]) -> tuple[State, list[str]]:
    """Return a state that has a completion of each second, and their ids in that order."""
    state, made = State(Settings("test"), Store(1 << 20)), []
    for place, second in enumerate(seconds):
        made.append(f"chatcmpl-{time_prefix(BEGIN_S + second).decode()}{place:024}")
        completion = {"id": made[-1], "model": "gpt-4o-2024-08-06", "metadata": {}}
        chat_stored.keep(state, completion, [{"role": "user", "content": "Hello"}])
    return state, made


def call(query: dict[str, str], completion_id: str = "", body: bytes = b"") -> Call:
    """Return a call as the server makes it."""
    values = {name: [value] for name, value in query.items()}
    return Call(
        RequestHead("GET", ""), {"completion_id": completion_id}, values, body, bytes(64), BEGIN_S
    )


def test_metadata_of_no_pairs_which_lenient_servers_take_is_listed_as_none() -> None:
    body = {"model": "gpt-4o", "messages": [HELLO], "store": True, "metadata": "mine"}
    with sharing("-mode", "lenient") as server:
        name = json.loads(send(server, "POST", "", json.dumps(body).encode()).body)["id"]
        listed = {one["id"]: one for one in json.loads(send(server, "GET", "").body)["data"]}
        assert listed[name]["metadata"] == {}
        assert json.loads(send(server, "GET", "?metadata[mine]=").body)["data"] == []


@pytest.mark.parametrize(
    ("content", "text", "parts"),
    [
        (["Hello", " you"], "Hello you", [("text", "Hello"), ("text", " you")]),
        ([{"text": "Hello"}], "Hello", [("text", "Hello")]),
        ([{"type": "text", "text": 5}, None, 7], None, [("text", 5), ("text", None), ("text", 7)]),
        ([{"type": "image_url", "image_url": "http://a/b"}], None, [("image_url", None)]),
        ({"text": "Hello"}, {"text": "Hello"}, None),
    ],
)
def test_contents_which_lenient_servers_take_are_listed(
    content: Any, text: Any, parts: list[tuple[str, Any]] | None
) -> None:
    said = {"role": "user", "content": content, "id": "mine", "content_parts": 1}
    body = {"model": "gpt-4o", "messages": [said], "store": True}
    with sharing("-mode", "lenient") as server:
        name = json.loads(send(server, "POST", "", json.dumps(body).encode()).body)["id"]
        (one,) = json.loads(send(server, "GET", f"/{name}/messages").body)["data"]

    assert (one["id"], one["content"]) == (f"{name}-0", text)
    found = one["content_parts"]
    assert parts == (found and [(part["type"], part["text"]) for part in found])


def page(state: State, **query: str) -> tuple[list[str], bool]:
    """Return the ids of a page, and whether there are more."""
    content = json.loads(chat_stored.list_completions(state, call(query)).body)
    return [one["id"] for one in content["data"]], content["has_more"]


@pytest.mark.parametrize(
    ("query", "places", "has_more"),
    [
        ({}, [3, 2, 1, 0], False),
        ({"limit": "4"}, [3, 2, 1, 0], False),
        ({"limit": "3"}, [3, 2, 1], True),
        ({"order": "asc", "limit": "2"}, [0, 1], True),
        ({"limit": "1", "after": "2"}, [1], True),
        ({"order": "asc", "after": "2"}, [3], False),
        ({"after": "0"}, [], False),
    ],
)
def test_pages_are_in_the_order_of_time(
    query: dict[str, str], places: list[int], has_more: bool
) -> None:
    state, made = kept([0, 1, 1, 7])
    chat_stored.update(state, call({}, made[0], b'{"metadata":{"a":"b"}}'))
    if "after" in query:
        query = query | {"after": made[int(query["after"])]}

    assert page(state, **query) == ([made[place] for place in places], has_more)


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_what_is_deleted_while_it_is_paged_leaves_no_gap(order: str) -> None:
    state, made = kept([0, 1, 1, 1, 2, 2, 3])
    seen: list[str] = []
    last: dict[str, str] = {}
    while shown := page(state, limit="2", order=order, **last)[0]:
        for one in shown:
            chat_stored.delete(state, call({}, one))
        seen, last = seen + shown, {"after": shown[-1]}

    assert sorted(seen) == sorted(made)
    assert page(state) == ([], False)


def test_parts_of_a_message_stand_beside_its_text() -> None:
    state, (made, *_) = kept([0])
    parts: list[dict[str, Any]] = [
        {"type": "text", "text": "What is "},
        {"type": "image_url", "image_url": {"url": "data:,"}},
        {"type": "text", "text": "this?"},
    ]
    image = parts[1:2]
    call_ = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    asked: list[dict[str, Any]] = [
        {"role": "user", "name": "Ann", "content": parts},
        {"role": "user", "content": image},
        {"role": "assistant", "content": None, "tool_calls": [call_]},
        {"role": "tool", "content": "rain", "tool_call_id": "call_1"},
    ]
    chat_stored.keep(state, {"id": made}, asked)

    empty = {"text": None, "image_url": None, "input_audio": None, "file": None}
    told_image = {"type": "image_url"} | empty | {"image_url": {"url": "data:,", "detail": None}}
    told_parts = [
        {"type": "text"} | empty | {"text": "What is "},
        told_image,
        {"type": "text"} | empty | {"text": "this?"},
    ]

    listed = json.loads(chat_stored.messages(state, call({}, made)).body)["data"]
    assert list(listed[1]) == ["id", "role", "content", "content_parts", "name"]
    assert [(one["content"], one["content_parts"]) for one in listed] == [
        ("What is this?", told_parts),
        (None, [told_image]),
        (None, None),
        ("rain", None),
    ]
    assert (listed[0]["name"], listed[2]["tool_calls"]) == ("Ann", [call_])
    assert listed[3]["tool_call_id"] == "call_1"


def test_one_larger_than_the_store_takes_is_not_kept() -> None:
    state = State(Settings("test"), Store(1 << 12))
    chat_stored.keep(state, {"id": "chatcmpl-x", "choices": "x" * 2000}, [])

    with pytest.raises(Problem, match="not found"):
        chat_stored.retrieve(state, call({}, "chatcmpl-x"))


def test_metadata_that_the_store_does_not_take_is_refused() -> None:
    state = State(Settings("test"), Store(1 << 12))
    chat_stored.keep(state, {"id": "chatcmpl-x", "metadata": {"a": "b"}}, [])
    body = json.dumps({"metadata": {f"{number}": "x" * 500 for number in range(3)}}).encode()

    with pytest.raises(Problem, match="larger than what is kept") as refused:
        chat_stored.update(state, call({}, "chatcmpl-x", body))

    assert refused.value.status == 400
    stored = json.loads(chat_stored.retrieve(state, call({}, "chatcmpl-x")).body)
    assert stored["metadata"] == {"a": "b"}


def test_a_refusal_of_a_missing_key_alone_is_compact() -> None:
    problems = [chat_stored.no_key(), Problem(404, "none")]
    answers: list[Whole] = [chat_stored.error(one, bytes(64), BEGIN_S) for one in problems]

    assert [b"\n" in answer.body for answer in answers] == [False, True]
