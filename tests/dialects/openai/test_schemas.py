"""Schemas are compiled once; those that are costly on a thread, and their refusals are kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count

import pytest

from sanic_mock.dialects.openai.schemas import compiled, weigh
from sanic_mock.engine.offload import patiently
from sanic_mock.engine.schema.refs import SchemaError
from sanic_mock.engine.schema.values import Maker
from sanic_mock.errors import Lengthy
from tests.serving import Server, responses
from tests.sharing import both_lanes
from tests.talking import ask_bytes

HEAD = b"POST /v1/%b HTTP/1.1\r\nHost: m\r\nx-mock-mode: %b\r\nContent-Length: %d\r\n\r\n"


_NUMBERS = count()


def schema(inner: object) -> bytes:
    """Return an object's schema that nothing else has, so that it is not compiled yet."""
    properties = {"a": inner, f"p{next(_NUMBERS)}": {"type": "null"}}
    return json.dumps({"type": "object", "properties": properties, "required": ["a"]}).encode()


def windows(wide: int) -> bytes:
    """Return three choices that have to agree, each shifted a little."""
    shifts = (0, wide // 6, wide // 3)
    return schema(
        {"allOf": [{"oneOf": [{"const": n + shift} for n in range(wide)]} for shift in shifts]}
    )


@pytest.mark.parametrize("raw", [windows(1_000), windows(40)], ids=len)
def test_a_costly_schema_is_compiled_on_a_thread_and_then_known(raw: bytes) -> None:
    with pytest.raises(Lengthy):
        compiled(raw, "format")

    maker = patiently(lambda: compiled(raw, "format"))

    assert compiled(raw, "format") is maker


def test_a_small_schema_is_compiled_at_once() -> None:
    assert isinstance(compiled(schema({"type": "string"}), "format"), Maker)


def test_a_refusal_is_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = schema({"type": "integer", "minimum": 2, "maximum": 1})
    with pytest.raises(SchemaError) as first:
        compiled(raw, "format")

    monkeypatch.delattr("sanic_mock.engine.schema.values._compile")
    with pytest.raises(SchemaError) as second:
        compiled(raw, "format")

    assert (first.value.message, first.value.path) == (second.value.message, second.value.path)


def test_many_schemas_are_weighed_together_once() -> None:
    raws = [schema({"type": "string"}) for _ in range(20)]

    with pytest.raises(Lengthy):
        weigh(raws)
    patiently(lambda: weigh(raws))

    weigh(raws)


def test_over_the_budget_and_a_limit_of_openai_it_is_refused_in_its_words() -> None:
    enum = [f"v{n}" for n in range(1_200)]
    raw = schema({"allOf": [{"enum": enum, "not": {"enum": enum}}] * 40})

    with pytest.raises(SchemaError, match="Expected at most 1000 enum values in total"):
        patiently(lambda: compiled(raw, "format"))


@pytest.fixture(scope="module")
def lanes() -> Iterator[tuple[Server, Server]]:
    """One server with the fast lane, one without, under one seed."""
    with both_lanes() as lanes:
        yield lanes


@pytest.mark.parametrize("mode", [b"strict", b"lenient"])
@pytest.mark.parametrize("path", [b"chat/completions", b"responses"])
def test_both_lanes_answer_a_costly_schema_alike(
    lanes: tuple[Server, Server], path: bytes, mode: bytes
) -> None:
    function = b'"name":"f","parameters":%b' % windows(900)
    asked, tool = b'"input":"hi"', function
    if path == b"chat/completions":
        asked = b'"messages":[{"role":"user","content":"hi"}]'
        tool = b'"function":{%b}' % function
    further = b'"tool_choice":"required","tools":[{"type":"function",%b}]' % tool
    body = b'{"model":"gpt-4o",%b,%b}' % (asked, further)

    answers = [
        responses(ask_bytes(server, HEAD % (path, mode, len(body)) + body))[0]
        for server in lanes
        for _ in range(2)
    ]

    assert {one.status for one in answers} == {200}
    assert len({_arguments(one.body) for one in answers[::2]}) == 1


def _arguments(body: bytes) -> str:
    answer = json.loads(body)
    if "output" in answer:
        return str(next(one["arguments"] for one in answer["output"] if "arguments" in one))
    return str(answer["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"])
