"""What a lenient server answers all the same, and that nothing goes unanswered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.openai.responses.request import PARAMETERS
from tests.dialects.openai.responses.responding import Asking, Json

HELLO: Json = {"model": "gpt-4o", "input": "Hello"}
SAID: Json = {"role": "user", "content": "Hello"}
CALLED: Json = {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}"}
FOUND: Json = {"type": "function_call_output", "call_id": "call_1", "output": "72F"}

ASKING = Asking()


@pytest.fixture
def asking() -> Asking:
    """An endpoint as it comes."""
    return ASKING


LOOSE: list[Json] = [
    {"n": 2, "stop": ["x"]},
    {"truncation": "bogus", "metadata": 7},
    {"model": "gpt-5", "temperature": 0.5},
    {"text": {"format": {"type": "json_object"}}},
    {"reasoning": {"generate_summary": "auto"}},
    {"input": [FOUND]},
    {"input": [SAID | {"bogus": 1}]},
    {"background": True, "store": False},
    {"model": None},
    {"model": 5},
    {"input": "\ud800"},
    {"user": "\ud800"},
    {"stream_options": {"include_usage": True}},
    {"reasoning": {"summary": "all", "effort": "low"}},
    {"input": [{"role": "owner", "content": "Hello"}]},
    {"input": [7, "Hello", None]},
    {"input": [{"type": "video", "url": "x"}, SAID]},
    {"input": SAID},
    {"input": [{"role": "user", "content": [{"type": "text", "text": "Hello"}, 5]}]},
    {"input": [SAID, {"type": "reasoning", "id": 5}]},
    {"input": [SAID, {"type": "function_call", "name": "f", "arguments": {}}]},
    {"input": [SAID, CALLED, {**FOUND, "output": {"t": 5}}]},
    {"tools": [{"type": "web"}, {"type": "mcp"}, {"type": "function"}]},
    {"tool_choice": "any"},
    {"tool_choice": {"type": "function", "name": "g"}},
    {"text": {"format": {"type": "json_schema"}}},
    {"include": ["reasoning.encrypted_content", "all"], "top_logprobs": 99},
    {"input": [{"role": "user", "content": [{"type": "input_image", "image_url": 5}]}]},
    {"input": ""},
    {"input": [{"role": "user"}]},
    {"input": [{"role": "assistant", "content": None}]},
    {"previous_response_id": "resp_none"},
    {"previous_response_id": "chatcmpl-1"},
    {"conversation": "conv_none"},
    {"conversation": {"id": "thread_1"}},
    {"conversation": "conv_none", "previous_response_id": "resp_none"},
]


@pytest.mark.parametrize("sent", LOOSE)
def test_a_lenient_server_answers_what_it_can(asking: Asking, sent: Json) -> None:
    assert asking.refused(HELLO | sent)
    assert asking.whole(HELLO | sent, is_strict=False)["object"] == "response"


@pytest.mark.parametrize("name", ["previous_response_id", "conversation"])
def test_what_is_not_there_is_not_named_by_a_lenient_answer(asking: Asking, name: str) -> None:
    response = asking.whole(HELLO | {name: "conv_none", "store": True}, is_strict=False)

    assert response.get(name) is None
    assert response["usage"]["input_tokens"] == asking.whole(HELLO)["usage"]["input_tokens"]


@pytest.mark.parametrize("parameters", ["x", 5, [], True])
def test_a_tool_is_called_though_its_parameters_are_none(
    asking: Asking, parameters: object
) -> None:
    tool = {"type": "function", "name": "f", "parameters": parameters}
    asked = HELLO | {"tools": [tool], "tool_choice": "required"}

    (item,) = asking.whole(asked, is_strict=False)["output"]

    assert (item["type"], item["arguments"]) == ("function_call", "{}")


def test_a_lenient_server_keeps_to_a_smaller_limit(asking: Asking) -> None:
    response = asking.whole(HELLO | {"max_output_tokens": 5}, is_strict=False)

    assert response["usage"]["output_tokens"] == 5


@pytest.mark.parametrize(
    "sent", [{"input": 7}, {"input": [7]}, {"input": None}, {"input": [{"type": "video"}]}]
)
def test_a_lenient_server_refuses_what_it_cannot_understand(asking: Asking, sent: Json) -> None:
    assert asking.refused(HELLO | sent, is_strict=False).status == 400


SPOILT = st.sampled_from(
    [
        *(None, -1, 1.5, True, "x", "\ud800", [], {}, [None], [{}], {"type": "function"}),
        [{"type": []}],
        [{"role": "user", "content": [{"type": []}]}],
        [{"type": "function_call_output"}],
        [{"type": "computer_call_output", "output": 5}],
        [CALLED, FOUND],
        [FOUND, CALLED],
        [{"type": "function", "name": "f", "parameters": {"$ref": "#/$defs/x"}}],
        {"format": {"type": "json_schema", "name": "x", "schema": {"$ref": "#"}}},
    ]
)


@given(
    spoilt=st.dictionaries(st.sampled_from(PARAMETERS), SPOILT, max_size=4),
    is_strict=st.booleans(),
)
def test_whatever_is_sent_is_answered_or_refused(spoilt: Json, is_strict: bool) -> None:
    assert ASKING.status(HELLO | spoilt, is_strict=is_strict) in (200, 400, 404)
