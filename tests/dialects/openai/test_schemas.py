"""Schemas are compiled once; those that are costly on a thread, and their refusals are kept."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import count
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanic_mock.dialects.bounded_cache import BoundedCache
from sanic_mock.dialects.openai.schemas import compiled
from sanic_mock.dialects.schemas.compiled import MOST_KEPT
from sanic_mock.engine.schema.budget import REQUEST, Allowance, StepBudget
from sanic_mock.engine.schema.hints import hints_from
from sanic_mock.engine.schema.refs import SchemaError
from sanic_mock.engine.schema.values import Maker
from sanic_mock.errors import Lengthy
from tests.engine.schema.makers import LOOSE, STRICT, Schema
from tests.patient_work import patiently
from tests.serving import Server, responses
from tests.sharing import both_lanes
from tests.talking import ask_bytes

# of which the package has the function of the same name
compiled_module = importlib.import_module("sanic_mock.dialects.schemas.compiled")
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
        compiled(raw, "format", Allowance())

    maker = patiently(lambda: compiled(raw, "format", Allowance()))

    assert compiled(raw, "format", Allowance()) is maker


def test_a_small_schema_is_compiled_at_once() -> None:
    assert isinstance(compiled(schema({"type": "string"}), "format", Allowance()), Maker)


def test_a_refusal_is_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = schema({"type": "integer", "minimum": 2, "maximum": 1})
    with pytest.raises(SchemaError) as first:
        compiled(raw, "format", Allowance())

    monkeypatch.delattr("sanic_mock.engine.schema.values._compile")
    with pytest.raises(SchemaError) as second:
        compiled(raw, "format", Allowance())

    assert (first.value.message, first.value.path) == (second.value.message, second.value.path)


def raws(many: int, inner: object) -> list[bytes]:
    """Return different schemas of the same form."""
    return [schema(inner) for _ in range(many)]


def take(schemas: Sequence[bytes]) -> list[Maker]:
    """Compile the schemas of one request, those left out that are refused."""
    allowance, found = Allowance(), []
    for raw in schemas:
        with suppress(SchemaError):
            found.append(compiled(raw, "any", allowance))
    return found


def test_many_schemas_of_a_request_are_compiled_on_a_thread_and_then_known() -> None:
    schemas = raws(128, {"type": "string"})

    with pytest.raises(Lengthy):
        take(schemas)
    makers = patiently(lambda: take(schemas))

    assert take(schemas) == makers
    assert len(makers) == 128


def test_what_is_forgotten_is_not_compiled_on_the_event_loop() -> None:
    schemas = raws(128, {"type": "string"})
    patiently(lambda: take(schemas))
    for raw in raws(MOST_KEPT, {"type": "null"}):
        compiled(raw, "any", Allowance())

    with pytest.raises(Lengthy):
        take(schemas)


def costly(many: int) -> list[bytes]:
    """Return schemas that take all that a document may cost."""
    names = (f"n{next(_NUMBERS)}" for _ in range(many))
    return [
        json.dumps(
            {
                "type": "object",
                "properties": {
                    name: {
                        "allOf": [{"anyOf": [{"minLength": n}, {"maxLength": n}]} for n in range(9)]
                    }
                },
                "required": [name],
            }
        ).encode()
        for name in names
    ]


def test_the_schemas_of_a_request_cost_little_more_than_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = 0
    spend = StepBudget.spend

    def counted(budget: StepBudget, taken: int = 1) -> None:
        nonlocal steps
        steps += taken
        spend(budget, taken)

    monkeypatch.setattr(StepBudget, "spend", counted)

    patiently(lambda: take(costly(128)))

    assert steps < 2 * REQUEST


def test_a_schema_is_compiled_alike_whether_its_neighbours_were_known() -> None:
    schemas = costly(40)
    known = patiently(lambda: take(schemas))

    assert [one.make(Random(1)) for one in patiently(lambda: take(schemas))] == [
        one.make(Random(1)) for one in known
    ]


def test_over_the_budget_and_a_limit_of_openai_it_is_refused_in_its_words() -> None:
    enum = [f"v{n}" for n in range(1_200)]
    raw = schema({"allOf": [{"enum": enum, "not": {"enum": enum}}] * 40})

    with pytest.raises(SchemaError, match="Expected at most 1000 enum values in total"):
        patiently(lambda: compiled(raw, "format", Allowance()))


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


@settings(max_examples=30, deadline=None, derandomize=True)
@given(LOOSE | STRICT, st.integers(0, 2**32))
def test_a_kept_schema_makes_what_a_fresh_one_makes(inner: Schema, seed: int) -> None:
    raw = json.dumps({"type": "object", "properties": {"a": inner}, "required": ["a"]}).encode()
    hints = hints_from("Send 3 mails to Ann in Paris")

    def make() -> tuple[object, ...]:
        try:
            maker = compiled(raw, "any", Allowance())
        except SchemaError as error:
            return error.message, error.path
        return maker.make(Random(seed), hints), maker.make(Random(seed))

    patiently(make)
    kept = patiently(make)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled_module, "_kept", BoundedCache(2, 10**6))
        assert patiently(make) == kept
