"""No schema costs more than its size allows: it is compiled, or answered by one short value."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanic_mock.engine.schema.budget import (
    BRIEF,
    KEPT_PATTERNS,
    MAKING,
    READING_BYTE,
    REQUEST,
    SHORT,
    SHORT_WITNESS,
    WITNESS,
    Allowance,
    DocumentBudget,
    OverBudgetError,
    StepBudget,
    making,
)
from sanic_mock.engine.schema.hints import hints_from
from sanic_mock.engine.schema.refs import SchemaError
from sanic_mock.engine.schema.values import Maker, compile_schema
from sanic_mock.engine.schema.witness import find_witness
from sanic_mock.errors import Lengthy
from tests.engine.schema.makers import GRAPHS, LOOSE, STRICT, Schema, errors
from tests.patient_work import patiently

PROMPT = hints_from("Send 3 mails to Ann in Paris, \"b c\", 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'")


def with_property(inner: Schema) -> Schema:
    """Return an object that needs a value of a schema."""
    return {"type": "object", "properties": {"a": inner}, "required": ["a"]}


def windows(wide: int) -> Schema:
    """Return three choices that have to agree, each shifted a little."""
    shifts = (0, wide // 6, wide // 3)
    return with_property(
        {"allOf": [{"oneOf": [{"const": n + shift} for n in range(wide)]} for shift in shifts]}
    )


def pairs(many: int) -> Schema:
    """Return choices of two that all have to hold: two to the power of `many` ways."""
    return with_property(
        {
            "allOf": [
                {
                    "anyOf": [
                        {"type": "object", "properties": {k: {"type": t}}, "required": [k]}
                        for k, t in ((f"p{n}", "string"), (f"q{n}", "integer"))
                    ]
                }
                for n in range(many)
            ]
        }
    )


def each(many: int, inner: Schema) -> Schema:
    """Return an object that needs many values of one schema."""
    names = [f"p{n}" for n in range(many)]
    return {"type": "object", "properties": dict.fromkeys(names, inner), "required": names}


def conditions(deep: int) -> Schema:
    """Return conditions inside each other, each with two ways on."""
    inner: Schema = {"type": "string"}
    for least in range(deep):
        inner = {"if": {"minLength": least}, "then": inner, "else": inner}
    return with_property(inner)


ANSWERED: dict[str, Schema] = {
    "windows": windows(1500),
    "pairs": pairs(40),
    "many pairs": pairs(150),
    "patterns as keys": {
        "type": "object",
        "properties": {"k" * 50 + str(n): True for n in range(300)},
        "patternProperties": {f"^(k|l)+{n}$": True for n in range(300)},
        "additionalProperties": False,
    },
    "a long constant many times": with_property(
        {"type": "array", "minItems": 1, "items": {"const": "x" * 50_000}}
    ),
    "many items": with_property(
        {
            "type": "array",
            "minItems": 3_000,
            "items": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
            "contains": {"const": "z"},
        }
    ),
    "parts of one object": {
        "type": "object",
        "allOf": [{"properties": {f"p{n}": {"type": "null"}}} for n in range(900)],
    },
    "choices of objects": with_property(
        {
            "enum": [{"k": [n] * 10} for n in range(1_200)],
            "oneOf": [{"enum": [{"k": [n] * 10} for n in range(300)]}, {"type": "string"}],
        }
    ),
}
REFUSED: dict[str, Schema] = {
    "conditions": conditions(8),
    "many properties": {"type": "object", "minProperties": 9_999},
    "numbers that are none": each(1_000, {"type": "number", "minimum": 1e17, "multipleOf": 0.3}),
    "a long constant too often": with_property(
        {"type": "array", "minItems": 7_000, "items": {"const": "x" * 50_000}}
    ),
    "a long constant in many properties": each(900, {"$ref": "#/$defs/c"})
    | {"$defs": {"c": {"const": "x" * 40_000}}},
    "long keys too often": with_property(
        {"type": "array", "minItems": 3_000, "items": each(1, {}) | {"required": ["k" * 20_000]}}
    ),
}


class Counted:
    """Counts the steps that all budgets are asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps = 0
        spend = StepBudget.spend

        def count(budget: StepBudget, steps: int = 1) -> None:
            self.steps += steps
            spend(budget, steps)

        monkeypatch.setattr(StepBudget, "spend", count)


