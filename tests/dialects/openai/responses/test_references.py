"""What an input repeats of earlier answers must be there, with what belongs to it."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.dialects.openai.responses.responding import PARIS, WEATHER, Asking, Json
from tests.patient_work import patiently

ASKED: Json = {"model": "gpt-5", "input": [PARIS], "tools": [WEATHER], "tool_choice": "required"}


@pytest.fixture
def asking() -> Asking:
    return Asking(seed=7)


def result(call: Json) -> Json:
    return {"type": "function_call_output", "call_id": call["call_id"], "output": "sunny"}


def replayed(asking: Asking, **further: Any) -> tuple[Json, Json, Json]:
    """Return what was thought, what was called, and a request to go on with."""
    thought, call = asking.whole(ASKED | further)["output"]
    return thought, call, {"model": "gpt-5", "tools": [WEATHER]}


def test_an_answer_that_is_repeated_whole_is_taken(asking: Asking) -> None:
    thought, call, on = replayed(asking)
    del thought["content"]

    assert asking.whole(on | {"input": [PARIS, thought, call, result(call)]})["output"]


def test_a_call_without_what_was_thought_before_is_refused(asking: Asking) -> None:
    thought, call, on = replayed(asking)

    problem = asking.refused(on | {"input": [PARIS, call, result(call)]})

    assert (problem.status, problem.param, problem.code) == (400, "input", None)
    assert problem.message == (
        f"Item '{call['id']}' of type 'function_call' was provided without its required "
        f"'reasoning' item: '{thought['id']}'."
    )


def test_a_call_without_its_id_needs_no_thought(asking: Asking) -> None:
    _, call, on = replayed(asking)
    del call["id"]

    assert asking.whole(on | {"input": [PARIS, call, result(call)]})["output"]


def test_a_call_of_a_response_that_was_not_kept_needs_no_thought(asking: Asking) -> None:
    _, call, on = replayed(asking, store=False)

    assert asking.whole(on | {"input": [PARIS, call, result(call)]})["output"]


def test_a_thought_of_a_response_that_was_not_kept_is_not_found(asking: Asking) -> None:
    thought, call, on = replayed(asking, store=False)
    del thought["content"]

    problem = asking.refused(on | {"input": [PARIS, thought, call, result(call)]})

    assert problem.status == 404
    assert problem.message == f"Item with id '{thought['id']}' not found."


def test_references_stand_for_what_they_name(asking: Asking) -> None:
    thought, call, on = replayed(asking)
    named = [{"type": "item_reference", "id": one["id"]} for one in (thought, call)]

    response = asking.whole(on | {"input": [PARIS, *named, result(call)]})
    spelled = asking.whole(on | {"input": [PARIS, thought | {"content": None}, call, result(call)]})

    assert response["usage"]["input_tokens"] == spelled["usage"]["input_tokens"]


def test_a_reference_to_a_result_without_its_call_is_refused(asking: Asking) -> None:
    thought, call, on = replayed(asking)
    named = {"type": "item_reference", "id": thought["id"]}

    problem = asking.refused(on | {"input": [PARIS, named, result(call)]})

    assert problem.status == 400


def test_what_a_response_goes_on_from_is_there(asking: Asking) -> None:
    first = asking.whole(ASKED)
    _, call = first["output"]

    on = {"model": "gpt-5", "previous_response_id": first["id"], "input": [result(call)]}
    assert asking.whole(on)["output"]


def test_a_message_needs_what_was_thought_before_too(asking: Asking) -> None:
    thought, message = asking.whole({"model": "gpt-5", "input": "Hi"})["output"]

    problem = asking.refused({"model": "gpt-5", "input": [PARIS, message, PARIS]})

    assert (
        f"of type 'message' was provided without its required 'reasoning' item: '{thought['id']}'"
    )
    assert thought["id"] in problem.message


def test_a_lenient_server_asks_for_none_of_it(asking: Asking) -> None:
    _, call, on = replayed(asking)
    unknown = {"type": "item_reference", "id": "msg_zzz"}

    ask, _ = asking.read(on | {"input": [unknown, call, result(call)]}, is_strict=False)

    assert len(ask.given) == 3


def test_many_items_are_looked_at_soon(asking: Asking) -> None:
    first = asking.whole({"model": "gpt-5", "input": "Hi"})
    named = [{"type": "item_reference", "id": one["id"]} for one in first["output"]]
    said = [
        {"role": "user", "content": "x", "type": "message", "id": f"msg_{n}"} for n in range(99)
    ]
    start = time.process_time()

    items = [PARIS, *(named + said) * 100]
    patiently(lambda: asking.read({"model": "gpt-5", "input": items}))

    assert time.process_time() - start < 3
