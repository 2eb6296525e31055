"""Conversations are kept, changed and paged as OpenAI's are, by whichever worker is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from threading import Thread
from typing import Any

import openai
import pytest
from openai import OpenAI
from openai.types.responses import ResponseFunctionToolCallParam, ResponseInputItemParam

from sanic_mock.dialects.openai.responses import conversations
from sanic_mock.dialects.openai.responses.conversations import MOST_KEPT, Conversation
from sanic_mock.dialects.operation import State
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings
from sanic_mock.shared.store import Store
from tests.dialects.openai.responses.operating import USER, is_laid_out, send, told
from tests.serving import Server
from tests.sharing import sharing

KEY = "Authorization: Bearer sk-right"
ANSWER: ResponseInputItemParam = {"role": "assistant", "content": "Hello", "type": "message"}
CALL: ResponseInputItemParam = {
    "type": "function_call",
    "call_id": "call_1",
    "name": "look",
    "arguments": "{}",
}
OUTPUT: ResponseInputItemParam = {
    "type": "function_call_output",
    "call_id": "call_1",
    "output": "rain",
}


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server on either lane."""
    with sharing(module=request.param) as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[OpenAI]:
    """A client that tries once."""
    with OpenAI(base_url=f"{server.url}/v1", api_key="sk-any", max_retries=0) as opened:
        yield opened


def test_a_conversation_is_made_shown_changed_and_deleted(client: OpenAI) -> None:
    made = client.conversations.create(metadata={"a": "b"})
    shown = client.conversations.retrieve(made.id)
    changed = client.conversations.update(made.id, metadata={"c": "d"})
    gone = client.conversations.delete(made.id)

    assert (made.object, made.metadata) == ("conversation", {"a": "b"})
    assert len(made.id) == len("conv_") + 48
    assert shown == made
    assert (changed.id, changed.created_at) == (made.id, made.created_at)
    assert changed.metadata == {"c": "d"}
    assert (gone.id, gone.object, gone.deleted) == (made.id, "conversation.deleted", True)
    with pytest.raises(openai.NotFoundError):
        client.conversations.retrieve(made.id)


def test_its_answers_are_the_gateways(server: Server) -> None:
    made = send(server, "POST", "/conversations")

    names = [name for name, _ in made.headers if name.startswith(("access-control", "x-"))]
    assert names == ["access-control-expose-headers", "x-openai-proxy-wasm", "x-request-id"]
    assert made.header("access-control-expose-headers") == "CF-Ray"


def test_a_conversation_needs_no_body(server: Server) -> None:
    made = send(server, "POST", "/conversations")

    assert made.status == 200
    assert json.loads(made.body)["metadata"] == {}
    assert is_laid_out(made)


def test_no_metadata_takes_them_away(client: OpenAI) -> None:
    made = client.conversations.create(metadata={"a": "b"})

    assert client.conversations.update(made.id, metadata=None).metadata == {}


def test_items_come_with_ids_of_their_conversation(client: OpenAI) -> None:
    made = client.conversations.create(items=[USER, ANSWER, CALL, OUTPUT])
    items = client.conversations.items.list(made.id, order="asc").data

    shown = [item.to_dict() for item in items]
    identities = [item.pop("id") for item in shown]
    assert len(set(identities)) == 4
    for identity, start in zip(identities, ("msg_", "msg_", "fc_", "fco_"), strict=True):
        assert str(identity).startswith(f"{start}{made.created_at:08x}")
        assert str(identity).endswith(made.id[-16:])
        assert len(str(identity)) == len(start) + 48
    user = [{"type": "input_text", "text": "Hi"}]
    answer = [{"type": "output_text", "annotations": [], "logprobs": [], "text": "Hello"}]
    done = {"status": "completed"}
    assert shown == [
        {"type": "message", "content": user, "role": "user", **done},
        {"type": "message", "content": answer, "role": "assistant", **done},
        {**CALL, **done},
        {**OUTPUT, **done},
    ]


def test_items_are_added_shown_and_taken_away(client: OpenAI) -> None:
    made = client.conversations.create(items=[USER])
    added = client.conversations.items.create(made.id, items=[ANSWER, CALL])
    one = client.conversations.items.retrieve(added.data[0].id or "", conversation_id=made.id)
    after = client.conversations.items.delete(added.data[0].id or "", conversation_id=made.id)
    rest = client.conversations.items.list(made.id)

    assert (added.object, added.has_more) == ("list", False)
    assert (added.first_id, added.last_id) == (added.data[0].id, added.data[1].id)
    assert one == added.data[0]
    assert after == made
    assert [item.type for item in rest.data] == ["function_call", "message"]