@pytest.mark.parametrize("why", ANSWERED)
def test_a_costly_schema_has_a_valid_value(why: str) -> None:
    maker = compile_schema(ANSWERED[why])

    for seed in range(3):
        assert not errors(maker.make(Random(seed), PROMPT), ANSWERED[why])


@pytest.mark.parametrize("why", REFUSED)
def test_a_schema_without_a_value_that_is_soon_found_is_refused(why: str) -> None:
    with pytest.raises(SchemaError):
        compile_schema(REFUSED[why])


def cpu_s(schema: Schema) -> float:
    """Return what it takes to compile a schema and make a value."""
    start = time.process_time()
    with suppress(SchemaError):
        compile_schema(schema).make(Random(1), PROMPT)
    return time.process_time() - start


@pytest.mark.parametrize("why", [*ANSWERED, *REFUSED])
def test_no_schema_costs_much_more_than_a_harmless_one_of_the_largest_size(why: str) -> None:
    harmless = each(2_000, {"type": "string", "maxLength": 9})

    assert cpu_s(ANSWERED.get(why) or REFUSED[why]) < 25 * cpu_s(harmless)


def test_what_can_only_be_too_large_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(monkeypatch)

    with pytest.raises(SchemaError, match="No value of a reasonable size"):
        compile_schema({"type": "object", "minProperties": 9_999})

    assert counted.steps < 500


def test_a_usual_schema_is_compiled_and_answered_on_the_loop() -> None:
    names = ("city", "email", "date", "id", "count", "tags", "price", "query")
    usual = each(1, {"type": "object", "properties": {n: {"type": "string"} for n in names}})

    maker = compile_schema(usual, DocumentBudget(0, SHORT))

    assert not errors(maker.make(Random(1), PROMPT, budget=making(10)), usual)


def test_a_costly_schema_is_not_compiled_on_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(monkeypatch)

    with pytest.raises(Lengthy):
        compile_schema(windows(300), DocumentBudget(9_000, BRIEF))

    assert counted.steps < 20_000


@pytest.fixture(scope="module")
def costly() -> Maker:
    """What makes values that take thousands of steps each."""
    return compile_schema(each(900, {"type": "string", "pattern": "^(a|b)*[a-z]{3,5}$"}))


