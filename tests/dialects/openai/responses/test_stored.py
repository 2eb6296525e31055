"""What is kept of a response: a clock ends those under way, and pages list their input."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.openai.responses import conversations, operations, stored
from sanic_mock.dialects.openai.responses.conversations import Conversation
from sanic_mock.dialects.openai.responses.stored import MOST_CONTEXT, Record
from sanic_mock.dialects.operation import Call, State
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.errors import Problem
from sanic_mock.settings import Settings
from sanic_mock.shared.store import Store
from tests.dialects.openai.responses.responding import NOW_S, Asking
from tests.patient_work import patiently

BEGIN_S = 1_800_000_000.0
LASTS_S = 10.0
HELLO: dict[str, Any] = {"model": "gpt-4o-mini", "input": "Hello"}


def item(number: int) -> dict[str, Any]:
    """Return an item of an input."""
    return {"id": f"msg_{number}", "type": "message", "role": "user", "content": []}


def kept(lasts_s: float = 0.0, background: bool = False, **further: Any) -> State:
    """Return a state that has one response, asked for at BEGIN_S."""
    state = State(Settings("test"), Store(1 << 20))
    response = {
        "id": "resp_1",
        "status": "completed",
        "background": background,
        "completed_at": int(BEGIN_S + lasts_s),
        "output": [item(9)],
        "usage": {"total_tokens": 3},
        "error": None,
        "incomplete_details": None,
        **further,
    }
    kept = Record(response, [item(1), item(2)], started_s=BEGIN_S, lasts_s=lasts_s)
    stored.keep(state, response["id"], kept)
    return state


def call(past_s: float = 0.0, query: dict[str, str] | None = None) -> Call:
    """Return a call as the server makes it, some seconds after BEGIN_S."""
    values = {name: [value] for name, value in (query or {}).items()}
    parts = {"response_id": "resp_1"}
    return Call(RequestHead("GET", ""), parts, values, b"", bytes(64), BEGIN_S + past_s)


def content(answer: object) -> dict[str, Any]:
    """Return the JSON of a whole answer."""
    assert isinstance(answer, Whole)
    found: dict[str, Any] = json.loads(answer.body)
    return found


@pytest.mark.parametrize(
    ("lasts_s", "past_s", "status"),
    [
        (0.0, 0.0, "completed"),
        (0.0, -5.0, "completed"),  # a clock that was set back
        (10.0, 0.0, "queued"),
        (10.0, 0.05, "queued"),
        (10.0, 0.2, "in_progress"),
        (10.0, 9.99, "in_progress"),
        (10.0, 10.0, "completed"),
        (10.0, 1e9, "completed"),
        (0.01, 0.004, "queued"),
        (0.01, 0.006, "in_progress"),
    ],
)
def test_the_clock_alone_ends_a_response(lasts_s: float, past_s: float, status: str) -> None:
    state = kept(lasts_s, background=True)

    shown = content(operations.retrieve(state, call(past_s)))
    is_done = status == "completed"
    assert shown["status"] == status
    assert shown["output"] == ([item(9)] if is_done else [])
    assert shown["usage"] == ({"total_tokens": 3} if is_done else None)
    assert shown["completed_at"] == (int(BEGIN_S + lasts_s) if is_done else None)


def test_a_cancelled_response_stays_as_it_was_cancelled() -> None:
    state = kept(LASTS_S, background=True)

    cancelled = content(operations.cancel(state, call(5.0)))
    assert (cancelled["status"], cancelled["output"], cancelled["usage"]) == ("cancelled", [], None)
    for past_s in (6.0, 100.0):
        assert content(operations.retrieve(state, call(past_s))) == cancelled
        assert content(operations.cancel(state, call(past_s))) == cancelled


@pytest.mark.parametrize(
    ("background", "further", "what"),
    [
        (False, {}, "a synchronous"),
        (True, {}, "a completed"),
        (True, {"status": "failed"}, "a failed"),
        (True, {"status": "incomplete"}, "an incomplete"),
    ],
)
def test_what_is_over_cannot_be_cancelled(
    background: bool, further: dict[str, Any], what: str
) -> None:
    state = kept(LASTS_S, background, **further)

    with pytest.raises(Problem) as refused:
        operations.cancel(state, call(LASTS_S))
    problem = refused.value
    assert (problem.status, problem.message) == (400, f"Cannot cancel {what} response.")
    assert (problem.param, problem.code) == (None, None)


def test_a_response_is_told_as_a_stream_for_five_minutes() -> None:
    asking = Asking()
    made = asking.whole(HELLO | {"background": True})

    def again(past_s: float, *, is_strict: bool = True) -> object:
        parts, query = {"response_id": made["id"]}, {"stream": ["true"]}
        asked = Call(
            RequestHead("GET", ""), parts, query, b"", bytes(64), NOW_S + past_s, is_strict
        )
        return operations.retrieve(asking.state, asked)

    assert isinstance(again(300.0), Events)
    assert isinstance(again(300.5, is_strict=False), Events)
    with pytest.raises(Problem) as refused:
        again(300.5)
    assert (refused.value.status, refused.value.param) == (400, "stream")
    assert refused.value.message == (
        "This response can no longer be streamed because it is more than 5 minutes old."
    )


def test_an_incomplete_response_says_why_only_in_the_end() -> None:
    details = {"reason": "max_output_tokens"}
    state = kept(LASTS_S, True, status="incomplete", incomplete_details=details)

    early, late = (content(operations.retrieve(state, call(past_s))) for past_s in (1.0, 11.0))
    assert (early["status"], early["incomplete_details"]) == ("in_progress", None)
    assert (late["status"], late["incomplete_details"]) == ("incomplete", details)


@pytest.mark.parametrize(
    ("query", "numbers", "has_more"),
    [
        ({}, [2, 1], False),
        ({"order": "asc"}, [1, 2], False),
        ({"limit": "1"}, [2], True),
        ({"limit": "1", "after": "msg_2"}, [1], False),
        ({"order": "asc", "after": "msg_2"}, [], False),
    ],
)
def test_the_input_is_listed_in_pages(
    query: dict[str, str], numbers: list[int], has_more: bool
) -> None:
    page = content(operations.input_items(kept(), call(query=query)))

    assert page["data"] == [item(number) for number in numbers]
    assert page["has_more"] == has_more
    ends = (page["first_id"], page["last_id"])
    assert ends == ((f"msg_{numbers[0]}", f"msg_{numbers[-1]}") if numbers else (None, None))


def test_a_follow_up_has_the_newest_items_before_its_own() -> None:
    response = {"id": "resp_1", "output": [item(9)]}
    short = Record(response, [item(1)], context=[item(0)])
    long = Record(response, [item(1)], context=[item(n) for n in range(2 * MOST_CONTEXT)])

    assert short.history() == [item(0), item(1), item(9)]
    assert long.history()[-2:] == [item(1), item(9)]
    assert len(long.history()) == MOST_CONTEXT


def test_a_record_larger_than_the_store_takes_is_not_kept() -> None:
    state = State(Settings("test"), Store(1 << 12))
    stored.keep(state, "resp_1", Record({"id": "resp_1", "output": ["x" * 2000]}))

    assert stored.load(state, "resp_1") is None


@pytest.mark.parametrize("value", ["1E5", "1e9", "null", '"\\u00e9"', "[ ]"])
def test_a_response_that_is_cancelled_is_kept_however_large_it_is(value: str) -> None:
    """Its numbers are written as its client wrote them, in fewer letters than one may else."""
    store, body = Store(1 << 16), f"[{','.join([value] * 500)}]"
    state = State(Settings("test"), store)
    usage = {"input_tokens": 3, "output_tokens": 4, "total_tokens": 7}
    told = {"id": "resp_1", "status": "completed", "output": [item(9)], "usage": usage}
    response = msgspec.json.encode(told | {"tools": msgspec.Raw(body.encode())})
    said = msgspec.Raw(f'[{{"id":"msg_1","of":{body},"x":"'.encode() + b"%b" + b'"}]')
    empty = msgspec.json.encode(_written(response, said, 0))
    room = store.largest_bytes - len(empty)
    while not store.put("resp_1", msgspec.json.encode(_written(response, said, room))):
        room -= 1

    stored.cancel(state, "resp_1", BEGIN_S + 1)

    record = stored.load(state, "resp_1")
    assert record is not None
    assert record.response["status"] == "cancelled"
    assert len(record.input) == 1


def _written(response: bytes, said: msgspec.Raw, room: int) -> stored.Written:
    filled = msgspec.Raw(bytes(said) % (b"x" * room))
    return stored.Written(msgspec.Raw(response), filled, [], [], 0, BEGIN_S, LASTS_S)


def many(count: int, text: str) -> dict[str, Any]:
    """Return a request whose input has so many messages."""
    given = [{"role": "user", "content": f"{number} {text}"} for number in range(count)]
    return {"model": "gpt-4.1", "input": given}


@pytest.mark.parametrize("count", [256, 257, 1000])
def test_of_a_long_input_all_is_kept_in_order(count: int) -> None:
    asking = Asking()
    record = stored.load(asking.state, asking.whole(many(count, "Hi"))["id"])

    assert record is not None
    texts = [one["content"][0]["text"] for one in record.input]
    assert texts == [f"{number} Hi" for number in range(count)]
    assert len({one["id"] for one in record.input}) == count


def test_an_input_larger_than_the_store_takes_is_answered_and_not_kept() -> None:
    asking = Asking()
    response = patiently(lambda: asking.whole(many(60_000, " " * 200)))

    assert response["status"] == "completed"
    assert stored.load(asking.state, response["id"]) is None


def test_such_an_input_is_refused_where_it_were_a_conversations() -> None:
    asking = Asking()
    conversations.keep(asking.state, Conversation("conv_1", NOW_S))

    asked = many(60_000, " " * 200) | {"conversation": "conv_1"}
    with pytest.raises(Problem) as refused:
        patiently(lambda: asking.whole(asked))

    assert refused.value.status == 400
    assert conversations.items_of(asking.state, "conv_1") == []


def test_only_responses_are_found() -> None:
    state = kept()
    state.store.put("conv_1", b"{}")

    assert stored.load(state, "conv_1") is None
    assert not stored.forget(state, "conv_1")
    assert state.store.get("conv_1") == b"{}"
