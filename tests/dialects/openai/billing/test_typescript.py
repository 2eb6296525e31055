"""Functions are declared in TypeScript as OpenAI bills them [billed-2026]."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sanic_mock.dialects.openai.billing.typescript import Paper, comment, declaration

Json = dict[str, Any]

STRING: Json = {"type": "string"}
STEP: Json = {"type": "object", "properties": {"name": STRING}, "required": ["name"]}


def given(*required: str, **properties: Any) -> Json:
    """Return the schema of some arguments."""
    return {"type": "object", "properties": properties, "required": list(required)}


def declared(schema: Json | None, *, is_chat: bool = False) -> str:
    """Return how a function with such arguments is declared, without its name."""
    paper = Paper(len(json.dumps(schema)), is_chat=is_chat)
    written = declaration("f", None, schema, paper)
    return written.removeprefix("type f = ").removesuffix(" => any;")


@pytest.mark.parametrize(
    ("schema", "written"),
    [
        (None, "()"),
        ({"type": "object", "properties": {}}, "()"),
        ("no schema", "()"),
        (given("a", a=STRING, b={"type": "integer"}), "(_: { a: string, b?: number })"),
        (given("a", a={"type": ["string", "null"]}), "(_: { a: string | null })"),
        (given("a", a={"enum": ["x", 1]}), '(_: { a: "x" | 1 })'),
        (given("a", a={"const": "x"}), '(_: { a: "x" })'),
        (given("a", a={"type": "array", "items": STRING}), "(_: { a: string[] })"),
        (given("a", a={"type": "array"}), "(_: { a: any[] })"),
        (given("a", a={"type": "object"}), "(_: { a: object })"),
        (given("a", a={}), "(_: { a: any })"),
        (given("a", a=STEP), "(_: { a: { name: string } })"),
        (given("a", a={"type": "array", "items": STEP}), "(_: { a: { name: string }[] })"),
        (
            given("a", a={"anyOf": [STRING, {"type": "null"}]}),
            "(_: { a: string | null })",
        ),
        (given("a", a=STRING | {"description": "The a."}), "(_: {\n// The a.\na: string,\n})"),
        (given("a", a=STRING | {"title": "A"}), "(_: {\n// A\na: string,\n})"),
        (
            given("a", a=STRING | {"title": "A", "description": "The a."}),
            "(_: {\n// A\n//\n// The a.\na: string,\n})",
        ),
        (
            given(a={"type": "number", "minimum": 0, "maximum": 9, "description": "The a."}),
            "(_: {\n// The a.\n// minimum: 0\n// maximum: 9\na?: number,\n})",
        ),
        (given(a=STRING | {"minLength": 1}), "(_: {\n// minLength: 1\na?: string,\n})"),
        (given(a=STRING | {"default": "x"}), '(_: {\na?: string, // default: "x"\n})'),
        (
            given("a") | {"properties": {"a": STRING}, "title": "f_args"},
            "(_: // f_args\n{\na: string,\n})",
        ),
        (
            given("a", a={"$ref": "#/$defs/Step"}) | {"$defs": {"Step": STEP | {"title": "Step"}}},
            "(_: {\n// Step\na: { name: string },\n})",
        ),
    ],
)
def test_arguments_are_written_so(schema: Json | None, written: str) -> None:
    assert declared(schema) == written


def test_a_comment_stands_at_each_of_several_types_at_chat_alone() -> None:
    schema = given("a", a={"type": ["string", "null"], "description": "The a."})

    at_chat = "(_: {\n// The a.\na: // The a.\n | string\n// The a.\n | null,\n})"
    assert declared(schema, is_chat=True) == at_chat
    assert declared(schema) == "(_: {\n// The a.\na: string | null,\n})"


def test_an_object_within_one_is_written_in_lines_if_it_has_a_comment() -> None:
    inner = given("start", start=STRING | {"description": "ISO start"})
    schema = given("window", window=inner | {"description": "When"})

    assert declared(schema) == ("(_: {\n// When\nwindow: {\n// ISO start\nstart: string,\n},\n})")


@pytest.mark.parametrize(
    ("title", "description", "written"),
    [
        (None, None, ""),
        (None, "", ""),
        (None, 5, ""),
        (None, "Adds a and b.", "// Adds a and b.\n"),
        (None, " Adds.\n\n    Args:\n        a: one\n    ", "// Adds.\n//\n// Args:\n// a: one\n"),
        ("A", None, "// A\n"),
    ],
)
def test_each_line_of_a_comment_begins_with_slashes(
    title: object, description: object, written: str
) -> None:
    assert comment(title, description) == written


def test_a_schema_that_leads_to_itself_is_written_once() -> None:
    node = given("next", next={"$ref": "#/$defs/Node"})
    schema = given("node", node={"$ref": "#/$defs/Node"}) | {"$defs": {"Node": node}}

    assert declared(schema) == "(_: { node: { next: any } })"


@pytest.mark.parametrize("reference", ["#", "#/$defs/None", "#/properties/a/0", "nowhere", ""])
def test_a_reference_to_nothing_is_any_or_ends(reference: str) -> None:
    assert "a: " in declared(given("a", a={"$ref": reference}))


def test_a_schema_that_grows_by_references_is_cut() -> None:
    levels = 40
    defs: Json = {
        f"L{n}": given(a={"$ref": f"#/$defs/L{n + 1}"}, b={"$ref": f"#/$defs/L{n + 1}"})
        for n in range(levels)
    }
    schema = given(a={"$ref": "#/$defs/L0"}) | {"$defs": defs}

    assert declared(schema).count("{") < 2000


def test_a_comment_that_references_repeat_is_cut() -> None:
    long = given("a", a=STRING | {"description": "x" * 50_000})
    schema = given("a", a={"anyOf": [{"$ref": "#/$defs/L"}] * 500}) | {"$defs": {"L": long}}

    assert len(declared(schema)) < 300_000


@pytest.mark.parametrize("kind", [{"type": "string"}, {"enum": ["a"]}])
@pytest.mark.parametrize("key", ["title", "description", "default", "minimum", "minLength"])
def test_what_is_said_of_each_property_that_refers_to_one_is_cut(key: str, kind: Json) -> None:
    long = kind | {key: "x" * 50_000}
    schema = given(**{f"p{n}": {"$ref": "#/$defs/L"} for n in range(500)}) | {"$defs": {"L": long}}

    assert len(declared(schema)) < 300_000


@pytest.mark.parametrize("key", ["required", "type"])
def test_what_each_reference_has_looked_at_again_is_cut(key: str) -> None:
    names = [f"k{n}" for n in range(10_000)]
    large = dict.fromkeys(names, 0) | given("a", a=STRING) | {key: names}
    schema = given(**{f"p{n}": {"$ref": "#/$defs/L"} for n in range(500)}) | {"$defs": {"L": large}}

    assert "any" in declared(schema)


def test_what_has_no_references_is_written_whole() -> None:
    values = [{"type": "array", "items": {"type": "array"}} for _ in range(5000)]
    schema = given(**{f"p{n}": one for n, one in enumerate(values)})

    assert declared(schema).count("any[][]") == 5000


def test_a_schema_that_is_deep_is_cut() -> None:
    schema: Json = STRING
    for _ in range(400):
        schema = given("a", a=schema)

    assert "any" in declared(schema)
