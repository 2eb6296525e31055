"""Responses are kept, gone on from, and done in the background by the clock."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from sanic_mock.dialects.openai.responses import caching, conversations, stored
from sanic_mock.dialects.openai.responses.conversations import Conversation
from sanic_mock.dialects.openai.responses.items import CALLS
from sanic_mock.dialects.openai.responses.stored import Record
from sanic_mock.distributions.simple import Constant
from sanic_mock.engine.tokens import encoding
from sanic_mock.errors import Problem
from sanic_mock.settings import Load, Ttft
from tests.dialects.openai.responses.responding import NOW_S, PARIS, WEATHER, Asking, Json
from tests.spec.asks_responses import asks

HELLO: Json = {"model": "gpt-4o", "input": "Hello"}
CALL: Json = {"model": "gpt-4o", "input": [PARIS], "tools": [WEATHER]}
CONVERSATION = "conv_1"


@pytest.fixture
def asking() -> Asking:
    """An endpoint that nobody has asked yet."""
    return Asking()


def kept(asking: Asking, response: Json) -> Record:
    """Return what is kept of a response."""
    found = stored.load(asking.state, response["id"])
    assert found is not None
    return found


def said(response: Json) -> str:
    """Return a response's text."""
    text: str = response["output"][-1]["content"][0]["text"]
    return text


@pytest.mark.parametrize("asked", [HELLO, CALL, {"model": "gpt-5", "input": "Hi"}])
def test_a_response_is_kept_as_it_was_told(asking: Asking, asked: Json) -> None:
    response = asking.whole(asked)

    found = kept(asking, response)
    assert found.response == response
    assert [item["role"] for item in found.input] == ["user"]
    assert found.input[0]["content"][0]["type"] == "input_text"
    assert ["".join(texts) for texts in found.pieces] == [
        item.get("arguments") or (item["content"][0]["text"] if item.get("content") else "")
        for item in response["output"]
    ]


def test_a_streamed_response_is_kept_with_who_pays(asking: Asking) -> None:
    ended = asking.stream(HELLO)[-1]["response"]

    assert kept(asking, ended).response == ended | {"billing": {"payer": "developer"}}


def test_a_response_that_is_not_to_be_kept_is_not(asking: Asking) -> None:
    response = asking.whole(HELLO | {"store": False})

    assert stored.load(asking.state, response["id"]) is None


def test_the_items_of_an_input_have_ids_of_their_own(asking: Asking) -> None:
    items = [{"role": "user", "content": word} for word in ("a", "b")]
    response = asking.whole(HELLO | {"input": items})

    ids = [item["id"] for item in kept(asking, response).input] + [response["output"][0]["id"]]
    assert len(set(ids)) == 3
    assert len({one.split("_")[1][:16] for one in ids}) == 1


def test_a_follow_up_is_billed_for_all_that_was_said(asking: Asking) -> None:
    first = asking.whole(HELLO | {"instructions": "Be brief."})
    second = asking.whole(HELLO | {"input": "More", "previous_response_id": first["id"]})
    third = asking.whole(HELLO | {"input": "Again", "previous_response_id": second["id"]})

    count = encoding().count
    # instructions are not carried over ([openapi-2026] CreateResponse)
    texts = ["Hello", said(first), "More"]
    assert second["usage"]["input_tokens"] == 3 + sum(4 + count(text) for text in texts)
    texts += [said(second), "Again"]
    assert third["usage"]["input_tokens"] == 3 + sum(4 + count(text) for text in texts)
    assert third["previous_response_id"] == second["id"]
    assert [item["role"] for item in kept(asking, third).context] == [
        "user",
        "assistant",
        "user",
        "assistant",
    ]


def test_results_of_calls_that_a_previous_response_made_are_used(asking: Asking) -> None:
    first = asking.whole(CALL)
    (call,) = first["output"]
    found = {"type": "function_call_output", "call_id": call["call_id"], "output": "21 degrees"}

    second = asking.whole(
        {"model": "gpt-4o", "input": [found], "previous_response_id": first["id"]}
        | {"tools": [WEATHER], "text": None}
    )

    assert "21 degrees" in said(second)


def test_a_call_of_a_previous_response_wants_its_result(asking: Asking) -> None:
    first = asking.whole(CALL)

    problem = asking.refused(HELLO | {"previous_response_id": first["id"]})

    call_id = first["output"][0]["call_id"]
    assert problem.message == f"No tool output found for function call {call_id}."


def test_a_previous_response_may_be_all_there_is(asking: Asking) -> None:
    first = asking.whole(HELLO)

    response = asking.whole({"model": "gpt-4o", "previous_response_id": first["id"]})

    assert response["status"] == "completed"


