"""The judge accepts what was recorded, and nothing that is not in the document."""

from __future__ import annotations

from typing import Any

import pytest

from tests.spec.departures import DEPARTURES, Departure
from tests.spec.openapi import Document
from tests.spec.recorded import CALL, MESSAGE, RECORDED, TEXT, completion, event, response

NUMBERED = [pytest.param(*one, id=f"{place}-{one[0]}") for place, one in enumerate(RECORDED)]


@pytest.mark.parametrize(("name", "value"), NUMBERED)
def test_a_recorded_answer_has_no_fault(document: Document, name: str, value: Any) -> None:
    assert document.faults(name, value) == []


@pytest.mark.parametrize("departure", DEPARTURES, ids=lambda one: f"{one.schema}: {one.reason}")
def test_each_departure_is_needed(published: Any, departure: Departure) -> None:
    without = Document(published, [one for one in DEPARTURES if one is not departure])

    assert any(without.faults(name, value) for name, value in RECORDED)


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("CreateChatCompletionResponse", completion({}, id=1), "$.id: 1 is not of type 'string'"),
        ("CreateChatCompletionResponse", completion({}, usages={}), "$.usages: no schema names"),
        (
            "CreateChatCompletionResponse",
            completion({"index": 0, "message": MESSAGE, "logprobs": None, "finish_reason": "end"}),
            "$.choices[0].finish_reason: 'end' is not one of",
        ),
        (
            "CreateChatCompletionResponse",
            completion(
                {
                    "index": 0,
                    "message": MESSAGE | {"tool_calls": [CALL | {"index": 0}]},
                    "finish_reason": "stop",
                }
            ),
            "$.choices[0].message.tool_calls[0].index: no schema names",
        ),
        ("Response", response(TEXT | {"status": "done"}), "$.output[0].status: 'done' is not"),
        ("Response", response(TEXT | {"texts": []}), "$.output[0].texts: no schema names"),
        ("Response", response(TEXT | {"type": "massage"}), "$.output[0]: "),
        ("ResponseStreamEvent", event("completed"), "$: 'response' is a required property"),
        ("ResponseStreamEvent", event("finished"), "is no member of the union"),
    ],
)
def test_a_fault_is_told_where_it_is(document: Document, name: str, value: Any, fault: str) -> None:
    faults = document.faults(name, value)

    assert len(faults) == 1
    assert fault in faults[0]


def test_an_answers_schema_is_found_by_its_operation(document: Document) -> None:
    assert document.answer("post", "/responses") == "Response"
    assert document.answer("post", "/responses", "text/event-stream") == "ResponseStreamEvent"
