"""Every operation of the document on what is kept is asked by a real id, and answered so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sharing import sharing
from tests.spec.openapi import Document
from tests.spec.talk import Json, Talk, talking

ITEM: Json = {"type": "message", "role": "user", "content": "Hello"}
FAMILIES = ("/chat/completions", "/responses", "/conversations", "/models")
# what is asked once for all, not of something kept
MADE = {
    "post /chat/completions",
    "post /responses",
    "post /responses/compact",
    "post /responses/input_tokens",
    "post /conversations",
}
# nobody's fine-tuned models are here
OTHERS = {"delete /models/{model}"}
# asked below: the document has no answer of the one, the other comes too late for a fast server
DELETE, CANCEL = "delete /responses/{response_id}", "post /responses/{response_id}/cancel"
# Of these the document has the answer to who made one, where a list has another object.
STORED = {f"{method} /chat/completions/{{completion_id}}" for method in ("get", "post")}
UNLIKE = {DELETE, CANCEL} | STORED
BODIES: dict[str, Json] = {
    "post /conversations/{conversation_id}/items": {"items": [ITEM]},
    "post /conversations/{conversation_id}": {"metadata": {"a": "b"}},
    "post /chat/completions/{completion_id}": {"metadata": {"a": "b"}},
}
WANTED = {
    "get /chat/completions",
    "get /chat/completions/{completion_id}",
    "post /chat/completions/{completion_id}",
    "delete /chat/completions/{completion_id}",
    "get /chat/completions/{completion_id}/messages",
    "get /responses/{response_id}",
    DELETE,
    CANCEL,
    "get /responses/{response_id}/input_items",
    "get /conversations/{conversation_id}",
    "post /conversations/{conversation_id}",
    "delete /conversations/{conversation_id}",
    "get /conversations/{conversation_id}/items",
    "post /conversations/{conversation_id}/items",
    "get /conversations/{conversation_id}/items/{item_id}",
    "delete /conversations/{conversation_id}/items/{item_id}",
    "get /models",
    "get /models/{model}",
}


def operations(published: Any) -> set[str]:
    """Return the document's operations on what is kept."""
    named = {
        f"{method} {path}"
        for path, methods in published["paths"].items()
        for method in methods
        if path.startswith(FAMILIES)
    }
    return named - MADE - OTHERS


def keep(talk: Talk) -> dict[str, str]:
    """Keep one of everything, and return its ids."""
    messages = [{"role": "user", "content": "Hello"}]
    chat: Json = {"model": "gpt-4o", "store": True, "messages": messages}
    response: Json = {"model": "gpt-4o", "background": True, "input": [ITEM]}
    conversation = talk.post("/v1/conversations", {"items": [ITEM]}).json()["id"]
    items = talk.ask("GET", f"/v1/conversations/{conversation}/items").json()
    return {
        "completion_id": talk.post("/v1/chat/completions", chat).json()["id"],
        "response_id": talk.post("/v1/responses", response).json()["id"],
        "conversation_id": conversation,
        "item_id": items["data"][0]["id"],
        "model": "gpt-4o",
    }


def test_the_document_has_the_operations_that_are_asked_here(published: Any) -> None:
    assert operations(published) == WANTED


@pytest.mark.parametrize("operation", sorted(WANTED - UNLIKE))
def test_an_operation_is_answered_as_documented(
    document: Document, talk: Talk, operation: str
) -> None:
    method, path = operation.split(" ")
    body = BODIES.get(operation, {} if method == "post" else None)
    answer = talk.ask(method.upper(), "/v1" + path.format(**keep(talk)), body).json()

    assert document.faults(document.answer(method, path), answer) == []


@pytest.mark.parametrize("operation", sorted(STORED))
def test_a_stored_completion_is_what_a_list_has(
    document: Document, talk: Talk, operation: str
) -> None:
    method, path = operation.split(" ")
    answer = talk.ask(
        method.upper(), "/v1" + path.format(**keep(talk)), BODIES.get(operation)
    ).json()

    ids = {"first_id": answer["id"], "last_id": answer["id"]}
    page = {"object": "list", "data": [answer], **ids, "has_more": False}
    assert document.faults("ChatCompletionList", page) == []


def test_a_response_is_deleted(talk: Talk) -> None:
    path = "/v1/responses/" + keep(talk)["response_id"]

    assert talk.ask("DELETE", path).json()["deleted"] is True
    assert talk.ask("GET", path).status == 404


def test_a_response_that_takes_time_is_cancelled(document: Document) -> None:
    with sharing("-latency", "5000") as server, talking(server) as talk:
        begun = talk.post("/v1/responses", {"model": "gpt-4o", "background": True, "input": "Hi"})
        answer = talk.post(f"/v1/responses/{begun.json()['id']}/cancel", {}).json()

    assert document.faults("Response", answer) == []
    assert answer["status"] == "cancelled"