def test_a_conversation_is_gone_on_with(asking: Asking) -> None:
    conversations.keep(asking.state, Conversation(CONVERSATION, NOW_S))
    first = asking.whole(HELLO | {"conversation": CONVERSATION})
    second = asking.whole(HELLO | {"input": "More", "conversation": {"id": CONVERSATION}})

    assert first["conversation"] == second["conversation"] == {"id": CONVERSATION}
    assert list(first)[list(first).index("completed_at") + 1] == "conversation"
    items = conversations.items_of(asking.state, CONVERSATION)
    assert [item["role"] for item in items] == ["user", "assistant", "user", "assistant"]
    assert items[1] == first["output"][0]
    count = encoding().count
    texts = ["Hello", said(first), "More"]
    assert second["usage"]["input_tokens"] == 3 + sum(4 + count(text) for text in texts)


def test_a_conversation_that_ends_meanwhile_is_told(asking: Asking) -> None:
    conversations.keep(asking.state, Conversation(CONVERSATION, NOW_S))
    ask, reply = asking.read(HELLO | {"conversation": CONVERSATION})
    conversations.forget(asking.state, CONVERSATION)

    with pytest.raises(Problem, match="Conversation with id 'conv_1' not found"):
        asking.endpoint.whole(ask, reply, NOW_S)


def test_a_response_in_the_background_is_a_receipt() -> None:
    asking = Asking(ttft=Ttft(Constant(2.5)))
    receipt = asking.whole(HELLO | {"background": True})

    assert (receipt["status"], receipt["background"]) == ("queued", True)
    assert (receipt["output"], receipt["usage"], receipt["completed_at"]) == ([], None, None)
    assert receipt["service_tier"] == "auto"
    assert "billing" not in receipt
    found = kept(asking, receipt)
    assert found.lasts_s == 2.5
    assert found.shown(NOW_S + 1.0)["status"] == "in_progress"
    done = found.shown(NOW_S + 3.0)
    assert (done["status"], done["completed_at"]) == ("completed", NOW_S + 2)
    assert said(done)


@pytest.mark.parametrize("stream", [False, True])
def test_a_response_tells_when_its_text_was_done(stream: bool) -> None:
    asking = Asking(ttft=Ttft(Constant(7.0)))
    asked = HELLO | {"stream": stream}

    response = asking.stream(asked)[-1]["response"] if stream else asking.whole(asked)

    assert response["created_at"] == NOW_S
    assert response["completed_at"] == NOW_S + 7


def test_what_was_read_before_is_billed_as_cached(asking: Asking) -> None:
    long = HELLO | {"input": "word " * 1500}

    first, second = asking.whole(long)["usage"], asking.whole(long)["usage"]

    assert first["input_tokens_details"]["cached_tokens"] == 0
    cached = second["input_tokens_details"]["cached_tokens"]
    assert cached >= 1024
    assert cached % 128 == 0
    assert cached < second["input_tokens"]


def test_a_prompt_is_handed_on_where_a_cache_is_simulated() -> None:
    asking = Asking(load=Load("step", cache_blocks=8))

    ask = asking.endpoint.parse(b'{"model":"m","input":"Hello","instructions":"Be brief."}')

    assert ask.prompt == "Be brief.\nHello"


def test_reasoning_is_billed_by_its_effort(asking: Asking) -> None:
    def thought(effort: str) -> int:
        asked: dict[str, Any] = {"model": "gpt-5", "reasoning": {"effort": effort}}
        bills = [asking.whole(asked | {"input": f"{n}"})["usage"] for n in range(60)]
        for usage in bills:
            assert usage["output_tokens_details"]["reasoning_tokens"] < usage["output_tokens"]
        return sum(usage["output_tokens_details"]["reasoning_tokens"] for usage in bills)

    assert thought("minimal") == 0
    assert thought("low") < thought("high")


TEXT: Json = {"output": "Done"}
DONE: dict[str, Json] = {"computer_call": {"output": {"type": "computer_screenshot"}}}


@settings(max_examples=60)
@given(ask=asks(streamed=False))
def test_what_any_request_is_answered_can_be_gone_on_from(ask: Json) -> None:
    asking = Asking()
    first = asking.whole(ask)
    if not first["store"]:
        return
    results = [
        {"type": f"{item['type']}_output", "call_id": item["call_id"]}
        | DONE.get(item["type"], TEXT)
        for item in first["output"]
        if item["type"] in CALLS
    ]
    second = asking.whole(
        {"model": ask["model"], "previous_response_id": first["id"]}
        | {"input": [*results, {"role": "user", "content": "Go on"}]}
    )

    assert second["usage"]["input_tokens"] > 0
    assert kept(asking, second).history()[-1] == second["output"][-1]


@pytest.mark.parametrize("further", [{}, {"model": "gpt-4o"}, {"input": []}])
def test_a_prompt_may_be_all_there_is(asking: Asking, further: Json) -> None:
    response = asking.whole({"prompt": {"id": "pmpt_1"}} | further)

    assert response["status"] == "completed"
    assert kept(asking, response).input == []


def test_no_more_of_a_prompt_is_remembered_than_is_looked_at(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "MOST_LETTERS", 10_000)
    items = [{"role": "user", "content": "word " * 100}] * 50

    usages = [asking.whole(HELLO | {"input": items})["usage"] for _ in range(2)]

    known = [one["input_tokens_details"]["cached_tokens"] for one in usages]
    assert known == [0, 2048]
