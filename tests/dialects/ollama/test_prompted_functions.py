"""Functions that a prompt tells in words, as litellm offers them to models without tools."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dialects.openai.chat.tools import PLACE
from tests.requests import post
from tests.serving import Server
from tests.sharing import lending
from tests.talking import ask

OFFER = (
    "### System:\nTo call a function, reply with JSON ONLY in this format "
    '{"name": "function_name", "arguments":{"argument_name": "argument_value"}}. '
    "The following functions are available to you:\n"
)
WEATHER = {"name": "get_weather", "parameters": PLACE}
MAIL = {"name": "send_mail", "parameters": {"type": "object", "properties": {}}}
CALL = '### Assistant:\n{"name": "get_weather", "arguments": {"city": "Paris"}}\n\n'


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that answers at once."""
    with lending("seed: 7") as running:
        yield running


def said(server: Server, sections: str, *functions: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON that an answer has."""
    lines = (f"{ {'type': 'function', 'function': one} }\n\n" for one in functions)
    body = {"model": "llama3.2", "stream": False, "format": "json"}
    body |= {"prompt": sections + OFFER + "".join(lines)}
    answer = json.loads(ask(server, post(json.dumps(body).encode(), path="/api/generate")).body)
    found: dict[str, Any] = json.loads(answer["response"])
    return found


@pytest.mark.parametrize(
    ("text", "name"), [("What is the weather in Paris?", "get_weather"), ("Mail me", "send_mail")]
)
def test_the_function_is_called_that_the_user_speaks_of(
    server: Server, text: str, name: str
) -> None:
    found = said(server, f"### User:\n{text}\n\n", WEATHER, MAIL)

    assert list(found) == ["name", "arguments"]
    assert found["name"] == name


def test_arguments_are_those_that_a_function_takes(server: Server) -> None:
    found = said(server, "### User:\nWhat is the weather in Paris?\n\n", WEATHER)

    assert found["arguments"] == {"city": "Paris"}


def test_a_result_is_answered(server: Server) -> None:
    sections = f"### User:\nWhat is the weather?\n\n{CALL}### User:\n18 degrees\n\n"

    assert said(server, sections, WEATHER) == {"response": "Here is what I found. 18 degrees"}


def test_a_call_may_follow_what_was_answered(server: Server) -> None:
    sections = (
        f"### User:\nWhat is the weather?\n\n{CALL}### User:\n18 degrees\n\n"
        "### Assistant:\nIt is mild.\n\n### User:\nWhat is the weather in Rome?\n\n"
    )

    assert said(server, sections, WEATHER)["arguments"] == {"city": "Rome"}


@pytest.mark.parametrize(
    "line",
    [
        "{'type': 'function', 'function': {'name'",
        "none",
        "{1: 2}",
        "",
        "{'function': {'name': 'a', 'parameters': 1j}}",
        "{'function': {'name': 'a', 'parameters': {(1, 2): ...}}}",
        r"{'function': {'name': '\ud800'}}",
        r"{'function': {'name': 'a', 'parameters': {'\udc00': 1}}}",
    ],
)
def test_what_is_no_function_is_passed_over(server: Server, line: str) -> None:
    body = {"model": "llama3.2", "stream": False, "prompt": f"### User:\nHi\n\n{OFFER}{line}"}
    answer = ask(server, post(json.dumps(body).encode(), path="/api/generate"))

    assert answer.status == 200
