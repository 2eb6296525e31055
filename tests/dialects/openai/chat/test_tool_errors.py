"""What is refused of tools and response formats, in OpenAI's words [issues-2026]."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.dialects.openai.chat.refused_tools import (
    REFUSED,
    F,
    Row,
)
from tests.dialects.openai.chat.tools import ANSWERED, CALLED, MADE, request
from tests.dialects.openai.errors import check_healthy, check_refusal
from tests.requests import HELLO
from tests.serving import Server
from tests.sharing import sharing
from tests.talking import ask

Json = dict[str, Any]


# As a stream told it.
NUMBERED = {**CALLED, "tool_calls": [{"index": 0, **MADE}]}


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that may write nothing to stderr, whatever is asked of it."""
    with sharing(module=request.param) as running:
        yield running


@pytest.mark.parametrize("row", REFUSED)
@pytest.mark.parametrize("stream", [False, True])
def test_it_is_refused_in_openais_words(server: Server, row: Row, stream: bool) -> None:
    fields, sentence, param, code = row

    refusal = check_refusal(ask(server, request(stream=stream, **fields)), 400)

    assert refusal == {
        "message": sentence,
        "type": "invalid_request_error",
        "param": param,
        "code": code,
    }
    check_healthy(server)


@pytest.mark.parametrize(
    "fields",
    [
        {"tool_choice": None},
        {"tools": None},
        {"functions": None, "function_call": None},
        {"response_format": None},
        {"tools": [F], "tool_choice": None},
        {"messages": [*HELLO, CALLED, ANSWERED]},
        {"messages": [*HELLO, NUMBERED, ANSWERED]},
        {"messages": [*HELLO, CALLED, ANSWERED, CALLED, ANSWERED, *HELLO]},
        {"model": "gpt-5", "temperature": 1, "top_p": 1.0, "max_completion_tokens": 5},
        {"logprobs": True, "top_logprobs": 0},
        {
            "response_format": {"type": "json_object"},
            "messages": [*HELLO, {**HELLO[0], "content": "JSON!"}],
        },
    ],
    ids=lambda fields: ",".join(fields),
)
def test_it_is_not_refused(server: Server, fields: Json) -> None:
    assert ask(server, request(**fields)).status == 200
