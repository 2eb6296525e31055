"""A prompt's own words, numbers and addresses become the arguments they fit."""

from __future__ import annotations

import time
from random import Random
from typing import Any

import pytest

from sanic_mock.engine.schema.hints import NO_HINTS, Supply, flatten, hints_from
from sanic_mock.engine.schema.names import POOLS, kind_of, plausible, tokens_of
from sanic_mock.engine.schema.values import compile_schema

FOUND: list[tuple[str, str, tuple[Any, ...]]] = [
    ("What is the weather in Paris?", "name", ("Paris",)),
    ("what's the weather in lisbon?", "place", ("lisbon",)),
    ("Is New York City bigger than Rome?", "name", ("New York City", "Rome")),
    ("Weather: San Francisco, CA please", "name", ("San Francisco, CA", "Weather")),
    ("Ask O'Brien about Anna's car", "name", ("O'Brien", "Anna")),
    ("I think The Hague is nice", "name", ("Hague",)),
    ("Please call me. Thanks!", "name", ()),
    ("Add 3, 4.5, -2 and 1,250,000", "number", (3, 4.5, -2, 1250000)),
    ("version v2, abc123, 1.2.3", "number", ()),
    ("on 2026-03-04 at 14:30", "date", ("2026-03-04",)),
    ("on 2026-03-04 at 14:30", "time", ("14:30",)),
    ("on 2026-03-04 at 14:30", "number", ()),
    ("at 2026-03-04T14:30:00Z sharp", "datetime", ("2026-03-04T14:30:00Z",)),
    ("see you next friday or tomorrow", "day", ("next friday", "tomorrow")),
    ("Say \"hello there\" and 'bye' or `ls -l`", "quoted", ("hello there", "bye", "ls -l")),
    ("Don't quote it's parts", "quoted", ()),
    ("mail ann.b+c@mail.example.com.", "email", ("ann.b+c@mail.example.com",)),
    ("see https://example.com/a?b=c.", "url", ("https://example.com/a?b=c",)),
    ("ring +1 202 555 0143 now", "phone", ("+1 202 555 0143",)),
    ("where is order ORD-1001", "code", ("ORD-1001",)),
    ("Anna is 33 and lives in Rome. Bob works there", "person", ("Anna", "Bob")),
    ("Tom's house. Rain is likely in Oslo. Is Anna 33?", "person", ()),
    ("", "name", ()),
]


@pytest.mark.parametrize(("text", "kind", "values"), FOUND, ids=[f"{k}: {t}" for t, k, _ in FOUND])
def test_a_prompt_s_hints_are_found_in_order(text: str, kind: str, values: tuple[Any, ...]) -> None:
    assert hints_from(text).found.get(kind, ()) == values


def test_a_text_of_ascii_is_flattened_as_one_of_another_script() -> None:
    ascii_text = "".join(map(chr, range(128)))

    assert flatten(f"{ascii_text} \u00e9") == flatten(ascii_text) + "\u00e9 "


def test_each_hint_is_used_once() -> None:
    supply = Supply(hints_from("From Paris to Rome"))

    taken = [supply.take("place", lambda value: True) for _ in range(3)]

    assert taken == ["Paris", "Rome", None]
    assert supply.take("name", lambda value: True) is None


def test_a_long_or_strange_prompt_is_read_soon() -> None:
    start = time.process_time()

    for text in ("A" * 10**6, "A " * 10**5, "a@" * 10**5, '"' * 10**5, "1," * 10**5, "a.b" * 10**5):
        hints_from(text)

    assert time.process_time() - start < 3


STRING = {"type": "string"}
NUMBER = {"type": "number"}
INTEGER = {"type": "integer"}
UNITS = {"type": "string", "enum": ["celsius", "fahrenheit"]}
FILLED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("What is the weather in Paris?", {"city": STRING}, {"city": "Paris"}),
    ("What is the weather in Paris?", {"location": STRING}, {"location": "Paris"}),
    ("weather in tokyo in Celsius", {"location": STRING, "unit": UNITS},
     {"location": "tokyo", "unit": "celsius"}),
    ("Convert 30.5 fahrenheit to celsius", {"value": NUMBER, "from": UNITS, "to": UNITS},
     {"value": 30.5, "from": "fahrenheit", "to": "celsius"}),
    ("Anna is 33 and lives in Rome", {"name": STRING, "age": INTEGER, "city": STRING},
     {"name": "Anna", "age": 33, "city": "Rome"}),
    ("Send 'hello' to bob@example.com", {"to": STRING, "body": STRING},
     {"to": "bob@example.com", "body": "hello"}),
    ("Fly from 'Paris' to 'Rome'", {"from": STRING, "to": STRING}, {"from": "Paris", "to": "Rome"}),
    ("Read src/main.py, lines 10 to 20", {"path": STRING}, {"path": "src/main.py"}),
    ("open ./notes.md. Now!", {"filename": STRING}, {"filename": "./notes.md"}),
    ("Multiply 6 by 7", {"a": INTEGER, "b": INTEGER}, {"a": 6, "b": 7}),
    ("Add 2 and 2.5", {"a": NUMBER, "b": NUMBER}, {"a": 2, "b": 2.5}),
    ("Give me 500 or 5 results", {"limit": {"type": "integer", "maximum": 100}}, {"limit": 5}),
    ("Flights from Paris to Rome on 2026-03-04",
     {"origin": STRING, "destination": STRING, "date": STRING},
     {"origin": "Paris", "destination": "Rome", "date": "2026-03-04"}),
    ("Add 3, 5 and 8", {"numbers": {"type": "array", "items": NUMBER}}, {"numbers": [3, 5, 8]}),
    ("Compare Oslo and Bern", {"cities": {"type": "array", "items": STRING}},
     {"cities": ["Oslo", "Bern"]}),
    ("Mail bob@acme.org the text 'see you'", {"to_email": STRING, "body": STRING},
     {"to_email": "bob@acme.org", "body": "see you"}),
    ("Mail bob@acme.org", {"to": {"type": "string", "format": "email"}}, {"to": "bob@acme.org"}),
    ("Open https://a.example/b now", {"url": STRING}, {"url": "https://a.example/b"}),
    ("Status of order 12345?", {"order_id": STRING}, {"order_id": "12345"}),
    ("Where is ORD-77?", {"order_id": STRING}, {"order_id": "ORD-77"}),
    ("Paint it red", {"color": STRING}, {"color": "red"}),
    ("translate to french", {"language": STRING}, {"language": "French"}),
    ("find cheap trains", {"query": STRING}, {"query": "find cheap trains"}),
    ("Remind me tomorrow", {"date": STRING}, {"date": "tomorrow"}),
    ('Create "Buy milk"', {"title": STRING}, {"title": "Buy milk"}),
    ("Please do it, urgent", {"is_urgent": {"type": "boolean"}}, {"is_urgent": True}),
    ("a high priority", {"p": {"anyOf": [{"const": "low"}, {"const": "high"}]}}, {"p": "high"}),
    ("a code 'toolong' or 'AB1'", {"c": {"type": "string", "pattern": "^[A-Z0-9]{3}$"}},
     {"c": "AB1"}),
]  # fmt: skip


