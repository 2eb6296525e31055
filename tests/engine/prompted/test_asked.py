"""Whether JSON is asked for in words, and what of the prompt is data."""

from __future__ import annotations

import pytest

from sanic_mock.engine.prompted.asked import asked_json, required_json
from sanic_mock.errors import Lengthy
from tests.patient_work import patiently

SCHEMA = '{"type": "object", "properties": {"name": {"type": "string"}}}'

# as a template wants it
DOUBLED = SCHEMA.replace("{", "{{").replace("}", "}}")


@pytest.mark.parametrize(
    ("text", "is_fenced"),
    [
        (f"Respond in JSON of this schema: {SCHEMA}", False),
        (f"Return the JSON within a ```json codeblock. {SCHEMA}", True),
        (f"Output JSON as a fenced code block: {SCHEMA}", True),
        (f"Answer with JSON of {SCHEMA}. Don't use ```json fences.", False),
        (f"Answer with JSON of {SCHEMA}, without including any code block.", False),
        (f"Output should be in JSON format and conform to:\n```\n{SCHEMA}\n```", False),
        (f"A JSON schema to follow:\n{DOUBLED}\nOutput a valid JSON object.", False),
        ("Strictly in the following JSON format: {\n\"name\": (type: string)\n}", False),
    ],
)  # fmt: skip
def test_json_is_asked_for(text: str, is_fenced: bool) -> None:
    wanted = asked_json([text], text)

    assert wanted is not None
    assert list(wanted.schema["properties"]) == ["name"]
    assert wanted.wrapping == ("fence" if is_fenced else "none")


@pytest.mark.parametrize(
    "text",
    [
        "Why does this JSON fail to load? {'a': 1",
        "What is {name}?",
        "Respond in JSON.",
        f"I like this schema: {SCHEMA}",
        "def f(): return {'a': 1}",
    ],
)
def test_json_is_not_asked_for(text: str) -> None:
    assert asked_json([text], text) is None


@pytest.mark.parametrize(
    ("text", "data"),
    [
        (f"Extract Anna, 33\n\nReturn JSON of {SCHEMA}", "Extract Anna, 33"),
        (f"Anna. Respond in JSON, by this schema: {SCHEMA}", "Anna."),
        (f"Use JSON ({SCHEMA}) for Anna", "Use  () for Anna"),
        (f"Produce JSON by this schema: {SCHEMA}", ""),
        (f"Tell of 3 cities as JSON: {SCHEMA}", "Tell of 3 cities as : "),
        (f"Extract Anna, 33\n\nReturn JSON of {DOUBLED}", "Extract Anna, 33"),
    ],
)
def test_what_describes_the_json_is_no_data(text: str, data: str) -> None:
    wanted = asked_json([text], text)

    assert wanted is not None
    assert wanted.data == data


def test_an_object_is_wanted_where_an_array_is_described() -> None:
    wanted = required_json(['JSON: [{"id": 1}]'], "")

    assert wanted is not None
    assert list(wanted.schema["properties"]) == ["items"]


@pytest.mark.parametrize(
    ("said", "many"),
    [("array of 4 strings", 4), ("a list of exactly 3 words", 3), ("list of strings", None)],
)
def test_a_list_is_as_long_as_is_said(said: str, many: int | None) -> None:
    wanted = required_json([f"JSON with keys question and options ({said})"], "")

    assert wanted is not None
    options = wanted.schema["properties"]["options"]
    assert (options["minItems"], options.get("maxItems")) == (many or 1, many)


def test_the_newest_description_counts() -> None:
    wanted = required_json(["JSON with keys a and b", "now JSON with keys c and d"], "")

    assert wanted is not None
    assert list(wanted.schema["properties"]) == ["c", "d"]


@pytest.mark.parametrize("nothing", ["[]", "[ ]", "{}", "null", '""'])
def test_an_example_without_values_is_for_where_there_is_nothing(nothing: str) -> None:
    shown = '{"facts": [{"id": "0", "text": "Anna likes tea", "about": ["u1"]}]}'
    text = f'Return ONLY valid JSON: {shown}\nIf there is none, return JSON: {{"facts": {nothing}}}'

    wanted = required_json([text], "")

    assert wanted is not None
    assert list(wanted.schema["properties"]["facts"]["items"]["properties"]) == [
        "id",
        "text",
        "about",
    ]


def test_an_example_with_other_keys_does_not_stand_for_one_without_values() -> None:
    text = 'Return JSON: {"seen": [{"id": 1}]} is what you have. Now return JSON: {"facts": []}'

    wanted = required_json([text], "")

    assert wanted is not None
    assert list(wanted.schema["properties"]) == ["facts"]


def test_many_texts_about_json_are_not_searched_on_the_event_loop() -> None:
    texts = ["The file is {name}.JSON here. " * 1000] * 2

    assert asked_json(["The file is {name}.txt here. " * 1000] * 2, "Hello") is None
    with pytest.raises(Lengthy):
        asked_json(texts, "Hello")
    assert patiently(lambda: asked_json(texts, "Hello")) is None
