"""Faults in what an answer says leave it an answer that OpenAI's document describes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.spec import asks_chat, asks_responses
from tests.spec.openapi import Document
from tests.spec.talk import Answer, Json, Talk

CHAT, RESPONSES = "/v1/chat/completions", "/v1/responses"
EXAMPLES = 60
FAULTS = (
    "content_filter",
    "content_filter;tokens=1",
    "refusal",
    "length",
    "length;tokens=0",
    "empty",
    *(
        f"bad_call;what={what}"
        for what in ("not_json", "schema", "unknown_tool", "duplicate_ids", "wrong_index")
    ),
)
any_fault = st.sampled_from(FAULTS)


def asked(talk: Talk, path: str, ask: Json, fault: str) -> Answer:
    return talk.ask("POST", path, ask, fault=fault)


def check_usage(usage: Json, prompt: str, completion: str) -> None:
    assert usage["total_tokens"] == usage[prompt] + usage[completion]
    assert 0 <= usage[f"{completion}_details"]["reasoning_tokens"] <= usage[completion]


@settings(max_examples=EXAMPLES)
@given(ask=asks_chat.asks(streamed=False), fault=any_fault)
def test_a_whole_answer_is_as_documented(
    document: Document, talk: Talk, ask: Json, fault: str
) -> None:
    answer = asked(talk, CHAT, ask, fault).json()
    assert document.faults("CreateChatCompletionResponse", answer) == []
    check_usage(answer["usage"], "prompt_tokens", "completion_tokens")


@settings(max_examples=EXAMPLES)
@given(ask=asks_chat.asks(streamed=True), fault=any_fault)
def test_each_chunk_is_as_documented(document: Document, talk: Talk, ask: Json, fault: str) -> None:
    for chunk in asked(talk, CHAT, ask, fault).chunks():
        assert document.faults("CreateChatCompletionStreamResponse", chunk) == []


@settings(max_examples=EXAMPLES)
@given(ask=asks_responses.asks(streamed=False), fault=any_fault)
def test_a_whole_response_is_as_documented(
    document: Document, talk: Talk, ask: Json, fault: str
) -> None:
    answer = asked(talk, RESPONSES, ask, fault).json()
    assert document.faults("Response", answer) == []
    if answer["usage"] is not None:
        check_usage(answer["usage"], "input_tokens", "output_tokens")


@settings(max_examples=EXAMPLES)
@given(
    ask=asks_responses.asks(streamed=True),
    fault=st.one_of(any_fault, st.sampled_from(("error", "error;code=429;after=2tokens"))),
)
def test_each_event_is_as_documented(document: Document, talk: Talk, ask: Json, fault: str) -> None:
    events = asked(talk, RESPONSES, ask, fault).events()
    for event in events:
        assert event.name == event.value["type"]
        if event.name == "error":  # real ones are nested, and the document's is flat
            assert event.value.pop("error")["message"] == event.value["message"]
        if "shell_call_command" not in str(event.name):  # the document's next edition has them
            assert document.faults("ResponseStreamEvent", event.value) == []
    assert [event.value["sequence_number"] for event in events] == list(range(len(events)))