@pytest.mark.parametrize(("prompt", "properties", "value"), FILLED, ids=[p for p, _, _ in FILLED])
def test_arguments_come_from_the_prompt(
    prompt: str, properties: dict[str, Any], value: dict[str, Any]
) -> None:
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    maker = compile_schema(schema)

    for seed in range(5):
        assert maker.make(Random(seed), hints_from(prompt)) == value


def test_an_optional_parameter_is_there_where_the_prompt_has_it() -> None:
    maker = compile_schema({"type": "object", "properties": {"city": STRING, "unit": UNITS}})
    asked, silent = hints_from("Paris in celsius"), NO_HINTS

    assert {len(maker.make(Random(seed), asked)) for seed in range(20)} == {2}
    assert {len(maker.make(Random(seed), silent)) for seed in range(20)} == {2}


@pytest.mark.parametrize(
    "excluding",
    [
        {"not": {"required": ["a", "b"]}},
        {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {"dependentSchemas": {"a": {"properties": {"b": False}}}},
    ],
)
def test_optional_parameters_that_exclude_each_other_are_not_both_there(excluding: Any) -> None:
    schema = {"type": "object", "properties": {"a": STRING, "b": STRING}, **excluding}
    made = [compile_schema(schema).make(Random(seed)) for seed in range(20)]

    assert {len(one) for one in made} == {1}


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("查询'你好啊集团' (Hello Group)的信息", "你好啊集团"),
        ("Look up '你好啊集团' (Hello Group)", "你好啊集团"),
        ("Найди «Ромашка», Иван", "Ромашка"),
        ("「東京電力」について Tokyo", "東京電力"),
        ('Ask Bob about "Acme of Ohio"', "Acme of Ohio"),
        ("Suche „Müller & Söhne“ für Anna", "Müller & Söhne"),
        ("Erzähl von Özil", "Özil"),
        ('Tell Anna "see you soon!"', "Anna"),
        ("Bob's and Anna's", "Bob"),
    ],
)
@pytest.mark.parametrize("key", ["company_name", "name", "organization"])
def test_a_quoted_name_goes_before_a_capitalised_word(prompt: str, name: str, key: str) -> None:
    maker = compile_schema({"type": "object", "properties": {key: STRING}, "required": [key]})

    assert maker.make(Random(1), hints_from(prompt)) == {key: name}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("user_email", "email"), ("userEmail", "email"), ("email-address", "email"),
        ("cities", "city"), ("home_town", "city"), ("country_name", "country"),
        ("first_name", "first_name"), ("createdAt", "datetime"), ("start_date", "date"),
        ("phone_number", "phone"), ("website", "url"), ("customerName", "name"),
        ("order_id", "id"), ("colour", "color"), ("q", "query"), ("summary", "sentence"),
        ("zzz", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_parameter_s_name_says_what_it_wants(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_names_are_split_as_people_write_them() -> None:
    assert tokens_of("userHTTPUrl_2-x") == ("user", "http", "url", "2", "x")
    assert tokens_of("allURLs_IDs-XMLParser") == ("all", "urls", "ids", "xml", "parser")


@pytest.mark.parametrize("kind", ["", *dict.fromkeys(map(kind_of, POOLS)), "email", "phone", "id"])
def test_every_kind_has_values(kind: str) -> None:
    found = {plausible(kind, Random(seed), Supply(NO_HINTS), POOLS) for seed in range(40)}

    assert all(found)
    assert len(found) > 2


def test_pools_of_others_are_used() -> None:
    maker = compile_schema({"type": "object", "properties": {"city": STRING}, "required": ["city"]})

    assert maker.make(Random(1), pools={"city": ["Kyoto"]}) == {"city": "Kyoto"}


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("latitude", -90, 90),
        ("age", 0, 120),
        ("page", 1, 10),
        ("year", 1900, 2100),
        ("price", 0, 500),
    ],
)
def test_a_number_is_of_the_size_its_name_says(name: str, least: int, most: int) -> None:
    maker = compile_schema({"type": "object", "properties": {name: NUMBER}, "required": [name]})

    assert all(least <= maker.make(Random(seed))[name] <= most for seed in range(50))
