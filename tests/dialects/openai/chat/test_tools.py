"""Tools, several choices and probabilities: OpenAI's keys and order of chunks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dialects.openai.chat.chunks import deltas
from tests.dialects.openai.chat.tools import WEATHER, request
from tests.serving import Server
from tests.sharing import sharing
from tests.talking import ask

Json = dict[str, Any]

PARIS = [{"role": "user", "content": "Weather in Paris"}]
BOTH = [{"role": "user", "content": "Weather in Paris and Tokyo"}]
USAGE = [
    "prompt_tokens",
    "completion_tokens",
    "total_tokens",
    "prompt_tokens_details",
    "completion_tokens_details",
]


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that may write nothing to stderr, whatever is asked of it."""
    with sharing(module=request.param) as running:
        yield running


def whole(server: Server, **fields: Any) -> Json:
    """Return an answer in one piece, laid out as it must be."""
    response = ask(server, request(**fields))
    assert response.status == 200
    answer: Json = json.loads(response.body)
    laid_out = json.dumps(answer, indent=2, ensure_ascii=False) + "\n"
    assert _escapes(laid_out) == _escapes(response.body.decode())
    return answer


def _escapes(text: str) -> str:
    return re.sub(r"-\d[\d.e-]*", "-1", text)


def chunks(server: Server, **fields: Any) -> list[Json]:
    """Return a stream's chunks; every one has its keys in order and its padding."""
    response = ask(server, request(stream=True, **fields))
    *events, done, nothing = response.body.decode().split("\n\n")
    assert (done, nothing) == ("data: [DONE]", "")
    found: list[Json] = [json.loads(one.removeprefix("data: ")) for one in events]
    for event, chunk in zip(events, found, strict=True):
        padding = chunk["obfuscation"]
        plain = event.removeprefix("data: ").replace(f',"obfuscation":"{padding}"', "")
        assert len(padding) == -len(plain.encode()) % 16
        assert list(chunk) == [
            *("id", "object", "created", "model", "service_tier", "system_fingerprint", "choices"),
            *(["usage"] if "stream_options" in fields else []),
            "obfuscation",
        ]
    assert len({(one["id"], one["created"], one["model"]) for one in found}) == 1
    return found


def test_a_message_with_calls_has_its_keys_in_order(server: Server) -> None:
    answer = whole(server, messages=PARIS, tools=[WEATHER])

    (choice,) = answer["choices"]
    assert list(answer) == [
        *("id", "object", "created", "model", "choices", "usage", "service_tier"),
        "system_fingerprint",
    ]
    assert list(answer["usage"]) == USAGE
    assert list(choice) == ["index", "message", "logprobs", "finish_reason"]
    assert list(choice["message"]) == ["role", "content", "tool_calls", "refusal", "annotations"]
    (call,) = choice["message"]["tool_calls"]
    assert list(call) == ["id", "type", "function"]
    assert re.fullmatch("call_[0-9A-Za-z]{24}", call["id"])
    assert call["function"] == {"name": "get_weather", "arguments": '{"city":"Paris"}'}
    assert (choice["message"]["content"], choice["message"]["refusal"]) == (None, None)
    assert choice["message"]["annotations"] == []


def test_gpt_5_leaves_logprobs_out_with_calls_too(server: Server) -> None:
    answer = whole(server, model="gpt-5", messages=PARIS, tools=[WEATHER])
    stream = chunks(server, model="gpt-5", messages=PARIS, tools=[WEATHER])

    assert list(answer["choices"][0]) == ["index", "message", "finish_reason"]
    assert {tuple(one["choices"][0]) for one in stream} == {("index", "delta", "finish_reason")}
    assert answer["system_fingerprint"] is None


def test_one_call_comes_with_the_first_chunk(server: Server) -> None:
    found = chunks(server, messages=PARIS, tools=[WEATHER])

    first, *fragments, last = deltas(found)
    (header,) = first["tool_calls"]
    assert list(first) == ["role", "content", "tool_calls", "refusal"]
    assert (first["role"], first["content"], first["refusal"]) == ("assistant", None, None)
    assert list(header) == ["index", "id", "type", "function"]
    assert (header["index"], header["type"]) == (0, "function")
    assert header["function"] == {"name": "get_weather", "arguments": ""}
    assert [list(one) for one in fragments] == [["tool_calls"]] * len(fragments)
    assert fragments[0] == {"tool_calls": [{"index": 0, "function": {"arguments": '{"'}}]}
    pieces = [one["tool_calls"][0]["function"]["arguments"] for one in fragments]
    assert "".join(pieces) == '{"city":"Paris"}'
    assert last == {}
    assert [one["choices"][0]["finish_reason"] for one in found] == [
        *[None] * (len(found) - 1),
        "tool_calls",
    ]


def test_parallel_calls_come_one_after_another(server: Server) -> None:
    first, *middle, last = deltas(chunks(server, messages=BOTH, tools=[WEATHER]))

    assert (first, last) == ({"role": "assistant", "content": None}, {})
    parts = [part for one in middle for part in one["tool_calls"]]
    assert len(parts) == len(middle)
    indexes = [part["index"] for part in parts]
    assert indexes == sorted(indexes)
    for index, city in enumerate(("Paris", "Tokyo")):
        header, *fragments = [part for part in parts if part["index"] == index]
        assert list(header) == ["index", "id", "type", "function"]
        assert header["function"] == {"name": "get_weather", "arguments": ""}
        assert {tuple(one) for one in fragments} == {("index", "function")}
        text = "".join(one["function"]["arguments"] for one in fragments)
        assert text == f'{{"city":"{city}"}}'