def test_an_item_keeps_the_id_and_status_it_has(client: OpenAI) -> None:
    known: ResponseFunctionToolCallParam = {
        "id": "fc_known",
        "type": "function_call",
        "status": "incomplete",
        "call_id": "call_1",
        "name": "look",
        "arguments": "{}",
    }
    made = client.conversations.create(items=[known, {"type": "item_reference", "id": "msg_x"}])

    (item,) = client.conversations.items.list(made.id).data
    assert item.to_dict() == known


def test_pages_of_items_meet(client: OpenAI) -> None:
    made = client.conversations.create(items=[USER] * 5)
    newest_first = [item.id for item in client.conversations.items.list(made.id).data]
    page = client.conversations.items.list(made.id, limit=2)
    second = client.conversations.items.list(made.id, limit=2, after=page.data[-1].id or "")
    oldest = client.conversations.items.list(made.id, limit=1, order="asc")

    assert [item.id for item in (*page.data, *second.data)] == newest_first[:4]
    assert (page.has_more, second.has_more) == (True, True)
    assert [item.id for item in client.conversations.items.list(made.id, limit=2)] == newest_first
    assert oldest.data[0].id == newest_first[-1]


def test_a_page_of_nothing(server: Server) -> None:
    made = json.loads(send(server, "POST", "/conversations").body)["id"]

    page = json.loads(send(server, "GET", f"/conversations/{made}/items").body)
    assert page == {
        "object": "list",
        "data": [],
        "first_id": None,
        "last_id": None,
        "has_more": False,
    }


def test_no_depth_of_nesting_is_a_fault_of_the_server(server: Server) -> None:
    for depth in (300, *range(955, 990), 5000):
        action = '{"a":' * depth + "1" + "}" * depth
        item = f'{{"type":"web_search_call","status":"completed","action":{action}}}'
        made = send(server, "POST", "/conversations", f'{{"items":[{item}]}}'.encode())
        assert made.status in (200, 400)
        if made.status == 200:
            path = f"/conversations/{json.loads(made.body)['id']}/items"
            assert send(server, "GET", path).status in (200, 404)
            assert send(server, "POST", path, {"items": [USER]}).status in (200, 404)


def test_the_newest_items_are_kept() -> None:
    state = State(Settings("test"), Store(1 << 20))
    conversations.keep(state, Conversation("conv_1", 0))
    for number in range(3):
        added = [{"id": str(number * MOST_KEPT // 2 + n)} for n in range(MOST_KEPT // 2)]
        conversations.append(state, "conv_1", added)

    found = [int(item["id"]) for item in conversations.items_of(state, "conv_1")]
    assert found == list(range(MOST_KEPT // 2, 3 * MOST_KEPT // 2))


def test_what_is_larger_than_the_store_takes_is_refused_and_changes_nothing() -> None:
    state = State(Settings("test"), Store(1 << 12))
    large: list[dict[str, Any]] = [{"id": "msg_1", "text": "x" * 2000}]
    conversations.keep(state, Conversation("conv_1", 0, {"a": "b"}))

    with pytest.raises(Problem, match="larger than what is kept of one") as refused:
        conversations.append(state, "conv_1", large)
    assert refused.value.status == 400
    with pytest.raises(Problem, match="larger than what is kept of one"):
        conversations.keep(state, Conversation("conv_1", 0, {}, large))
    assert conversations.load(state, "conv_1") == Conversation("conv_1", 0, {"a": "b"})


def test_a_key_is_asked_for() -> None:
    with sharing("-api-keys", "sk-right") as keyed:
        missing = send(keyed, "GET", "/conversations/conv_none")
        right = send(keyed, "GET", "/conversations/conv_none", None, KEY)

    assert told(missing) == (401, "Missing bearer or basic authentication in header", None, None)
    assert is_laid_out(missing)
    assert right.status == 404


def test_all_workers_know_a_conversation_and_lose_no_item_of_it() -> None:
    with sharing("-workers", "2") as server:
        made = json.loads(send(server, "POST", "/conversations").body)["id"]
        path = f"/conversations/{made}/items"

        def add() -> None:
            for _ in range(10):  # each on a connection of its own, so on either worker
                assert send(server, "POST", path, {"items": [USER]}).status == 200

        adding = [Thread(target=add) for _ in range(4)]
        for one in adding:
            one.start()
        for one in adding:
            one.join()
        items = json.loads(send(server, "GET", f"{path}?limit=100").body)["data"]

    assert len({item["id"] for item in items}) == 40
