"""What the Responses API refuses is refused in its words [adapter-2026] [issues-2026]."""

from __future__ import annotations

import pytest

from tests.dialects.openai.responses.responding import Asking, Json

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
    (
        {"moderation": {}},
        "Missing required parameter: 'moderation.model'.",
        "moderation.model",
        "missing_required_parameter",
    ),
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


@pytest.mark.parametrize(("sent", "message", "param", "code"), PARAMETERS)
def test_a_parameter_is_refused_in_openais_words(
    asking: Asking, sent: Json, message: str, param: str | None, code: str | None
) -> None:
    problem = asking.refused(HELLO | sent)

    assert (problem.status, problem.message) == (400, message)
    assert (problem.param, problem.code) == (param, code)


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


def test_what_is_gone_on_from_must_be_there(asking: Asking) -> None:
    problem = asking.refused(HELLO | {"previous_response_id": "resp_none"})
    assert (problem.status, problem.param) == (400, "previous_response_id")
    assert problem.code == "previous_response_not_found"
    assert problem.message == "Previous response with id 'resp_none' not found."

    problem = asking.refused(HELLO | {"conversation": "conv_none"})
    assert (problem.status, problem.param, problem.code) == (404, None, None)
    assert problem.message == "Conversation with id 'conv_none' not found."


@pytest.mark.parametrize(
    ("sent", "param", "prefix"),
    [
        ({"previous_response_id": "msg_1"}, "previous_response_id", "resp"),
        ({"conversation": "resp_1"}, "conversation", "conv"),
        ({"conversation": {"id": "resp_1"}}, "conversation", "conv"),
    ],
)
def test_what_is_gone_on_from_has_an_id_of_its_kind(
    asking: Asking, sent: Json, param: str, prefix: str
) -> None:
    problem = asking.refused(HELLO | sent)

    assert (problem.status, problem.param, problem.code) == (400, param, "invalid_value")
    assert problem.message.startswith(f"Invalid '{param}': '")
    assert problem.message.endswith(f"'. Expected an ID that begins with '{prefix}'.")


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
