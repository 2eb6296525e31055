"""What the Responses API refuses is refused in its words (probes of August 2026, issue threads)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.openai.responses.request import PARAMETERS as PARAMETERS_KNOWN
from tests.wire.responding import SQL, WEATHER, Asking, Json

HELLO: Json = {"model": "gpt-4o", "input": "Hello"}
THINKING: Json = {"model": "gpt-5", "input": "Hello"}
SAID: Json = {"role": "user", "content": "Hello"}
CALLED: Json = {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}"}
FOUND: Json = {"type": "function_call_output", "call_id": "call_1", "output": "72F"}
INCLUDABLE = (
    "'file_search_call.results', 'web_search_call.results', 'web_search_call.action.sources', "
    "'message.input_image.image_url', 'computer_call_output.output.image_url', "
    "'code_interpreter_call.outputs', 'reasoning.encrypted_content', and "
    "'message.output_text.logprobs'"
)
EFFORTS = "'none', 'minimal', 'low', 'medium', 'high', 'xhigh', {} 'max'"


ASKING = Asking()


@pytest.fixture
def asking() -> Asking:
    """An endpoint as it comes."""
    return ASKING


# What is sent, and what it is told: message, param, code.
Row = tuple[Json, str, str | None, str | None]

PARAMETERS: list[Row] = [
    ({"n": 2}, "Unknown parameter: 'n'.", "n", "unknown_parameter"),
    (
        {"stop": "x"},
        "Unknown parameter: 'stop'. Did you mean 'store'?",
        "stop",
        "unknown_parameter",
    ),
    (
        {"stre": 1},
        "Unknown parameter: 'stre'. Did you mean 'store' or 'stream'?",
        "stre",
        "unknown_parameter",
    ),
    (
        {"strem": 1},
        "Unknown parameter: 'strem'. Did you mean 'stream' or 'store'?",
        "strem",
        "unknown_parameter",
    ),
    ({"inpu": 1}, "Unknown parameter: 'inpu'.", "inpu", "unknown_parameter"),
    (
        {"messages": []},
        "Unsupported parameter: 'messages'. In the Responses API, this parameter has moved to "
        "'input'. Try again with the new parameter. See the API documentation for more "
        "information: https://platform.openai.com/docs/api-reference/responses/create.",
        None,
        "unsupported_parameter",
    ),
    (
        {"model": None},
        "Invalid type for 'model': expected a string, but got an object instead.",
        "model",
        "invalid_type",
    ),
    (
        {"model": 7},
        "Invalid type for 'model': expected a string, but got an integer instead.",
        "model",
        "invalid_type",
    ),
    ({"model": ""}, "The requested model '' does not exist.", "model", "model_not_found"),
    (
        {"input": {}},
        "Invalid type for 'input': expected one of a string or array of input items, but got an "
        "object instead.",
        "input",
        "invalid_type",
    ),
    (
        {"input": []},
        "One of \"input\" or \"previous_response_id\" or 'prompt' or 'conversation' must be "
        "provided.",
        None,
        "missing_required_parameter",
    ),
    (
        {"reasoning": "low"},
        "Invalid type for 'reasoning': expected an object, but got a string instead.",
        "reasoning",
        "invalid_type",
    ),
    (
        {"reasoning": {"effort": "bogus"}},
        f"Invalid value: 'bogus'. Supported values are: {EFFORTS.format('and')}.",
        "reasoning.effort",
        "invalid_value",
    ),
    (
        {"reasoning": {"effort": []}},
        f"Invalid type for 'reasoning.effort': expected one of one of {EFFORTS.format('or')} or "
        "integer, but got an array instead.",
        "reasoning.effort",
        "invalid_type",
    ),
    (
        {"reasoning": {"effort": 5}},
        "Invalid type for 'reasoning.effort': expected one of 'minimal', 'low', 'medium', or "
        "'high', but got an integer instead.",
        "reasoning.effort",
        "invalid_type",
    ),
    (
        {"reasoning": {"summary": "bogus"}},
        "Invalid value: 'bogus'. Supported values are: 'concise', 'detailed', and 'auto'.",
        "reasoning.summary",
        "invalid_value",
    ),
    (
        {"reasoning": {"bogus": 1}},
        "Unknown parameter: 'reasoning.bogus'.",
        "reasoning.bogus",
        "unknown_parameter",
    ),
    (
        {"temperature": "hot"},
        "Invalid type for 'temperature': expected a decimal, but got a string instead.",
        "temperature",
        "invalid_type",
    ),
    (
        {"temperature": 3},
        "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 "
        "instead.",
        "temperature",
        "decimal_above_max_value",
    ),
    (
        {"truncation": "bogus"},
        "Invalid value: 'bogus'. Supported values are: 'auto' and 'disabled'.",
        "truncation",
        "invalid_value",
    ),
    (
        {"truncation": {}},
        "Invalid type for 'truncation': expected one of 'auto' or 'disabled', but got an object "
        "instead.",
        "truncation",
        "invalid_type",
    ),
    (
        {"include": ["bogus"]},
        f"Invalid value: 'bogus'. Supported values are: {INCLUDABLE}.",
        "include[0]",
        "invalid_value",
    ),
    (
        {"include": "bogus"},
        "Invalid type for 'include': expected an array of one of 'fil...lts', 'web...lts', "
        "'web...ces', 'mes...url', 'com...url', 'cod...uts', 'rea...ent', or 'mes...obs', but got "
        "a string instead.",
        "include",
        "invalid_type",
    ),
    (
        {"max_tool_calls": 0},
        "Invalid 'max_tool_calls': integer below minimum value. Expected a value >= 1, but got 0 "
        "instead.",
        "max_tool_calls",
        "integer_below_min_value",
    ),
    (
        {"max_output_tokens": 15},
        "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but "
        "got 15 instead.",
        "max_output_tokens",
        "integer_below_min_value",
    ),
    (
        {"metadata": "x"},
        "Invalid type for 'metadata': expected a metadata object, but got a string instead.",
        "metadata",
        "invalid_type",
    ),
    (
        {"metadata": {f"k{number}": "v" for number in range(17)}},
        "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, "
        "but got an object with 17 properties instead.",
        "metadata",
        "object_above_max_properties",
    ),
    (
        {"service_tier": {}},
        "Invalid type for 'service_tier': expected one of 'auto', 'default', 'fast', 'flex', or "
        "'priority', but got an object instead.",
        "service_tier",
        "invalid_type",
    ),
    (
        {"stream_options": {"include_usage": True}},
        "Unknown parameter: 'stream_options.include_usage'.",
        "stream_options.include_usage",
        "unknown_parameter",
    ),
    (
        {"tools": "x"},
        "Invalid type for 'tools': expected an array of tools, but got a string instead.",
        "tools",
        "invalid_type",
    ),
    (
        {"tool_choice": 7},
        "Invalid type for 'tool_choice': expected one of an object or 'none', 'auto', or "
        "'required', but got an integer instead.",
        "tool_choice",
        "invalid_type",
    ),
    (
        {"text": {"format": {"type": "bogus"}}},
        "Invalid value: 'bogus'. Supported values are: 'json_object', 'text', and 'json_schema'.",
        "text.format.type",
        "invalid_value",
    ),
    (
        {"text": {"format": {"type": "json_schema"}}},
        "Missing required parameter: 'text.format.name'.",
        "text.format.name",
        "missing_required_parameter",
    ),
    (
        {"text": {"format": {"type": "json_object"}}},
        "Response input messages must contain the word 'json' in some form to use 'text.format' "
        "of type 'json_object'.",
        "input",
        None,
    ),
]
TOOLS: list[Row] = [
    ({"tools": [{}]}, "Missing required parameter: 'tools[0].type'.", "tools[0].type", None),
    (
        {"tools": [{"type": "function", "function": {"name": "f"}}]},
        "Missing required parameter: 'tools[0].name'.",
        "tools[0].name",
        None,
    ),
    (
        {"tools": [WEATHER], "tool_choice": "bogus"},
        "Invalid value: 'bogus'. Supported values are: 'none', 'auto', and 'required'.",
        "tool_choice",
        None,
    ),
    (
        {"tools": [WEATHER], "tool_choice": {"type": "function", "function": {"name": "f"}}},
        "Missing required parameter: 'tool_choice.name'.",
        "tool_choice.name",
        None,
    ),
    (
        {"tools": [WEATHER], "tool_choice": {"type": "function", "name": "other"}},
        "Tool choice 'function' not found in 'tools' parameter.",
        "tool_choice",
        None,
    ),
    (
        {"tools": [SQL], "tool_choice": {"type": "image_generation"}},
        "Tool choice 'image_generation' not found in 'tools' parameter.",
        "tool_choice",
        None,
    ),
    (
        {"tool_choice": "required"},
        "Tool choice 'required' must be specified with 'tools' parameter.",
        "tool_choice",
        None,
    ),
    (
        {"tools": [{"type": "file_search"}]},
        "Missing required parameter: 'tools[0].vector_store_ids'.",
        "tools[0].vector_store_ids",
        None,
    ),
]
ITEMS: list[tuple[Any, str, str | None]] = [
    (7, "Invalid type for 'input[0]': expected an input item, but got an integer instead.", None),
    (SAID | {"bogus": 1}, "Unknown parameter: 'input[0].bogus'.", "input[0].bogus"),
    (SAID | {"phase": "commentary"}, "Unknown parameter: 'input[0].phase'.", "input[0].phase"),
    ({"role": "user"}, "Missing required parameter: 'input[0].content'.", "input[0].content"),
    (
        SAID | {"role": "tool"},
        "Invalid value: 'tool'. Supported values are: 'assistant', 'system', 'developer', and "
        "'user'.",
        "input[0]",
    ),
    (
        {"role": "user", "content": {}},
        "Invalid type for 'input[0].content': expected one of a string or array of objects, but "
        "got an object instead.",
        "input[0].content",
    ),
    (
        {"role": "user", "content": [{"text": "x"}]},
        "Missing required parameter: 'input[0].content[0].type'.",
        "input[0].content[0].type",
    ),
    (
        {"role": "assistant", "content": [{"type": "input_text", "text": "x"}]},
        "Invalid value: 'input_text'. Supported values are: 'output_text' and 'refusal'.",
        "input[0].content[0]",
    ),
    (
        {"role": "user", "content": [{"type": "input_text", "text": 5}]},
        "Invalid type for 'input[0].content[0].text': expected a string, but got an integer "
        "instead.",
        "input[0].content[0].text",
    ),
    (
        {"role": "user", "content": [{"type": "input_text", "text": "x", "bogus": 1}]},
        "Unknown parameter: 'input[0].content[0].bogus'.",
        "input[0].content[0].bogus",
    ),
    (
        {"type": "function_call", "call_id": "call_1", "name": "f"},
        "Missing required parameter: 'input[0].arguments'.",
        "input[0].arguments",
    ),
    (FOUND, "No tool call found for function call output with call_id call_1.", "input"),
    (CALLED, "No tool output found for function call call_1.", "input"),
    (
        {"type": "custom_tool_call", "call_id": "call_2", "name": "f", "input": "x"},
        "No tool output found for custom tool call call_2.",
        "input",
    ),
]
REASONING: list[tuple[Json, str, str, str | None]] = [
    ({name: 0.5}, f"Unsupported parameter: '{name}' is not supported with this model.", name, None)
    for name in ("temperature", "top_p", "presence_penalty", "frequency_penalty")
] + [
    (
        {"top_logprobs": 1},
        "logprobs are not supported with reasoning models.",
        "top_logprobs",
        "unsupported_parameter",
    ),
    (
        {"top_logprobs": 1, "include": ["message.output_text.logprobs"]},
        "logprobs are not supported with reasoning models.",
        "include",
        "unsupported_parameter",
    ),
]


@pytest.mark.parametrize(("sent", "message", "param", "code"), PARAMETERS)
def test_a_parameter_is_refused_in_openais_words(
    asking: Asking, sent: Json, message: str, param: str | None, code: str | None
) -> None:
    problem = asking.refused(HELLO | sent)

    assert (problem.status, problem.message) == (400, message)
    assert (problem.param, problem.code) == (param, code)


@pytest.mark.parametrize(("sent", "message", "param", "code"), TOOLS)
def test_a_tool_is_refused_in_openais_words(
    asking: Asking, sent: Json, message: str, param: str, code: str | None
) -> None:
    problem = asking.refused(HELLO | sent)

    assert (problem.message, problem.param) == (message, param)


@pytest.mark.parametrize(("item", "message", "param"), ITEMS)
def test_an_item_is_refused_in_openais_words(
    asking: Asking, item: object, message: str, param: str | None
) -> None:
    problem = asking.refused(HELLO | {"input": [item]})

    assert (problem.status, problem.message) == (400, message)
    assert param is None or problem.param == param


def test_a_type_of_item_that_there_is_not_is_told_all_that_there_are(asking: Asking) -> None:
    problem = asking.refused(HELLO | {"input": [{"type": "bogus"}]})

    assert (problem.param, problem.code) == ("input[0]", "invalid_value")
    assert problem.message.startswith("Invalid value: 'bogus'. Supported values are: ")
    assert "'function_call_output'" in problem.message


@pytest.mark.parametrize(("sent", "message", "param", "code"), REASONING)
def test_a_model_that_reasons_takes_no_sampling(
    asking: Asking, sent: Json, message: str, param: str, code: str | None
) -> None:
    problem = asking.refused(THINKING | sent)

    assert (problem.message, problem.param, problem.code) == (message, param, code)
    effort = {"model": "gpt-5.1", "reasoning": {"effort": "none"}}
    assert asking.whole(THINKING | sent | effort)["status"] == "completed"


@pytest.mark.parametrize(
    ("sent", "message", "param", "code"),
    [
        (
            {"reasoning": {"effort": "low"}},
            "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
            "reasoning.effort",
            "unsupported_parameter",
        ),
        (
            {"reasoning": {"summary": "auto"}},
            "Unsupported parameter: 'reasoning.summary' is not supported with this model.",
            "reasoning.summary",
            "unsupported_parameter",
        ),
        (
            {"model": "gpt-5.1", "reasoning": {"effort": "minimal"}},
            "Unsupported value: 'minimal' is not supported with the 'gpt-5.1' model. Supported "
            "values are: 'none', 'low', 'medium', and 'high'.",
            "reasoning.effort",
            "unsupported_value",
        ),
        (
            {"text": {"verbosity": "low"}},
            "Unsupported value: 'low' is not supported with the 'gpt-4o' model. Supported values "
            "are: 'medium'.",
            "text.verbosity",
            "unsupported_value",
        ),
    ],
)
def test_a_model_takes_no_more_reasoning_than_it_can(
    asking: Asking, sent: Json, message: str, param: str, code: str
) -> None:
    problem = asking.refused(HELLO | sent)

    assert (problem.message, problem.param, problem.code) == (message, param, code)
    assert asking.whole(HELLO | sent, is_strict=False)["status"] == "completed"


@pytest.mark.parametrize(
    ("sent", "first"),
    [
        ({"model": 7, "zzz": 1}, "zzz"),
        ({"zzz": 1, "input": 7}, "zzz"),
        ({"input": 7, "truncation": "x"}, "input"),
        ({"include": ["x"], "tools": "x"}, "include[0]"),
        ({"metadata": "x", "text": "x"}, "metadata"),
        ({"text": "x", "temperature": "x"}, "text"),
        ({"background": "x", "max_output_tokens": "x"}, "background"),
        ({"reasoning": "x", "user": 7}, "reasoning"),
        ({"store": "x", "service_tier": "x"}, "store"),
        ({"previous_response_id": "resp_x", "truncation": "x"}, "truncation"),
        (
            {"previous_response_id": "resp_x", "model": "gpt-5", "top_p": 0.5},
            "previous_response_id",
        ),
    ],
)
def test_of_two_faults_the_first_in_openais_order_is_told(
    asking: Asking, sent: Json, first: str
) -> None:
    assert asking.refused(HELLO | sent).param == first


def test_what_is_missing_is_named(asking: Asking) -> None:
    assert asking.refused({"input": "x"}).message == "Missing required parameter: 'model'."
    assert asking.refused({"model": "gpt-4o"}).message == "Missing required parameter: 'input'."
    assert asking.refused({"model": "m", "messages": []}).message.startswith("Unsupported param")
    assert "could not parse the JSON" in asking.refused(b"{").message
    assert "could not parse the JSON" in asking.refused(b'{"model":"m","input":"\xff"}').message


def test_only_models_that_are_served_are_answered() -> None:
    asking = Asking(models=("gpt-4o", "mine"))

    assert asking.whole({"model": "mine", "input": "Hi"})["model"] == "mine"
    problem = asking.refused({"model": "gpt-5", "input": "Hi"})
    assert (problem.status, problem.param, problem.code) == (400, "model", "model_not_found")
    assert problem.message == "The requested model 'gpt-5' does not exist."


def test_an_input_beyond_the_window_is_refused_unless_it_may_be_cut(asking: Asking) -> None:
    long = {"model": "gpt-4", "input": "word " * 9000}

    problem = asking.refused(long)

    assert (problem.status, problem.param, problem.code) == (
        400,
        "input",
        "context_length_exceeded",
    )
    assert problem.message == (
        "Your input exceeds the context window of this model. Please adjust your input and try "
        "again."
    )
    assert asking.whole(long | {"truncation": "auto"})["status"] == "completed"


def test_what_is_gone_on_from_must_be_there(asking: Asking) -> None:
    problem = asking.refused(HELLO | {"previous_response_id": "resp_none"})
    assert (problem.status, problem.param) == (400, "previous_response_id")
    assert problem.code == "previous_response_not_found"
    assert problem.message == "Previous response with id 'resp_none' not found."

    problem = asking.refused(HELLO | {"conversation": "conv_none"})
    assert (problem.status, problem.param, problem.code) == (404, None, None)
    assert problem.message == "Conversation with id 'conv_none' not found."


def test_only_one_past_can_be_gone_on_from(asking: Asking) -> None:
    problem = asking.refused(HELLO | {"previous_response_id": "resp_a", "conversation": "conv_a"})

    assert (problem.param, problem.code) == (None, "mutually_exclusive_parameters")


def test_what_is_not_kept_cannot_be_answered_in_the_background(asking: Asking) -> None:
    problem = asking.refused(HELLO | {"background": True, "store": False})

    assert (problem.status, problem.param) == (400, "store")


def test_a_strict_schema_must_be_one(asking: Asking) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    tool = {"type": "function", "name": "f", "parameters": schema, "strict": True}
    spec = {"type": "json_schema", "name": "f", "schema": schema, "strict": True}

    problem = asking.refused(HELLO | {"tools": [tool]})
    assert (problem.param, problem.code) == ("tools[0].parameters", "invalid_function_parameters")
    problem = asking.refused(HELLO | {"text": {"format": spec}})
    assert (problem.param, problem.code) == ("text.format.schema", "invalid_json_schema")


LOOSE: list[Json] = [
    {"n": 2, "stop": ["x"]},
    {"truncation": "bogus", "metadata": 7},
    {"model": "gpt-5", "temperature": 0.5},
    {"text": {"format": {"type": "json_object"}}},
    {"reasoning": {"generate_summary": "auto"}},
    {"input": [FOUND]},
    {"input": [SAID | {"bogus": 1}]},
    {"background": True, "store": False},
    {"input": [{"role": "user", "content": [{"type": "input_image", "image_url": 5}]}]},
]


@pytest.mark.parametrize("sent", LOOSE)
def test_a_lenient_server_answers_what_it_can(asking: Asking, sent: Json) -> None:
    assert asking.refused(HELLO | sent)
    assert asking.whole(HELLO | sent, is_strict=False)["object"] == "response"


def test_a_lenient_server_keeps_to_a_smaller_limit(asking: Asking) -> None:
    response = asking.whole(HELLO | {"max_output_tokens": 5}, is_strict=False)

    assert response["usage"]["output_tokens"] == 5


@pytest.mark.parametrize(
    "sent", [{"input": 7}, {"model": None}, {"input": [7]}, {"input": "\ud800"}, {"user": "\ud800"}]
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
    spoilt=st.dictionaries(st.sampled_from(PARAMETERS_KNOWN), SPOILT, max_size=4),
    is_strict=st.booleans(),
)
def test_whatever_is_sent_is_answered_or_refused(spoilt: Json, is_strict: bool) -> None:
    assert ASKING.status(HELLO | spoilt, is_strict=is_strict) in (200, 400, 404)
