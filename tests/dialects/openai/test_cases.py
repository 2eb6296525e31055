"""What OpenAI refuses is refused in its words, whole and streamed; a lenient server answers it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.casebook import Case, cases, differences, raw_cases
from tests.serving import Server
from tests.sharing import sharing
from tests.talking import ask

REFUSED = [one for one in cases() if one.strict is not None]
STREAMED = [one for one in REFUSED if one.can_stream and "stream_options" not in one.name]
FORGIVEN = [one for one in cases() if one.lenient is not None]
LENIENT = "x-mock-mode: lenient"


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server with the fast lane, and one without."""
    with sharing(module=request.param) as one:
        yield one


@pytest.mark.parametrize("case", REFUSED, ids=lambda one: one.name)
def test_what_openai_refuses_is_refused_in_its_words(server: Server, case: Case) -> None:
    assert case.strict is not None
    assert differences(ask(server, case.sent()), case.strict) == {}


@pytest.mark.parametrize("case", STREAMED, ids=lambda one: one.name)
def test_a_stream_is_refused_as_a_whole_answer_is(server: Server, case: Case) -> None:
    assert case.strict is not None
    assert differences(ask(server, case.sent(stream=True)), case.strict) == {}


@pytest.mark.parametrize("case", FORGIVEN, ids=lambda one: one.name)
def test_a_lenient_server_answers_what_openai_refuses(server: Server, case: Case) -> None:
    assert case.lenient is not None
    assert differences(ask(server, case.sent(LENIENT)), case.lenient) == {}


@pytest.mark.parametrize("case", raw_cases(), ids=lambda one: one["name"])
def test_what_is_not_written_as_usual_is_answered_at_once(
    server: Server, case: dict[str, Any]
) -> None:
    with server.connect() as connection:
        connection.settimeout(5)
        connection.sendall(case["request"]["raw_latin1"].encode("latin-1"))
        received = connection.recv(1 << 16)

    head = received.partition(b"\r\n\r\n")[0].decode().lower()
    assert int(head.split()[1]) == case["status"]
    assert f"\r\n{case.get('lacks')}:" not in head
