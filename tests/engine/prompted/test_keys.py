"""Keys that prompts name in words."""

from __future__ import annotations

import time

import pytest

from sanic_mock.engine.prompted.keys import keys_in


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("Return JSON with keys setup and punchline", "setup:string punchline:string"),
        ("JSON. Keys: name, age (integer), hobbies (list of strings).",
         "name:string age:integer hobbies:array"),
        ("a JSON object with `title`, `summary` and `tags`.",
         "title:string summary:string tags:array"),
        ("JSON with the fields 'first_name', 'last_name' and \"email\" please",
         "first_name:string last_name:string email:string"),
        ("As JSON with these fields:\n- name: the name\n- age: integer\n* is_new (boolean)\n",
         "name:string age:integer is_new:boolean"),
        ("A JSON object with:\n- `first name`: as in the text\n- \"age\" (integer)\n",
         "first name:string age:integer"),
        ("Reply in json. It must have a key answer", "answer:string"),
        ("Output JSON containing city and population for Paris", "city:string population:integer"),
        ("a JSON with a `mood` field (one of: good, bad) and a `score`", "mood:enum score:number"),
        ("Answer as JSON with title and author fields", "title:string author:string"),
        ("Return JSON: name, age, city", "name:string age:integer city:string"),
        ("Extract the name and the age as JSON: Anna, 33", "name:string age:integer"),
        ('JSON with keys "steps" (array of strings) and "final_answer" (string)',
         "steps:array final_answer:string"),
        ("Give the keys city and country", "city:string country:string"),
        ("3 colors in JSON format with key \"colors\"", "colors:array"),
        ("Reply in JSON, for example with **pros** and **cons**", "pros:array cons:array"),
        ("Antworte als JSON mit den Feldern name und alter", "name:string alter:string"),
        ("Réponds en JSON avec les champs titre et note", "titre:string note:string"),
        ("返回JSON 包含字段 name 和 age", "name:string age:integer"),
        ("JSON with these keys: - name: the full name - age: integer - tags (list). Ada is 36.",
         "name:string age:integer tags:array"),
        ("Only JSON containing: - title - summary - is_new (boolean)",
         "title:string summary:string is_new:boolean"),
        ("JSON with keys price, amount and score", "price:number amount:number score:number"),
    ],
)  # fmt: skip
def test_named_keys_are_found_with_their_types(text: str, types: str) -> None:
    found = keys_in(text)

    assert found is not None
    named = found.schema["properties"].items()
    assert " ".join(f"{key}:{one.get('type', 'enum')}" for key, one in named) == types


@pytest.mark.parametrize(
    "text",
    [
        "Reply with JSON only",
        "You are an assistant that always responds in JSON.",
        "As JSON, give me a joke",
        "Hello",
        "",
        "Give me a recipe in JSON",
    ],
)
def test_where_none_is_named_there_is_none(text: str) -> None:
    assert keys_in(text) is None


@pytest.mark.parametrize(
    "part", ["json with a, ", "keys ", "json: a and ", "- a\n", "`a` json ", "key a("]
)
def test_a_long_text_is_read_soon(part: str) -> None:
    start = time.process_time()

    keys_in("json " + part * (32_768 // len(part)))

    assert time.process_time() - start < 1
