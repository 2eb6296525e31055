"""What fits a type is used, and the rest is as if it were not there."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import Meta, Raw, Struct

from sanic_mock.dialects.openai.chat.request import ContentPart, Message
from sanic_mock.dialects.openai.chat.tools import FunctionSpec, ToolSpec
from sanic_mock.dialects.openai.fitting import fitted, storable

PART = {"type": "image_url", "image_url": {"url": "u", "format": "png"}, "cache_control": {}}
CALL = {"id": "c", "type": "function", "index": 0, "function": {"name": "f", "arguments": "{}"}}


class Inner(Struct, forbid_unknown_fields=True):
    """An object in another one."""

    name: Annotated[str, Meta(pattern="^[a-z]+$", max_length=3)]
    size: Annotated[int, Meta(ge=1, le=9)] | None = None


class Text(Struct, tag_field="type", tag="text"):
    """One of two objects that are told apart by their type."""

    text: str


class Image(Struct, tag_field="type", tag="image"):
    """The other one."""

    image: Inner


class Outer(Struct, forbid_unknown_fields=True):
    """Members of all kinds."""

    flag: bool | None = None
    share: Annotated[float, Meta(ge=0, le=1)] | None = None
    kind: Literal["a", "b"] | None = None
    inner: Inner | None = None
    many: Annotated[list[Inner], Meta(max_length=1)] | None = None
    either: str | list[int] | None = None
    parts: list[str | Text | Image] | None = None
    weights: dict[str, int] | None = None
    raw: Raw = Raw()
    anything: Any = None


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("flag", "true", True),
        ("flag", "perhaps", None),
        ("flag", [], None),
        ("share", "0.5", 0.5),
        ("share", 1, 1.0),
        ("share", True, None),
        ("share", 1.5, None),
        ("share", "nan", None),
        ("kind", "b", "b"),
        ("kind", "c", None),
        ("kind", [], None),
        ("inner", {"name": "a", "size": 2, "more": 1}, Inner("a", 2)),
        ("inner", {"name": "a", "size": 10}, Inner("a")),
        ("inner", {"name": "LONGER than that"}, Inner("LONGER than that")),
        ("inner", {"size": 2}, None),
        ("inner", 5, None),
        ("many", [{"name": "a"}, 5, {"name": "b"}, {}], [Inner("a"), Inner("b")]),
        ("many", [5], None),
        ("either", "5", "5"),
        ("either", [1, "2", "x"], [1, 2]),
        ("either", 5, None),
        ("parts", ["x", {"type": "text", "text": "y"}, {"text": "z"}], ["x", Text("y"), Text("z")]),
        ("parts", [{"type": "image", "image": {"name": "i"}}, 5], [Image(Inner("i"))]),
        ("parts", [{"type": "text", "image": {"name": "i"}}], None),
        ("weights", {"a": 1, "b": "x", "c": None}, {"a": 1}),
        ("raw", {"a": [1]}, Raw(b'{"a":[1]}')),
        ("anything", {"a": [1]}, {"a": [1]}),
    ],
)
def test_what_fits_a_member_is_taken(name: str, value: Any, found: Any) -> None:
    whole = fitted({name: value, "unknown": value}, Outer)

    if isinstance(found, Raw):
        assert bytes(getattr(whole, name)) == bytes(found)
    else:
        assert getattr(whole, name) == found


def test_members_are_taken_out_as_deep_as_they_are() -> None:
    found = fitted({"role": "user", "content": [PART], "foo": 1}, Message)

    assert isinstance(found, Message)
    assert isinstance(found.content, list)
    assert found.content[0].image_url is not None
    assert found.content[0].image_url.url == "u"


def test_calls_are_kept_without_their_index() -> None:
    found = fitted({"role": "assistant", "content": None, "tool_calls": [CALL]}, Message)

    assert isinstance(found, Message)
    assert found.tool_calls is not None
    assert found.tool_calls[0].id == "c"


@pytest.mark.parametrize("kind", ["function", "tool", None])
def test_an_object_that_does_not_say_its_type_is_what_it_has(kind: str | None) -> None:
    found = fitted({"type": kind, "function": {"name": "a.b"}}, ToolSpec)

    assert found == ToolSpec("function", FunctionSpec("a.b"))


@pytest.mark.parametrize(
    ("value", "kind"),
    [({"description": "x"}, FunctionSpec), ([], Message), ("text", Message), (None, Message)],
)
def test_what_is_of_another_type_is_nothing(value: Any, kind: Any) -> None:
    assert fitted(value, kind) is None


def test_what_fits_is_left_as_it_is() -> None:
    part = {"type": "text", "text": "Hello"}

    assert fitted(part, ContentPart) == ContentPart("text", "Hello")
    assert part == {"type": "text", "text": "Hello"}


def test_what_can_be_stored_can_be_written() -> None:
    deep: list[Any] = []
    for _ in range(5_000):
        deep = [deep]
    sent = {"a\ud800": ["\udfff", 2**70, -(10**400), 5, None, {"b": "\ud800"}], "deep": deep}

    found = storable(sent)

    assert list(found) == ["a?", "deep"]
    assert found["a?"][0] == "?"
    assert found["a?"][3:] == [5, None, {"b": "?"}]
    assert msgspec.json.encode(found["a?"])
