"""Items and tools that the Responses API refuses, in its words [adapter-2026]."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dialects.openai.responses.responding import SQL, WEATHER, Asking, Json, spoilt

HELLO: Json = {"model": "gpt-4o", "input": "Hello"}
SAID: Json = {"role": "user", "content": "Hello"}
CALLED: Json = {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}"}
FOUND: Json = {"type": "function_call_output", "call_id": "call_1", "output": "72F"}

ASKING = Asking()


@pytest.fixture
def asking() -> Asking:
    """An endpoint as it comes."""
    return ASKING


# What is sent, and what it is told: message and param.
TOOLS: list[tuple[Json, str, str]] = [
    ({"tools": [{}]}, "Missing required parameter: 'tools[0].type'.", "tools[0].type"),
    (
        {"tools": [{"type": "function", "function": {"name": "f"}}]},
        "Missing required parameter: 'tools[0].name'.",
        "tools[0].name",
    ),
    (
        {"tools": [WEATHER], "tool_choice": "bogus"},
        "Invalid value: 'bogus'. Supported values are: 'none', 'auto', and 'required'.",
        "tool_choice",
    ),
    (
        {"tools": [WEATHER], "tool_choice": {"type": "function", "function": {"name": "f"}}},
        "Missing required parameter: 'tool_choice.name'.",
        "tool_choice.name",
    ),
    (
        {"tools": [WEATHER], "tool_choice": {"type": "function", "name": "other"}},
        "Tool choice 'function' not found in 'tools' parameter.",
        "tool_choice",
    ),
    (
        {"tools": [SQL], "tool_choice": {"type": "image_generation"}},
        "Tool choice 'image_generation' not found in 'tools' parameter.",
        "tool_choice",
    ),
    (
        {"tool_choice": "required"},
        "Tool choice 'required' must be specified with 'tools' parameter.",
        "tool_choice",
    ),
    (
        {"tools": [{"type": "file_search"}]},
        "Missing required parameter: 'tools[0].vector_store_ids'.",
        "tools[0].vector_store_ids",
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
    (
        SAID | {"id": "item_1"},
        "Invalid 'input[0].id': 'item_1'. Expected an ID that begins with 'msg'.",
        "input[0].id",
    ),
    (
        CALLED | {"id": "call_1"},
        "Invalid 'input[0].id': 'call_1'. Expected an ID that begins with 'fc'.",
        "input[0].id",
    ),
    (
        {"type": "reasoning", "summary": [], "id": ""},
        "Invalid 'input[0].id': ''. Expected an ID that contains letters, numbers, underscores, "
        "or dashes, but this value contained additional characters.",
        "input[0].id",
    ),
    (FOUND, "No tool call found for function call output with call_id call_1.", "input"),
    (CALLED, "No tool output found for function call call_1.", "input"),
    (
        {"type": "custom_tool_call", "call_id": "call_2", "name": "f", "input": "x"},
        "No tool output found for custom tool call call_2.",
        "input",
    ),
]


@pytest.mark.parametrize(("sent", "message", "param"), TOOLS)
def test_a_tool_is_refused_in_openais_words(
    asking: Asking, sent: Json, message: str, param: str
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


@pytest.mark.parametrize("kind", ["audio/mpeg", "video/mp4"])
def test_a_file_that_is_no_document_is_refused(asking: Asking, kind: str) -> None:
    file = {"type": "input_file", "file_data": f"data:{kind};base64,aGk="}

    problem = asking.refused({"model": "gpt-4o", "input": [SAID | {"content": [file]}]})

    assert problem.param == "input[0].content[0].file_data"
    assert problem.message.startswith(f"Invalid file data: '{problem.param}'. Expected a base64-")
    assert f"but got unsupported MIME type '{kind}'. Please see https://" in problem.message


TEXTS: list[Json] = [{"type": "input_text", "text": "hi"}]
REPLAYED: tuple[Json, ...] = (
    SAID | {"content": [*TEXTS, {"type": "input_image", "image_url": "https://a.b/c.png"}]},
    SAID | {"content": [{"type": "input_file", "file_data": "data:text/plain;base64,aGk="}]},
    {"role": "assistant", "content": [{"type": "output_text", "text": "hi"}]},
    CALLED,
    FOUND | {"output": TEXTS},
    {"type": "custom_tool_call", "call_id": "call_1", "name": "f", "input": "x"},
    {"type": "custom_tool_call_output", "call_id": "call_1", "output": TEXTS},
    {"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]},
    {"type": "computer_call", "call_id": "c", "action": {"type": "click"},
     "pending_safety_checks": [{"id": "a"}]},
    {"type": "computer_call_output", "call_id": "c", "output": {"type": "computer_screenshot"}},
    {"type": "local_shell_call", "call_id": "c", "action": {"type": "exec", "command": ["ls"]}},
    {"type": "local_shell_call_output", "call_id": "c", "output": "x"},
    {"type": "shell_call", "call_id": "c", "action": {"commands": ["ls"]}},
    {"type": "shell_call_output", "call_id": "c", "output": [{"stdout": "x", "stderr": "",
     "outcome": {"type": "exit", "exit_code": 0}}]},
    {"type": "apply_patch_call", "call_id": "c", "operation": {"type": "delete_file"}},
    {"type": "apply_patch_call_output", "call_id": "c", "output": "x", "status": "completed"},
    {"type": "web_search_call", "action": {"type": "search", "query": "x"}},
    {"type": "file_search_call", "queries": ["x"], "results": [{"text": "x"}]},
    {"type": "code_interpreter_call", "code": "1", "outputs": [{"type": "logs", "logs": "1"}]},
    {"type": "image_generation_call", "result": "aGk="},
    {"type": "mcp_call", "arguments": "{}", "name": "f", "server_label": "a", "output": "x"},
    {"type": "mcp_list_tools", "server_label": "a", "tools": [{"name": "f"}]},
    {"type": "mcp_approval_request", "arguments": "{}", "name": "f", "server_label": "a"},
    {"type": "mcp_approval_response", "approval_request_id": "a", "approve": True},
    {"type": "tool_search_call", "arguments": {"paths": ["a"]}},
    {"type": "tool_search_output", "tools": [WEATHER]},
    {"type": "item_reference", "id": "msg_1"},
)  # fmt: skip


@pytest.mark.parametrize("item", REPLAYED, ids=lambda one: one.get("type", one.get("role")))
def test_no_value_of_an_item_breaks_what_reads_it(asking: Asking, item: Json) -> None:
    for one in spoilt(item):
        for rest in ([], [SAID]):
            body = HELLO | {"input": [one, *rest], "tools": [WEATHER]}
            assert asking.status(body) in (200, 400, 404), one
            assert asking.status(body, is_strict=False) in (200, 400, 404), one
