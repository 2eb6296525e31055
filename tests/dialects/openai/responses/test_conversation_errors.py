"""What operations of conversations refuse, in OpenAI's words."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.dialects.openai.responses.operating import USER, is_laid_out, send, told
from tests.serving import Server
from tests.sharing import sharing


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server on either lane."""
    with sharing(module=request.param) as running:
        yield running


MISSING = "Conversation with id 'conv_none' not found."
WRONG_FORM = "Invalid 'conversation_id': '{}'. Expected an ID that "
CHARACTERS = (
    "contains letters, numbers, underscores, or dashes, but this value contained additional "
    "characters."
)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("POST", "", {"metadata": {}}),
        ("DELETE", "", None),
        ("GET", "/items", None),
        ("POST", "/items", {"items": [USER]}),
        ("GET", "/items/msg_1", None),
        ("DELETE", "/items/msg_1", None),
    ],
)
def test_what_nobody_kept_is_not_found(
    server: Server, method: str, path: str, body: object
) -> None:
    found = send(server, method, f"/conversations/conv_none{path}", body)
    thread = told(send(server, method, f"/conversations/thread_1{path}", body))
    odd = told(send(server, method, f"/conversations/conv_%C3%A9{path}", body))

    assert told(found) == (404, MISSING, None, None)
    assert is_laid_out(found)
    prefix = WRONG_FORM.format("thread_1") + "begins with 'conv'."
    assert thread == (400, prefix, "conversation_id", "invalid_value")
    assert odd == (400, WRONG_FORM.format("conv_é") + CHARACTERS, *thread[2:])


@pytest.mark.parametrize(("method"), ["GET", "DELETE"])
def test_an_item_that_is_not_there(server: Server, method: str) -> None:
    made = json.loads(send(server, "POST", "/conversations", {"items": [USER]}).body)["id"]

    missing = "Item with id 'msg_none' not found in conversation."
    found = told(send(server, method, f"/conversations/{made}/items/msg_none"))
    beyond = told(send(server, "GET", f"/conversations/{made}/items?after=msg_none"))
    assert found == beyond == (404, missing, None, None)


NAME = "n" * 65
REFUSED: list[tuple[object, str, str | None, str | None]] = [
    ({"zzz": 1}, "Unknown parameter: 'zzz'.", "zzz", "unknown_parameter"),
    (
        {"metadata": "x"},
        "Invalid type for 'metadata': expected a metadata object, but got a string instead.",
        "metadata",
        "invalid_type",
    ),
    (
        {"metadata": {"k": 7}},
        "Invalid type for 'metadata.k': expected a string, but got an integer instead.",
        "metadata.k",
        "invalid_type",
    ),
    (
        {"metadata": {str(n): "v" for n in range(17)}},
        "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, "
        "but got an object with 17 properties instead.",
        "metadata",
        "object_above_max_properties",
    ),
    (
        {"metadata": {"k": "x" * 513}},
        "Invalid 'metadata.k': string too long. Expected a string with maximum length 512, but "
        "got a string with length 513 instead.",
        "metadata.k",
        "string_above_max_length",
    ),
    (
        {"metadata": {NAME: "v"}},
        "Invalid property name in 'metadata': 'nnn...nnn' is too long. Expected a string with "
        "maximum length 64, but got a string with length 65 instead.",
        f"metadata.{NAME}",
        "property_name_above_max_length",
    ),
    (
        {"items": [USER] * 21},
        "Invalid 'items': array too long. Expected an array with maximum length 20, but got an "
        "array with length 21 instead.",
        "items",
        "array_above_max_length",
    ),
    (
        {"items": "x"},
        "Invalid type for 'items': expected an array of input items, but got a string instead.",
        "items",
        "invalid_type",
    ),
    (
        {"items": [7]},
        "Invalid type for 'items[0]': expected an input item, but got an integer instead.",
        "items[0]",
        "invalid_type",
    ),
    (
        {"items": [USER, {}]},
        "Invalid value: ''. Supported values are: 'assistant', 'system', 'developer', and 'user'.",
        "items[1]",
        "invalid_value",
    ),
    (
        {"items": [{"role": "tool", "content": "x"}]},
        "Invalid value: 'tool'. Supported values are: 'assistant', 'system', 'developer', and "
        "'user'.",
        "items[0]",
        "invalid_value",
    ),
    (
        {"items": [{"role": "user"}]},
        "Missing required parameter: 'items[0].content'.",
        "items[0].content",
        "missing_required_parameter",
    ),
    (
        {"items": [{"role": "user", "content": [{"type": "input_text"}]}]},
        "Missing required parameter: 'items[0].content[0].text'.",
        "items[0].content[0].text",
        "missing_required_parameter",
    ),
    (
        {"items": [{"role": "user", "content": 7}]},
        "Invalid type for 'items[0].content': expected one of a string or array of objects, but "
        "got an integer instead.",
        "items[0].content",
        "invalid_type",
    ),
    (
        {"items": [{"type": "function_call", "name": "f"}]},
        "Missing required parameter: 'items[0].call_id'.",
        "items[0].call_id",
        "missing_required_parameter",
    ),
]


@pytest.mark.parametrize(("body", "message", "param", "code"), REFUSED)
def test_a_bad_body_is_refused_in_openais_words(
    server: Server, body: object, message: str, param: str | None, code: str | None
) -> None:
    assert told(send(server, "POST", "/conversations", body)) == (400, message, param, code)


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b'{"metadata":{"a":"\\ud800"}}', b"\xff"])
def test_a_body_that_is_no_object_is_refused(server: Server, body: bytes) -> None:
    status, message, *_ = told(send(server, "POST", "/conversations", body))

    assert status == 400
    assert message.startswith("We could not parse the JSON body of your request.")


@pytest.mark.parametrize(("path", "name"), [("", "metadata"), ("/items", "items")])
def test_a_change_must_say_what(server: Server, path: str, name: str) -> None:
    made = json.loads(send(server, "POST", "/conversations").body)["id"]

    found = told(send(server, "POST", f"/conversations/{made}{path}", {}))
    missing = f"Missing required parameter: '{name}'."
    assert found == (400, missing, name, "missing_required_parameter")


@pytest.mark.parametrize(
    ("query", "param", "code"),
    [
        ("limit=0", "limit", "integer_below_min_value"),
        ("limit=101", "limit", "integer_above_max_value"),
        ("limit=some", "limit", "invalid_type"),
        ("order=random", "order", "invalid_value"),
        ("include[]=all", "include[0]", "invalid_value"),
    ],
)
def test_a_bad_query_is_refused_unless_lenient(
    server: Server, query: str, param: str, code: str
) -> None:
    made = json.loads(send(server, "POST", "/conversations", {"items": [USER]}).body)["id"]
    path = f"/conversations/{made}/items?{query}"

    status, _, *rest = told(send(server, "GET", path))
    assert (status, *rest) == (400, param, code)
    page = json.loads(send(server, "GET", path, None, "x-mock-mode: lenient").body)
    assert len(page["data"]) == 1


def test_a_lenient_call_may_say_more(server: Server) -> None:
    made = send(server, "POST", "/conversations", {"zzz": 1}, "x-mock-mode: lenient")

    assert made.status == 200
