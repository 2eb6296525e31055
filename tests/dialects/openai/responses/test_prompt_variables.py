"""Variables of kept prompts are repeated in their normal form."""

from __future__ import annotations

import pytest

from tests.dialects.openai.responses.responding import Asking, Json

PICTURE = {"type": "input_image", "image_url": "https://example.com/1.png"}
PDF = "data:application/pdf;base64,JVBERi0="


@pytest.fixture(scope="module")
def asking() -> Asking:
    """An endpoint as it comes."""
    return Asking()


def told(asking: Asking, variable: object, **further: object) -> Json:
    """Return a variable as a response has it."""
    prompt = {"id": "pmpt_1", "version": "2", "variables": {"it": variable}}
    response = asking.whole({"input": "Hello", "prompt": prompt, **further})
    assert list(response["prompt"]) == ["id", "variables", "version"]
    found: Json = response["prompt"]["variables"]["it"]
    return found


@pytest.mark.parametrize(
    ("variable", "wanted"),
    [
        ("cat", {"type": "input_text", "text": "cat"}),
        ("", {"type": "input_text", "text": ""}),
        ({"text": "a", "type": "input_text"}, {"type": "input_text", "text": "a"}),
        (PICTURE, {"type": "input_image", "detail": "auto", "file_id": None, "image_url": None}),
        (
            {"detail": "low", "type": "input_image", "file_id": "file-1"},
            {"type": "input_image", "detail": "low", "file_id": "file-1", "image_url": None},
        ),
        (
            {"type": "input_file", "file_url": "https://example.com/1.pdf"},
            {"type": "input_file", "file_id": None, "file_url": "https://example.com/1.pdf"},
        ),
        (
            {"filename": "1.pdf", "type": "input_file", "file_data": PDF},
            {"type": "input_file", "file_id": None, "filename": "1.pdf"},
        ),
    ],
)
def test_a_variable_has_one_form(asking: Asking, variable: object, wanted: Json) -> None:
    found = told(asking, variable)

    assert list(found.items()) == list(wanted.items())


def test_where_an_image_is_is_told_where_that_is_included(asking: Asking) -> None:
    found = told(asking, PICTURE, include=["message.input_image.image_url"])

    assert found["image_url"] == PICTURE["image_url"]
