"""What a type does not know is taken out, and the rest is used."""

from __future__ import annotations

from typing import Any

import pytest

from sanic_mock.dialects.openai.chat.request import ContentPart, EarlierCall, Message
from sanic_mock.dialects.openai.chat.tools import FunctionSpec
from sanic_mock.dialects.openai.pruning import converted

PART = {"type": "image_url", "image_url": {"url": "u", "format": "png"}, "cache_control": {}}
CALL = {"id": "c", "type": "function", "index": 0, "function": {"name": "f", "arguments": "{}"}}


def test_members_are_taken_out_as_deep_as_they_are() -> None:
    found = converted({"role": "user", "content": [PART], "foo": 1}, Message)

    assert isinstance(found, Message)
    assert isinstance(found.content, list)
    assert found.content[0].image_url is not None
    assert found.content[0].image_url.url == "u"


def test_calls_are_kept_without_their_index() -> None:
    found = converted({"role": "assistant", "content": None, "tool_calls": [CALL]}, Message)

    assert isinstance(found, Message)
    assert found.tool_calls is not None
    assert found.tool_calls[0].id == "c"


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"type": "image_url", "image_url": 5}, ContentPart),
        ({"id": 5, "type": "function"}, EarlierCall),
        ({"name": "a b"}, FunctionSpec),
        ([], Message),
        ("text", Message),
        (None, Message),
    ],
)
def test_what_is_of_another_type_is_nothing(value: Any, kind: Any) -> None:
    assert converted(value, kind) is None


def test_what_fits_is_left_as_it_is() -> None:
    part = {"type": "text", "text": "Hello"}

    assert converted(part, ContentPart) == ContentPart("text", "Hello")
    assert part == {"type": "text", "text": "Hello"}
