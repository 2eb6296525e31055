"""Streams of responses have the events, the keys and the numbers of recorded ones."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.answer import Events
from sanic_mock.dialects.openai.responses import stored
from sanic_mock.dialects.openai.responses.event_bodies import padding
from sanic_mock.dialects.openai.responses.events import Ends, Script
from sanic_mock.dialects.openai.responses.kept_events import events_of
from sanic_mock.dialects.openai.responses.parts import Part
from sanic_mock.errors import Lengthy
from tests.dialects.openai.responses.responding import (
    NOW_S,
    PARIS,
    SQL,
    WEATHER,
    Asking,
    Json,
    events,
    kinds,
)
from tests.patient_work import patiently

# Some 98,000 tokens.
LONG_BYTES = 600_000
HELLO: Json = {"model": "gpt-4o", "input": "Hello"}
CALL: Json = {"model": "gpt-4o", "input": [PARIS], "tools": [WEATHER]}
BEGUN = ["created", "in_progress"]
MESSAGE = [
    "output_item.added",
    "content_part.added",
    "output_text.delta",
    "output_text.done",
    "content_part.done",
    "output_item.done",
]
CALLED = [
    "output_item.added",
    "function_call_arguments.delta",
    "function_call_arguments.done",
    "output_item.done",
]
CUSTOM = [
    "output_item.added",
    "custom_tool_call_input.delta",
    "custom_tool_call_input.done",
    "output_item.done",
]
REASONING = ["output_item.added", "output_item.done"]
SUMMARY = [
    "output_item.added",
    "reasoning_summary_part.added",
    "reasoning_summary_text.delta",
    "reasoning_summary_text.done",
    "reasoning_summary_part.done",
    "output_item.done",
]
SEARCH = [
    "output_item.added",
    "web_search_call.in_progress",
    "web_search_call.searching",
    "web_search_call.completed",
    "output_item.done",
]
CITED = [*MESSAGE[:3], "output_text.annotation.added", *MESSAGE[3:]]
SEQUENCES: list[tuple[Json, list[str]]] = [
    (HELLO, [*BEGUN, *MESSAGE, "completed"]),
    (HELLO | {"max_output_tokens": 16}, [*BEGUN, *MESSAGE, "incomplete"]),
    (CALL, [*BEGUN, *CALLED, "completed"]),
    (CALL | {"tools": [SQL]}, [*BEGUN, *CUSTOM, "completed"]),
    ({"model": "gpt-5", "input": "Hi"}, [*BEGUN, *REASONING, *MESSAGE, "completed"]),
    (
        {"model": "gpt-5", "input": "Hi", "reasoning": {"summary": "auto"}},
        [*BEGUN, *SUMMARY, *MESSAGE, "completed"],
    ),
    (
        HELLO | {"tools": [{"type": "web_search"}], "tool_choice": "required"},
        [*BEGUN, *SEARCH, *CITED, "completed"],
    ),
    (HELLO | {"background": True}, ["created", "queued", "in_progress", *MESSAGE, "completed"]),
]
# Recorded in spring 2026: `type` first, all others in alphabetical order; the name of a call that
# is done is the document's.
KEYS = {
    "created": "type response sequence_number",
    "output_item.added": "type item output_index sequence_number",
    "content_part.added": "type content_index item_id output_index part sequence_number",
    "output_text.delta": "type content_index delta item_id logprobs obfuscation output_index "
    "sequence_number",
    "output_text.done": "type content_index item_id logprobs output_index sequence_number text",
    "content_part.done": "type content_index item_id output_index part sequence_number",
    "function_call_arguments.delta": "type delta item_id obfuscation output_index sequence_number",
    "function_call_arguments.done": "type arguments item_id output_index sequence_number",
    "custom_tool_call_input.delta": "type delta item_id obfuscation output_index sequence_number",
    "custom_tool_call_input.done": "type input item_id output_index sequence_number",
}


@pytest.fixture(scope="module")
def asking() -> Asking:
    """An endpoint as it comes."""
    return Asking()


@pytest.mark.parametrize(("asked", "sequence"), SEQUENCES)
def test_events_come_in_their_order_and_are_numbered(
    asking: Asking, asked: Json, sequence: list[str]
) -> None:
    told = asking.stream(asked)

    assert kinds(told) == sequence
    assert [one["sequence_number"] for one in told] == list(range(len(told)))


@pytest.mark.parametrize("asked", [HELLO, CALL, CALL | {"tools": [SQL]}])
def test_keys_come_in_the_order_of_recorded_traffic(asking: Asking, asked: Json) -> None:
    for one in asking.stream(asked):
        kind = one["type"].removeprefix("response.")
        if kind in KEYS:
            assert list(one) == KEYS[kind].split()


def test_a_stream_begins_with_the_response_as_it_is_then(asking: Asking) -> None:
    created, in_progress, *_, completed = asking.stream(HELLO)

    for one in (created, in_progress):
        begun = one["response"]
        assert (begun["status"], begun["output"], begun["usage"]) == ("in_progress", [], None)
        assert begun["service_tier"] == "auto"
    assert completed["response"]["service_tier"] == "default"
    assert completed["response"]["usage"]["output_tokens"] > 1
    assert "billing" not in completed["response"]
    assert list(created["response"]) == list(completed["response"])


def test_a_response_in_the_background_is_queued_first_and_not_padded(asking: Asking) -> None:
    told = asking.stream(HELLO | {"background": True})

    assert [one["response"]["status"] for one in told[:3]] == ["queued", "queued", "in_progress"]
    assert not any("obfuscation" in one for one in told)


def test_items_begin_empty_and_end_whole(asking: Asking) -> None:
    told = asking.stream({"model": "gpt-5", "input": [PARIS], "tools": [WEATHER]})

    added = [one["item"] for one in told if one["type"].endswith("item.added")]
    done = [one["item"] for one in told if one["type"].endswith("item.done")]
    assert [item["type"] for item in added] == ["reasoning", "function_call"]
    assert (added[1]["status"], added[1]["arguments"]) == ("in_progress", "")
    assert done[1]["arguments"] == '{"city":"Paris"}'
    assert done == told[-1]["response"]["output"]
    assert [one["output_index"] for one in told if "item" in one] == [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("model", "action"), [("gpt-4.1", {"action": {"type": "search"}}), ("gpt-5.2", {})]
)
def test_a_search_of_earlier_models_tells_its_action_when_it_begins(
    asking: Asking, model: str, action: Json
) -> None:
    searching = {"tools": [{"type": "web_search"}], "tool_choice": "required"}

    told = asking.stream(HELLO | searching | {"model": model})

    items = [one["item"] for one in told if one["type"].endswith("item.added")]
    begun = next(one for one in items if one["type"] == "web_search_call")
    expected = {"id": begun["id"], "type": "web_search_call", "status": "in_progress", **action}
    assert begun == expected


def test_several_calls_follow_each_other(asking: Asking) -> None:
    content = "What is the weather in Paris and in Rome? Use the get_weather tool."
    told = asking.stream(CALL | {"input": content})

    assert kinds(told) == [*BEGUN, *CALLED, *CALLED, "completed"]
    output = told[-1]["response"]["output"]
    assert len({item["call_id"] for item in output}) == len({item["id"] for item in output}) == 2


def test_a_summary_is_told_before_the_text_and_is_in_the_item(asking: Asking) -> None:
    asked = {"model": "gpt-5", "input": "Hi", "reasoning": {"summary": "detailed"}}
    told = asking.stream(asked)

    text = "".join(one["delta"] for one in told if "summary_text.delta" in one["type"])
    assert text.startswith("**")
    assert told[-1]["response"]["output"][0]["summary"] == [{"type": "summary_text", "text": text}]


@pytest.mark.parametrize("asked", [HELLO, CALL, {"model": "gpt-5", "input": "Hi"}])
def test_deltas_are_padded_by_their_own_length(asking: Asking, asked: Json) -> None:
    deltas = [one for one in asking.stream(asked) if one["type"].endswith(".delta")]

    assert deltas
    for one in deltas:
        assert (len(one["delta"]) + len(one["obfuscation"])) % 16 == 0


@pytest.mark.parametrize(
    ("piece", "length"), [(b" the", 12), ('\\"“'.encode(), 14), (b"x" * 16, 0), (b"", 0)]
)
def test_a_padding_counts_characters_as_they_are_read(piece: bytes, length: int) -> None:
    assert len(padding(piece)) == length


def test_padding_can_be_declined(asking: Asking) -> None:
    told = asking.stream(HELLO | {"stream_options": {"include_obfuscation": False}})

    assert not any("obfuscation" in one for one in told)


def test_probabilities_come_with_their_tokens(asking: Asking) -> None:
    asked = {"include": ["message.output_text.logprobs"], "top_logprobs": 1}
    told = asking.stream(HELLO | asked)

    deltas = [one for one in told if one["type"].endswith("text.delta")]
    assert all(one["logprobs"][0]["token"] == one["delta"] for one in deltas)
    (done,) = [one for one in told if one["type"].endswith("text.done")]
    assert done["logprobs"] == [entry for one in deltas for entry in one["logprobs"]]
    part = told[-1]["response"]["output"][0]["content"][0]
    assert [one["token"] for one in part["logprobs"]] == [one["delta"] for one in deltas]


def test_a_text_that_waits_is_shared_and_not_held_in_one(asking: Asking) -> None:
    ask, reply = asking.read(HELLO | {"stream": True, "store": False})

    answer = asking.endpoint.events(ask, reply, NOW_S)

    assert answer.pieces is reply.body.pieces
    assert reply.body.escaped not in answer.renderer.opening()
    assert answer.renderer.closing() == b""


def texts(length: int) -> st.SearchStrategy[tuple[bytes, ...]]:
    """Draw pieces as they stand inside a JSON string."""
    words = st.sampled_from([b"Hi", b" there", b'\\"', b"\\n\\n", b"%d", "é“".encode(), b"{"])
    return st.lists(words, min_size=length, max_size=6).map(tuple)


ITEMS = st.lists(
    st.one_of(
        texts(0).map(lambda pieces: Part(message(), pieces)),
        texts(1).map(lambda pieces: Part(function_call(), pieces)),
        texts(0).map(lambda pieces: Part(reasoning(), pieces, is_paced=False)),
    ),
    max_size=4,
)


def message() -> Json:
    """Return a message when done, without its text."""
    part = {"type": "output_text", "annotations": [], "logprobs": [], "text": ""}
    item = {"id": "msg_1", "type": "message", "status": "completed"}
    return item | {"content": [part], "role": "assistant"}


def function_call() -> Json:
    """Return a call when done, without its arguments."""
    item = {"id": "fc_1", "type": "function_call", "status": "completed", "arguments": ""}
    return item | {"call_id": "call_1", "name": "f"}


def reasoning() -> Json:
    """Return reasoning when done, without its summary."""
    return {"id": "rs_1", "type": "reasoning", "summary": []}


def script(parts: Sequence[Part], *, is_padded: bool) -> Script:
    """Return a stream of some items."""
    done = {"status": "completed", "output": [part.done() for part in parts]}
    ends = Ends("in_progress", lambda status: {"status": status}, "completed", lambda: done)
    return Script(ends, parts, is_padded=is_padded)


@given(parts=ITEMS, cuts=st.lists(st.integers(1, 5)), is_padded=st.booleans())
def test_pieces_that_leave_together_are_one_event_and_numbers_stay_gapless(
    parts: list[Part], cuts: list[int], is_padded: bool
) -> None:
    alone = events(whole(script(parts, is_padded=is_padded)))
    stream = script(parts, is_padded=is_padded)
    written, left = stream.opening(), stream.pieces
    for size in (*cuts, 100):
        written += stream.together(left[:size]) if left else b""
        left = left[size:]
    grouped = events(written)

    assert [one["sequence_number"] for one in grouped] == list(range(len(grouped)))
    assert kinds(grouped) == kinds(alone)
    assert said(grouped) == said(alone)
    assert grouped[-1]["response"] == alone[-1]["response"]
    assert len(grouped) <= len(alone)


@given(parts=ITEMS, cuts=st.lists(st.integers(1, 5)), is_padded=st.booleans())
def test_pieces_asked_for_in_any_portions_are_the_stream_sent_at_once(
    parts: list[Part], cuts: list[int], is_padded: bool
) -> None:
    stream = script(parts, is_padded=is_padded)
    written, left = stream.opening(), stream.pieces
    for size in (*cuts, 100):
        written += b"".join(stream.each(left[:size]))
        left = left[size:]

    assert written + stream.closing() + stream.end == whole(script(parts, is_padded=is_padded))


def whole(stream: Script) -> bytes:
    """Return all events of a stream."""
    return stream.everything(stream.pieces)


def said(told: Sequence[Json]) -> dict[int, str]:
    """Return the text of each item."""
    found: dict[int, str] = {}
    for one in told:
        if "delta" in one:
            found[one["output_index"]] = found.get(one["output_index"], "") + one["delta"]
    return found


@pytest.mark.parametrize(
    "asked",
    [
        HELLO,
        CALL,
        {"model": "gpt-5", "input": "Hi", "reasoning": {"summary": "auto"}},
        HELLO | {"include": ["message.output_text.logprobs"], "top_logprobs": 1},
    ],
)
def test_a_kept_response_is_streamed_again_byte_for_byte(asking: Asking, asked: Json) -> None:
    answer = asking.rendered(asked | {"stream": True, "background": True})
    assert isinstance(answer, Events)
    stream = answer.everything()
    response_id = events(stream)[0]["response"]["id"]

    kept = stored.load(asking.state, response_id)

    assert kept is not None
    assert b"".join(events_of(kept.response, kept.pieces, is_padded=False)) == stream


def test_a_long_text_is_repeated_at_the_end_as_it_was_streamed() -> None:
    told = Asking(payload_bytes=LONG_BYTES).stream(HELLO | {"store": False})
    text = "".join(one["delta"] for one in told if one["type"].endswith("text.delta"))
    done, part, item, last = told[-4:]

    assert len(text) > LONG_BYTES * 0.9
    assert done["text"] == part["part"]["text"] == text
    assert item["item"]["content"][0]["text"] == text
    assert last["response"]["output"] == [item["item"]]


@pytest.mark.parametrize("is_streamed", [True, False])
def test_a_long_text_is_kept_on_a_thread(is_streamed: bool) -> None:
    asking = Asking(payload_bytes=LONG_BYTES)
    asked = HELLO | {"stream": is_streamed}
    with pytest.raises(Lengthy):
        asking.rendered(asked)
    assert asking.state.store.keys("") == []

    patiently(lambda: asking.rendered(asked))

    assert len(asking.state.store.keys("")) == 1
