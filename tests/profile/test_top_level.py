"""A word of the top level of a profile that stands elsewhere: no nearest name leads astray."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from sanic_mock.profile.entries import EntriesKind
from sanic_mock.profile.files import read_text
from sanic_mock.profile.keys import keys_of
from sanic_mock.profile.schema import KEYS
from sanic_mock.profile.table import Keys, children
from tests.profile.resolving import problems

WORDS = children(KEYS)
# What neither a rule nor a backend may have of its own; some of it.
OF_SERVER = {"port", "workers", "extends", "tls", "description", "backends", "steering", "observe"}

Wrap = Callable[[dict[str, Any]], dict[str, Any]]


class Place(NamedTuple):
    """A mapping inside a profile.

    Attributes:
        name: of it.
        keys: the table that it is read by.
        path: where in that it is; "" is the whole.
        wrap: returns a profile with this in it.
    """

    name: str
    keys: Keys
    path: str
    wrap: Wrap


def nested(path: str, inner: Any) -> dict[str, Any]:
    """Return a mapping that has something at a path with dots."""
    for word in reversed(path.split(".")):
        inner = {word: inner}
    return dict(inner)


def inside(wrap: Wrap, path: str, inner: dict[str, Any]) -> dict[str, Any]:
    """Return a profile with something at a path of a mapping in it."""
    return wrap(nested(path, inner))


def listed(wrap: Wrap, path: str, word: dict[str, str], inner: dict[str, Any]) -> dict[str, Any]:
    """Return a profile with an entry of a list in it, whose word says of which shape it is."""
    return wrap(nested(path, [word | inner]))


def places(keys: Keys, name: str, wrap: Wrap) -> Iterator[Place]:
    """Yield the mappings inside a table, and inside the lists in it."""
    if keys is not KEYS:
        yield Place(name, keys, "", wrap)
    for path in sorted({one.rpartition(".")[0] for one in keys if "." in one}):
        yield Place(f"{name}.{path}", keys, path, partial(inside, wrap, path))
    for one in keys.values():
        if isinstance(one.kind, EntriesKind):
            for word, own in shapes(one.kind):
                called = f"{name}.{one.name}[{' '.join(word.values())}]"
                yield from places(own, called, partial(listed, wrap, one.name, word))


def shapes(kind: EntriesKind[Any]) -> Iterator[tuple[dict[str, str], Keys]]:
    if not isinstance(kind.shapes, Mapping):
        yield {}, keys_of(kind.shapes)
        return
    for word, shape in kind.shapes.items():
        yield {kind.word: word}, keys_of(shape)


def named(keys: Keys) -> Iterator[str]:
    """Yield the names of keys and of the sections that they are in."""
    for name in keys:
        parts = name.split(".")
        yield from (".".join(parts[:count]) for count in range(1, len(parts) + 1))


PLACES = [*places(KEYS, "", lambda inner: inner)]


def told(place: Place, word: str) -> list[str]:
    text = yaml.safe_dump(place.wrap({word: 1}))
    start = "unknown key; "
    problems = (one.partition(start)[2] for one in read_text(text, "my.yaml").problems)
    return [one for one in problems if one]


def test_there_are_sections_and_lists_and_what_is_inside_both() -> None:
    names = {place.name for place in PLACES}
    assert {".ttft", ".load.step", ".match[]", ".phases[].set", ".answers[].call[]"} <= names
    assert len(names) > 30


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_it_is_said_to_belong_there_unless_the_section_has_it(place: Place) -> None:
    has_piece = not place.path and any(one.kind.is_piece for one in place.keys.values())
    for word in set(WORDS) - set(children(place.keys, place.path)):
        (hint,) = told(place, word)
        if has_piece and word not in OF_SERVER and hint == f"want {word} inside values":
            continue
        if hint.startswith(f"want {word} inside {place.path}."):
            continue
        if place.keys is not KEYS and any(one.split(".")[-1] == word for one in named(place.keys)):
            assert f".{word}" in hint or f"elsewhere: {word}" in hint, word
            continue
        if hint in {f"nearest is {one}" for one in named(place.keys) if f".{word}_" in one}:
            continue
        assert hint.startswith(f"{word} belongs at the top level of a profile"), word


@pytest.mark.parametrize("entries", ["match", "backends"])
def test_what_is_wanted_inside_values_may_stand_there(
    entries: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (place,) = (one for one in PLACES if one.name == f".{entries}[]")
    wanted = {
        word
        for word in set(WORDS) - set(place.keys)
        if told(place, word) == [f"want {word} inside values"]
    }
    assert "ttft" in wanted
    values = dict.fromkeys(wanted, False)  # which few may be, so that there is a problem
    found = problems(tmp_path, yaml.safe_dump({entries: [{"values": values}]}))
    assert [one for one in found if "nothing in a" in one] == []


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("match: [{mode: strict}]", "want mode inside values"),
        ("match: [{match: [{key: a}]}]", "match belongs at the top level of a profile"),
        ("backends: [{match: [{key: a}]}]", "want match inside values"),
        ("match: [{port_file: x}]", "port_file belongs at the top level of a profile"),
        ("match: [{modle: x}]", "nearest is model"),
        ("phases: [{limits: 3}]", "nearest is set.limits_x"),
        ("phases: [{port_file: x}]", "port_file belongs at the top level of a profile"),
        ("answers: [{tool_call_rate: 1}]", "tool_call_rate belongs at the top level of a profile"),
        ("answers: [{fixed_prompt_tokens: 1}]", "fixed_prompt_tokens belongs at the top level"),
        ("phases: [{error_rate: 1}]", "nearest is set.error_rate"),
        ("answers: [{watch: true}]", "watch belongs at the top level of a profile"),
        ("itl: {tokn: 5ms}", "nearest is itl.token"),
    ],
)
def test_what_is_none_is_told_the_nearest_as_before(text: str, hint: str) -> None:
    (problem,) = (one for one in read_text(text, "my.yaml").problems if "unknown key" in one)
    assert problem.partition("unknown key; ")[2].startswith(hint)
