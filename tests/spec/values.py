"""Strategies for what several endpoints are asked with: texts, tools, schemas of answers."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]

PROMPTS = st.sampled_from(
    [
        "Say this is a test",
        "What is the weather in Paris in celsius? Answer in JSON.",
        "Weather in Paris and Tokyo please",
        "Send an email to anna@example.org about 17 things",
        'Ünïcödé, 日本語, 👩‍👩‍👧 and "quotes" \\ \n\t\u2028',
        "one two three " * 200,
    ]
)
TEXTS = PROMPTS | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
NAMES = st.from_regex(r"[a-zA-Z0-9_-]{1,20}", fullmatch=True)
KEYS = st.sampled_from(["city", "email", "date", "count", "is_open", "tags", "price", "query"])
PICTURE = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
SOUND = "UklGRiQAAABXQVZFZm10IBAAAAABAAEA"
METADATA = st.dictionaries(NAMES, st.text("abc é", max_size=20), max_size=4)
CHANCE = st.floats(0, 1, width=16)


def some(of: dict[str, st.SearchStrategy[Any]], most: int = 5) -> st.SearchStrategy[Json]:
    """Draw some of the keys, each with its value."""
    return st.lists(st.sampled_from(sorted(of)), unique=True, max_size=most).flatmap(
        lambda keys: st.fixed_dictionaries({key: of[key] for key in keys})
    )


def together(*parts: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    """Draw objects and lay them over each other, the last uppermost."""
    return st.tuples(*parts).map(lambda drawn: {k: v for one in drawn for k, v in one.items()})


# Schemas in the subset that `strict` takes ([openapi-2026] ResponseFormatJsonSchemaSchema, and
# the guide to structured outputs): closed objects, all keys required, no lengths of texts.

LEAVES: st.SearchStrategy[Json] = st.one_of(
    st.just({"type": "string"}),
    st.builds(lambda told: {"type": "string", "description": told}, TEXTS),
    st.sampled_from(["date-time", "date", "email", "uuid", "ipv4"]).map(
        lambda named: {"type": "string", "format": named}
    ),
    st.sampled_from(["^[A-Z]{2}-[0-9]{3}$", "^#[a-f0-9]{6}$"]).map(
        lambda pattern: {"type": "string", "pattern": pattern}
    ),
    st.lists(st.sampled_from(["red", "green", "a b"]), min_size=1, unique=True).map(
        lambda values: {"type": "string", "enum": values}
    ),
    st.just({"type": "string", "const": "fixed"}),
    st.integers(-50, 50).map(lambda low: {"type": "integer", "minimum": low, "maximum": low + 9}),
    st.just({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}),
    st.just({"type": "boolean"}),
    st.just({"type": ["string", "null"]}),
)


def closed(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    """Draw closed objects."""
    return st.dictionaries(KEYS, inner, max_size=4).map(
        lambda properties: {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }
    )


def _more(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.one_of(
        closed(inner),
        st.builds(lambda items: {"type": "array", "items": items, "maxItems": 3}, inner),
        st.builds(lambda one: {"anyOf": [one, {"type": "null"}]}, inner),
    )


STRICT = closed(st.recursive(LEAVES, _more, max_leaves=6))
LINKED: st.SearchStrategy[Json] = st.just(
    {
        "type": "object",
        "properties": {"root": {"$ref": "#/$defs/node"}},
        "required": ["root"],
        "additionalProperties": False,
        "$defs": {
            "node": {
                "type": "object",
                "properties": {
                    "label": {"type": "string"},
                    "children": {"type": "array", "items": {"$ref": "#/$defs/node"}},
                },
                "required": ["label", "children"],
                "additionalProperties": False,
            }
        },
    }
)
LOOSE: st.SearchStrategy[Json] = st.one_of(
    st.builds(
        lambda properties: {"type": "object", "properties": properties},
        st.dictionaries(KEYS, LEAVES, max_size=3),
    ),
    st.just({"type": "object", "properties": {}, "additionalProperties": True}),
    st.just({"type": "object", "properties": {"name": {"type": "string", "minLength": 3}}}),
)
SCHEMAS: st.SearchStrategy[tuple[bool, Json]] = st.one_of(
    st.tuples(st.just(True), STRICT | LINKED), st.tuples(st.just(False), STRICT | LOOSE)
)


@st.composite
def functions(draw: st.DrawFn) -> Json:
    """Draw a function's name, description, parameters and strictness."""
    strict, parameters = draw(SCHEMAS)
    told: Json = {"name": draw(NAMES), "parameters": parameters}
    if strict or draw(st.booleans()):
        told["strict"] = strict
    return told | draw(some({"description": TEXTS}))


GRAMMARS: st.SearchStrategy[Json] = st.sampled_from(
    [
        {"syntax": "regex", "definition": "^[0-9]{3}$"},
        {"syntax": "lark", "definition": 'start: "yes" | "no"'},
    ]
)


def format_of(strict: bool, name: str, schema: Json, told: Json) -> Json:
    """Return what names a schema and its strictness."""
    return {"name": name, "schema": schema, "strict": strict, **told}


FORMATS = st.builds(
    lambda one, name, told: format_of(one[0], name, one[1], told),
    SCHEMAS,
    NAMES,
    some({"description": TEXTS}),
)