def test_a_streamed_call_ends_with_its_usage(server: Server) -> None:
    wanted = {"include_usage": True}
    *found, last = chunks(server, messages=PARIS, tools=[WEATHER], stream_options=wanted)

    assert {one["usage"] for one in found} == {None}
    assert last["choices"] == []
    assert list(last["usage"]) == USAGE


def test_a_deprecated_call_is_a_function_call(server: Server) -> None:
    answer = whole(server, messages=PARIS, functions=[WEATHER["function"]])
    first, *fragments, last = deltas(
        chunks(server, messages=PARIS, functions=[WEATHER["function"]])
    )

    message = answer["choices"][0]["message"]
    assert list(message) == ["role", "content", "function_call", "refusal", "annotations"]
    assert message["function_call"] == {"name": "get_weather", "arguments": '{"city":"Paris"}'}
    assert first["function_call"] == {"name": "get_weather", "arguments": ""}
    text = "".join(one["function_call"]["arguments"] for one in fragments)
    assert (text, last) == ('{"city":"Paris"}', {})


def test_a_custom_call_has_its_own_keys(server: Server) -> None:
    tools = [{"type": "custom", "custom": {"name": "run"}}]
    (call,) = whole(server, messages=PARIS, tools=tools)["choices"][0]["message"]["tool_calls"]
    first, fragment, *_ = deltas(chunks(server, messages=PARIS, tools=tools))

    assert list(call) == ["id", "type", "custom"]
    assert call["custom"] == {"name": "run", "input": "Weather in Paris"}
    assert first["tool_calls"][0]["custom"] == {"name": "run", "input": ""}
    assert list(fragment["tool_calls"][0]) == ["index", "custom"]


@pytest.mark.parametrize("tools", [None, [WEATHER]])
def test_several_choices_are_interleaved(server: Server, tools: list[Json] | None) -> None:
    found = chunks(server, messages=PARIS, n=3, tools=tools)

    choices = [choice for one in found for choice in one["choices"]]
    assert len(choices) == len(found)
    assert [one["index"] for one in choices[:6]] == [0, 1, 2, 0, 1, 2]
    assert [one["index"] for one in choices[-3:]] == [0, 1, 2]
    assert [one["delta"].get("role") for one in choices[:3]] == ["assistant"] * 3
    assert not any("role" in one["delta"] for one in choices[3:])
    reason = "tool_calls" if tools else "stop"
    assert [one["finish_reason"] for one in choices] == [None] * (len(choices) - 3) + [reason] * 3
    assert [one["delta"] for one in choices[-3:]] == [{}, {}, {}]


def test_several_choices_are_numbered_and_differ(server: Server) -> None:
    choices = whole(server, n=3)["choices"]

    assert [one["index"] for one in choices] == [0, 1, 2]
    assert len({one["message"]["content"] for one in choices}) == 3


def test_calls_of_several_choices_have_ids_of_their_own(server: Server) -> None:
    choices = whole(server, messages=BOTH, n=3, tools=[WEATHER])["choices"]

    ids = [call["id"] for one in choices for call in one["message"]["tool_calls"]]
    assert len(set(ids)) == len(ids) == 6


def test_probabilities_have_their_keys_in_order(server: Server) -> None:
    (choice,) = whole(server, logprobs=True, top_logprobs=2)["choices"]

    assert list(choice["logprobs"]) == ["content", "refusal"]
    assert choice["logprobs"]["refusal"] is None
    told = choice["logprobs"]["content"]
    assert "".join(one["token"] for one in told) == choice["message"]["content"]
    for one in told:
        assert list(one) == ["token", "logprob", "bytes", "top_logprobs"]
        assert bytes(one["bytes"]).decode() == one["token"]
        assert [list(other) for other in one["top_logprobs"]] == [["token", "logprob", "bytes"]] * 2


def test_probabilities_are_streamed_with_their_token(server: Server) -> None:
    found = [one["choices"][0] for one in chunks(server, logprobs=True)]

    assert found[0]["logprobs"] == {"content": [], "refusal": None}
    assert found[-1]["logprobs"] is None
    for one in found[1:-1]:
        (told,) = one["logprobs"]["content"]
        assert told["token"] == one["delta"]["content"]
        assert told["top_logprobs"] == []


@pytest.mark.parametrize("stop", [" ", ["zzzz", "e"], "."])
def test_a_stop_sequence_is_not_in_the_text(server: Server, stop: str | list[str]) -> None:
    text = whole(server, stop=stop)["choices"][0]["message"]["content"]
    found = chunks(server, stop=stop)

    streamed = "".join(one["choices"][0]["delta"].get("content", "") for one in found)
    assert text
    assert not any(one in text + streamed for one in ([stop] if isinstance(stop, str) else stop))
    assert found[-1]["choices"][0]["finish_reason"] == "stop"
