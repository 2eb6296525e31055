"""Keys of the objects in a list that prompts describe."""

from __future__ import annotations

import time

import pytest

from sanic_mock.engine.prompted.listed_keys import all_keys_in

ROWS = [
    ('JSON: a list "steps"; each step has a title and a duration.', "steps", "title duration"),
    ("a JSON object with a list of steps. Each step has 'do' and 'why'", "steps", "do why"),
    ("a JSON array of tasks where each task should have an id, a name", "tasks", "id name"),
    ("In JSON, a list of cities: each city with name and population", "cities", "name population"),
]


@pytest.mark.parametrize(("text", "name", "keys"), ROWS)
def test_a_list_has_objects_with_the_keys_of_each(text: str, name: str, keys: str) -> None:
    found = all_keys_in(text)

    assert found is not None
    (own,) = found.schema["properties"]
    assert own == name
    assert list(found.schema["properties"][name]["items"]["properties"]) == keys.split()


def test_the_list_stands_beside_the_other_keys() -> None:
    found = all_keys_in('JSON with keys "title" and "steps" (list). Each step has "do" and "why".')

    assert found is not None
    assert list(found.schema["properties"]) == ["title", "steps"]
    assert found.schema["properties"]["steps"]["items"]["required"] == ["do", "why"]


@pytest.mark.parametrize(
    "text", ["each step has a name and a place", "JSON with keys a1 and b2, each person has x, y"]
)
def test_where_no_list_is_spoken_of_there_is_none(text: str) -> None:
    found = all_keys_in(text)

    listed = [] if found is None else found.schema["properties"].values()
    assert not any(one.get("items", {}).get("properties") for one in listed)


@pytest.mark.parametrize(
    "part", ["each ", "each step has ", "json each a has b, c ", "json: - a ", ": - a: b ", " - x("]
)
def test_a_long_text_is_read_soon(part: str) -> None:
    began_s = time.thread_time()
    all_keys_in(part * (60_000 // len(part)))
    assert time.thread_time() - began_s < 0.5
