"""Whatever is sent to chat is answered or refused, and never a failure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dialects.openai.errors import NOT_JSON, check_refusal
from tests.requests import HELLO, chat
from tests.serving import Response
from tests.sharing import sharing

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
KEYS = st.sampled_from(
    [
        "model",
        "messages",
        "stream",
        "max_tokens",
        "max_completion_tokens",
        "temperature",
        "top_p",
        "n",
        "stream_options",
        "stop",
        "seed",
        "user",
        "logprobs",
        "top_logprobs",
        "metadata",
        "tools",
        "tool_choice",
        "response_format",
        "logit_bias",
    ]
)
MESSAGES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "role": st.sampled_from(["user", "system", "tool", "owner"]) | JSON,
            "content": JSON
            | st.lists(st.fixed_dictionaries({"type": JSON, "text": JSON}), max_size=2),
            "name": JSON,
        },
    ),
    max_size=3,
)
MUTATED = st.builds(
    lambda changes, messages, dropped: {
        key: value
        for key, value in {
            "model": "gpt-4o",
            "messages": HELLO if messages is None else messages,
            **changes,
        }.items()
        if key != dropped
    },
    st.dictionaries(KEYS | st.text(max_size=8), JSON, max_size=3),
    st.none() | MESSAGES,
    st.none() | st.sampled_from(["model", "messages"]),
)

ANYTHING = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def connection() -> Iterator[HTTPConnection]:
    """One connection to one server for all that is tried."""
    with sharing() as running:
        opened = HTTPConnection("127.0.0.1", running.port, timeout=10)
        yield opened
        opened.close()


@ANYTHING
@given(value=JSON | MUTATED)
def test_any_json_is_answered_or_refused(connection: HTTPConnection, value: Any) -> None:
    """Never a 500, and what is JSON is never said not to be."""
    refusal = answered_or_refused(connection, json.dumps(value).encode())

    if refusal is not None and isinstance(value, dict):
        assert refusal["message"] != NOT_JSON


@ANYTHING
@given(
    start=st.integers(0, len(chat())),
    stop=st.integers(0, len(chat())),
    middle=st.binary(max_size=6)
    | st.sampled_from([b"null", b"{}", b"[", b'"', b"1e999", b"\\ud800"]),
)
def test_any_damage_to_a_body_is_answered_or_refused(
    connection: HTTPConnection, start: int, stop: int, middle: bytes
) -> None:
    answered_or_refused(connection, chat()[:start] + middle + chat()[stop:])


@pytest.mark.parametrize(
    "value",
    ["1e999", "-1e999", "1" * 400, "1" * 5000, "1.0", "1e0", '"\\ud800"', '{"\\ud800":1}', "-0"],
)
@pytest.mark.parametrize(
    "key", ["model", "temperature", "n", "max_tokens", "seed", "metadata", "stop", "odd"]
)
def test_odd_numbers_and_letters_are_answered_or_refused(
    connection: HTTPConnection, key: str, value: str
) -> None:
    base = {"model": "gpt-4o", "messages": HELLO}
    base.pop(key, None)
    written = json.dumps(base)[:-1] + f',"{key}":{value}}}'

    answered_or_refused(connection, written.encode())


def answered_or_refused(connection: HTTPConnection, body: bytes) -> dict[str, Any] | None:
    """Post a body; return the refusal, None where there was an answer, and nothing else may be."""
    connection.request("POST", "/v1/chat/completions", body)
    response = connection.getresponse()
    content = response.read()
    if response.status == 200:
        return None
    return check_refusal(Response(response.status, lower(response.getheaders()), content), 400)


def lower(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return headers with names in lower case."""
    return [(name.lower(), value) for name, value in headers]
