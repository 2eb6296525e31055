"""What faults leave of an answer, and what that bills: rows of replies."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sanic_mock.engine.ask import Ask, Options, Tool
from sanic_mock.engine.body import plain_text
from sanic_mock.engine.faults.table import fault_of
from sanic_mock.engine.reply import Choice, Reply, ToolCall
from sanic_mock.engine.terms import Bill
from sanic_mock.engine.usage import completion_tokens
from sanic_mock.engine.vocabulary import body_of
from sanic_mock.profile.sections.faults.content import (
    BadCall,
    BadCallFault,
    ContentFilterFault,
    EmptyFault,
    LengthFault,
    RefusalFault,
)
from sanic_mock.profile.sections.faults.entry import FaultEntry

TEXT = "One two three four five six seven eight"
ARGUMENTS = '{"city":"Oslo","days":3,"units":["C"],"at":{"lat":1.5},"exact":false}'


def ask(*tools: str) -> Ask:
    return Ask("gpt-4o", 7, options=Options(tools=tuple(Tool(name, None) for name in tools)))


def plain(framing: int = 0) -> Reply:
    return Reply(body_of(TEXT), "stop", 7, bytes(64), bill=Bill(framing=framing))


def calling(*arguments: str, **given: Any) -> Reply:
    calls = tuple(ToolCall("get_weather", body_of(one), **given) for one in arguments)
    choice = Choice(body_of(""), "tool_calls", calls, framing=10 * len(calls))
    return Reply(calls[0].arguments, "tool_calls", 7, bytes(64), choices=(choice,))


def changed(entry: FaultEntry, reply: Reply, *tools: str) -> Reply:
    change = fault_of(entry).behaviour.change
    assert change is not None
    change(entry, ask(*tools), reply)
    return reply


def texts(reply: Reply) -> list[str]:
    return [plain_text(call.arguments) for call in reply.choices[0].calls]


@pytest.mark.parametrize(("tokens", "left"), [(None, 4), (0, 0), (3, 3), (8, 8), (99, 8)])
@pytest.mark.parametrize("entry", [LengthFault, ContentFilterFault])
def test_so_much_of_a_text_is_left_and_billed(
    entry: type[LengthFault], tokens: int | None, left: int
) -> None:
    reply = changed(entry(tokens=tokens), plain(framing=5))
    assert TEXT.startswith(plain_text(reply.body))
    assert reply.body.tokens == completion_tokens(reply) == left
    assert reply.finish_reason in ("length", "content_filter")


def test_of_several_calls_the_first_is_left_and_cut() -> None:
    reply = changed(LengthFault(tokens=3), calling(ARGUMENTS, ARGUMENTS))
    (text,) = texts(reply)
    assert ARGUMENTS.startswith(text)
    assert completion_tokens(reply) == 3 + 10
    assert len(reply.body.pieces) == 3


def test_a_refusal_is_billed_by_its_own_words() -> None:
    reply = changed(RefusalFault(message="Not me."), calling(ARGUMENTS))
    (choice,) = reply.choices
    assert (choice.is_refusal, choice.calls, reply.finish_reason) == (True, (), "stop")
    assert completion_tokens(reply) == choice.body.tokens == 3


def test_nothing_bills_nothing() -> None:
    for reply in (plain(framing=5), calling(ARGUMENTS)):
        changed(EmptyFault(), reply)
        assert completion_tokens(reply) == len(reply.body.pieces) == 0
        assert reply.finish_reason == "stop"


@pytest.mark.parametrize("arguments", [ARGUMENTS, "{}", '{"a":1}'])
def test_half_an_object_is_no_json(arguments: str) -> None:
    (text,) = texts(changed(BadCallFault(what="not_json"), calling(arguments)))
    assert text
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)


def test_each_argument_has_another_type_and_there_is_one_more() -> None:
    (text,) = texts(changed(BadCallFault(what="schema"), calling(ARGUMENTS)))
    found, given = json.loads(text), json.loads(ARGUMENTS)
    assert found.pop("unexpected") is True
    assert set(found) == set(given)
    assert all(type(found[name]) is not type(given[name]) for name in given)


def test_arguments_that_were_cut_break_their_schema_as_they_are() -> None:
    for cut in ("", '{"city":"Os'):
        assert texts(changed(BadCallFault(what="schema"), calling(cut))) == [cut]


@pytest.mark.parametrize("what", ["not_json", "schema"])
@pytest.mark.parametrize("given", [{"is_custom": True}, {"form": "shell_call"}])
def test_what_is_no_json_is_left_as_it_is(what: BadCall, given: dict[str, Any]) -> None:
    assert texts(changed(BadCallFault(what=what), calling(ARGUMENTS, **given))) == [ARGUMENTS]


def test_a_tool_that_was_not_offered_is_none_of_those_that_were() -> None:
    offered = ("get_weather", "get_weather_v2")
    reply = changed(BadCallFault(what="unknown_tool"), calling(ARGUMENTS), *offered)
    assert reply.choices[0].calls[0].name == "xget_weather_v2"


def test_one_call_is_there_twice_and_billed_so() -> None:
    once = completion_tokens(calling(ARGUMENTS))
    reply = changed(BadCallFault(what="duplicate_ids"), calling(ARGUMENTS))
    assert [one.named(place) for place, one in enumerate(reply.choices[0].calls)] == [0, 0]
    assert completion_tokens(reply) == 2 * once
    assert len(reply.body.pieces) == 2 * len(reply.choices[0].calls[0].arguments.pieces)


def test_a_text_is_left_as_it_is() -> None:
    reply = changed(BadCallFault(what="not_json"), plain(framing=5))
    assert (plain_text(reply.body), reply.choices, completion_tokens(reply)) == (TEXT, (), 13)