def test_a_costly_value_is_made_on_a_thread(costly: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(monkeypatch)

    with pytest.raises(Lengthy):
        costly.make(Random(1), PROMPT, budget=making())
    assert counted.steps < 10_000

    one, other = (costly.make(Random(1), PROMPT, budget=patiently(making)) for _ in range(2))
    assert one == other == costly.make(Random(1), PROMPT)


def test_a_surely_long_array_is_left_to_a_thread_before_its_first_item(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted = Counted(monkeypatch)
    schema = each(1, {"type": "array", "minItems": 3000, "items": {"type": "string"}})

    with pytest.raises(Lengthy):
        compile_schema(schema, DocumentBudget(100, BRIEF))
    assert counted.steps < 1_000

    maker = patiently(lambda: compile_schema(schema))
    counted.steps = 0
    with pytest.raises(Lengthy):
        maker.make(Random(1), PROMPT, budget=making())
    assert counted.steps < 100
    assert not errors(maker.make(Random(1), PROMPT, budget=patiently(making)), schema)


def test_a_value_over_its_budget_is_a_short_one(costly: Maker) -> None:
    schema = each(900, {"type": "string", "pattern": "^(a|b)*[a-z]{3,5}$"})

    short = costly.make(Random(1), PROMPT, budget=StepBudget(1_000))

    assert not errors(short, schema)
    assert short == costly.make(Random(2), budget=StepBudget(1_000))


def test_a_budget_of_many_values_is_shared() -> None:
    assert making(10).left < making(1).left < patiently(making).left == MAKING
    assert patiently(lambda: making(60)).left * 60 < 5 * MAKING


def test_a_document_that_comes_when_all_is_used_up_has_little() -> None:
    allowance = patiently(Allowance)
    assert not allowance.is_short(64 * 1024)

    allowance.pay(REQUEST - WITNESS)

    assert allowance.is_short(2)
    short = allowance.document(2, is_short=True)
    assert (short.compiling.left, short.witness.left) == (SHORT, SHORT_WITNESS)


def test_the_event_loop_waits_for_all_documents_of_a_request_together() -> None:
    allowance, patient = Allowance(), patiently(Allowance)
    for one in (allowance, patient):
        one.read(BRIEF // READING_BYTE // 2)
        one.waited(BRIEF // 3)

    patient.read(10**6)
    with pytest.raises(Lengthy):
        allowance.read(BRIEF // READING_BYTE // 2)


@pytest.mark.parametrize("why", [*ANSWERED, *REFUSED])
def test_a_short_document_has_a_valid_value_or_is_refused(
    why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted(monkeypatch)
    schema = ANSWERED.get(why) or REFUSED[why]

    with suppress(SchemaError):
        value = compile_schema(schema, DocumentBudget(9, is_short=True)).make(Random(1), PROMPT)
        assert not errors(value, schema)

    assert counted.steps < 10 * (SHORT + SHORT_WITNESS) + MAKING


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
@given(LOOSE | STRICT | GRAPHS, st.sampled_from([300, 3_000, WITNESS]))
def test_a_witness_is_valid_or_there_is_none(schema: Schema, steps: int) -> None:
    try:
        value: Any = find_witness(schema, StepBudget(steps))
    except OverBudgetError:
        return

    assert not [one for one in errors(value, schema) if " is not a '" not in one], value


WITNESSED: list[tuple[Schema, Any]] = [
    ({"allOf": [{"oneOf": [{"const": 1}, {"const": 2}]}, {"enum": [2, 3]}]}, 2),
    ({"oneOf": [{"const": 1}, {"const": 1}, {"const": 5}]}, 5),
    ({"anyOf": [{"type": "integer", "minimum": 3, "maximum": 2}, {"type": "null"}]}, None),
    ({"type": "array", "minItems": 2, "items": {"type": "null"}, "contains": {}}, [None, None]),
    ({"required": ["a"], "type": "object", "properties": {"a": {"$ref": "#/$defs/x"}},
      "$defs": {"x": {"const": "y"}}}, {"a": "y"}),
    ({"if": {"const": 1}, "then": {"enum": [1]}, "else": False}, 1),
    ({"type": "object", "minProperties": 1, "additionalProperties": {"type": "null"}},
     {"key0": None}),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "value"), WITNESSED, ids=lambda one: json.dumps(one)[:40])
def test_a_witness_is_found(schema: Schema, value: Any) -> None:
    assert find_witness(schema, StepBudget(WITNESS)) == value


def test_a_schema_of_nothing_but_itself_has_no_witness() -> None:
    with pytest.raises(OverBudgetError):
        find_witness({"allOf": [{"$ref": "#"}]}, StepBudget(WITNESS))


def test_an_expression_is_paid_for_once_and_again_when_it_may_be_forgotten() -> None:
    budget = StepBudget(10**6)
    budget.read("^[a-z]+$")
    first = budget.spent

    budget.read("^[a-z]+$")
    assert budget.spent == first

    for number in range(KEPT_PATTERNS + 1):
        budget.read(f"^{number}$")
    before = budget.spent
    budget.read("^[a-z]+$")
    assert budget.spent == before + first
