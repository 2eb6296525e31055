"""What is kept for later, responses, conversations and completions, is shown as documented."""

from __future__ import annotations

import pytest

from tests.spec.openapi import Document
from tests.spec.talk import Json, Talk

HELLO: Json = {"model": "gpt-4o", "input": "Hello"}
CHAT: Json = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}
WEATHER: Json = {
    "type": "function",
    "name": "get_weather",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
        "additionalProperties": False,
    },
}
CALL: Json = {
    "model": "gpt-4o",
    "input": [{"role": "user", "content": "What is the weather in Paris?"}],
    "tools": [WEATHER],
    "tool_choice": "required",
}
FUNCTION: Json = {"name": "f", "parameters": {"type": "object", "properties": {}}}
SPOKEN: Json = {"modalities": ["text", "audio"], "audio": {"voice": "alloy", "format": "pcm16"}}
CALLED: Json = {
    "messages": [
        *CHAT["messages"],
        {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": "{}"}},
        {"role": "function", "name": "f", "content": "22"},
        {"role": "assistant", "content": None, "refusal": "No."},
        {"role": "user", "content": [{"type": "text", "text": "Hi"}], "name": "me"},
    ]
}


@pytest.mark.parametrize("ask", [HELLO, CALL, HELLO | {"model": "gpt-5"}])
def test_a_kept_response(document: Document, talk: Talk, ask: Json) -> None:
    made = talk.post("/v1/responses", ask).json()
    path = f"/v1/responses/{made['id']}"
    shown = talk.ask("GET", path).json()
    listed = talk.ask("GET", f"{path}/input_items").json()
    gone = talk.ask("DELETE", path).json()

    assert document.faults("Response", shown) == []
    assert shown == made
    assert document.faults("ResponseItemList", listed) == []
    assert [item["role"] for item in listed["data"]] == ["user"]
    assert (gone["id"], gone["deleted"]) == (made["id"], True)
    assert talk.ask("GET", path).status == 404


def test_a_kept_response_is_streamed_again(document: Document, talk: Talk) -> None:
    made = talk.post("/v1/responses", HELLO | {"background": True, "stream": True}).events()
    path = f"/v1/responses/{made[0].value['response']['id']}"
    again = talk.ask("GET", f"{path}?stream=true&starting_after=1").events()

    assert [event.value["sequence_number"] for event in again] == list(range(2, len(made)))
    for event in (*made, *again):
        assert document.faults("ResponseStreamEvent", event.value) == []


def test_a_response_in_the_background(document: Document, talk: Talk) -> None:
    queued = talk.post("/v1/responses", HELLO | {"background": True}).json()
    shown = queued
    while shown["status"] in ("queued", "in_progress"):
        shown = talk.ask("GET", f"/v1/responses/{queued['id']}").json()
        assert document.faults("Response", shown) == []

    assert document.faults("Response", queued) == []
    assert (queued["status"], queued["output"], queued["usage"]) == ("queued", [], None)
    assert shown["status"] == "completed"
    cancelled = talk.post(f"/v1/responses/{queued['id']}/cancel", {})
    assert cancelled.status in (200, 400)


def test_input_tokens_are_counted(document: Document, talk: Talk) -> None:
    for ask in (HELLO, CALL):
        counted = talk.post("/v1/responses/input_tokens", ask).json()
        made = talk.post("/v1/responses", ask).json()

        assert document.faults("TokenCountsResource", counted) == []
        assert counted["input_tokens"] == made["usage"]["input_tokens"]


def test_a_compacted_input(document: Document, talk: Talk) -> None:
    turns = [{"role": "user", "content": "one two three"}, {"role": "user", "content": "four"}]
    made = talk.post("/v1/responses/compact", {"model": "gpt-5", "input": turns}).json()
    used = talk.post("/v1/responses", {"model": "gpt-5", "input": made["output"]}).json()

    assert document.faults("CompactResource", made) == []
    assert document.faults("Response", used) == []


def test_kept_items_are_listed_page_by_page(document: Document, talk: Talk) -> None:
    turns = [{"role": "user", "content": text} for text in ("one", "two", "three")]
    made = talk.post("/v1/responses", HELLO | {"input": turns}).json()
    path = f"/v1/responses/{made['id']}/input_items?order=asc&limit=2"
    first = talk.ask("GET", path).json()
    second = talk.ask("GET", f"{path}&after={first['last_id']}").json()

    for page in (first, second):
        assert document.faults("ResponseItemList", page) == []
    assert [page["has_more"] for page in (first, second)] == [True, False]
    texts = [item["content"][0]["text"] for page in (first, second) for item in page["data"]]
    assert texts == ["one", "two", "three"]


def test_a_conversation(document: Document, talk: Talk) -> None:
    item = {"type": "message", "role": "user", "content": "Hi"}
    made = talk.post("/v1/conversations", {"metadata": {"a": "b"}, "items": [item]}).json()
    path = f"/v1/conversations/{made['id']}"
    shown = talk.ask("GET", path).json()
    answered = talk.post("/v1/responses", HELLO | {"conversation": made["id"]}).json()
    added = talk.post(f"{path}/items", {"items": [item]}).json()
    listed = talk.ask("GET", f"{path}/items?order=asc").json()
    one = talk.ask("GET", f"{path}/items/{added['data'][0]['id']}").json()
    changed = talk.post(path, {"metadata": {"c": "d"}}).json()
    shorter = talk.ask("DELETE", f"{path}/items/{added['data'][0]['id']}").json()
    gone = talk.ask("DELETE", path).json()

    for shape in (made, shown, changed, shorter):
        assert document.faults("ConversationResource", shape) == []
    assert made == shown
    assert document.faults("Response", answered) == []
    assert answered["conversation"] == {"id": made["id"]}
    for shape in (added, listed):
        assert document.faults("ConversationItemList", shape) == []
    assert [item["role"] for item in listed["data"]] == ["user", "user", "assistant", "user"]
    assert document.faults("ConversationItem", one) == []
    assert one == added["data"][0]
    assert changed["metadata"] == {"c": "d"}
    assert document.faults("DeletedConversationResource", gone) == []


def test_a_kept_completion(document: Document, talk: Talk) -> None:
    made = talk.post("/v1/chat/completions", CHAT | {"store": True, "metadata": {"a": "b"}}).json()
    path = f"/v1/chat/completions/{made['id']}"
    shown = talk.ask("GET", path).json()
    changed = talk.post(path, {"metadata": {"c": "d"}}).json()
    messages = talk.ask("GET", f"{path}/messages").json()
    listed = talk.ask("GET", "/v1/chat/completions?limit=1&order=desc").json()
    gone = talk.ask("DELETE", path).json()

    assert document.faults("CreateChatCompletionResponse", made) == []
    for shape in (shown, changed):
        assert document.faults("ChatCompletionList", listed | {"data": [shape]}) == []
    assert changed["metadata"] == {"c": "d"}
    assert document.faults("ChatCompletionMessageList", messages) == []
    assert [message["content"] for message in messages["data"]] == ["Hello"]
    assert document.faults("ChatCompletionList", listed) == []
    assert [one["id"] for one in listed["data"]] == [made["id"]]
    assert document.faults("ChatCompletionDeleted", gone) == []
    assert talk.ask("GET", path).status == 404


@pytest.mark.parametrize(
    ("ask", "fault"),
    [
        pytest.param(CALLED, "", id="what was called and refused before"),
        pytest.param({"n": 2, "logprobs": True, "top_logprobs": 1}, "", id="likely tokens"),
        pytest.param({"model": "gpt-5"}, "", id="a reasoning model"),
        pytest.param({"model": "gpt-4o-search-preview"}, "", id="sources"),
        pytest.param({"model": "gpt-4o-audio-preview", **SPOKEN}, "", id="speech"),
        pytest.param(
            {"tools": [{"type": "function", "function": FUNCTION}], "tool_choice": "required"},
            "",
            id="a call",
        ),
        pytest.param(
            {"tools": [{"type": "custom", "custom": {"name": "c"}}], "tool_choice": "required"},
            "",
            id="a custom tool's call",
        ),
        pytest.param(
            {"functions": [FUNCTION], "function_call": {"name": "f"}}, "", id="a function's call"
        ),
        pytest.param({"functions": [FUNCTION], "function_call": "auto"}, "", id="a function"),
        *(
            pytest.param({}, fault, id=fault)
            for fault in ("refusal", "content_filter", "length", "empty")
        ),
    ],
)
def test_whatever_a_kept_completion_says_is_listed_as_documented(
    document: Document, talk: Talk, ask: Json, fault: str
) -> None:
    asked = CHAT | {"store": True} | ask
    made = talk.ask("POST", "/v1/chat/completions", asked, fault=fault).json()
    path = f"/v1/chat/completions/{made['id']}"
    shown = talk.ask("GET", path).json()
    messages = talk.ask("GET", f"{path}/messages").json()

    assert document.faults("CreateChatCompletionResponse", made) == []
    ids = {"first_id": made["id"], "last_id": made["id"]}
    page = {"object": "list", "data": [shown], **ids, "has_more": False}
    assert document.faults("ChatCompletionList", page) == []
    assert document.faults("ChatCompletionMessageList", messages) == []
