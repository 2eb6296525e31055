"""A section by itself: keys and values of a dataclass whose fields are keys."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from typing import Any

import pytest

from sanic_mock.profile.amounts import DurationKind, WholeKind
from sanic_mock.profile.dependencies import conflicts, is_idle, missing, required, why_idle
from sanic_mock.profile.keys import fill, key, keys_of, section
from sanic_mock.profile.kinds import ChoiceKind
from sanic_mock.profile.mappings import Values, read_mapping
from sanic_mock.profile.nodes import parse
from sanic_mock.profile.table import children

MODES = ChoiceKind(("off", "on", "auto"))


@dataclass(frozen=True, slots=True)
class Inner:
    """One that is there only if its first key is."""

    size: int = key("outer.inner.size", WholeKind(1, 9), "how large", unset=MISSING)
    wait_s: float = key("outer.inner.wait", DurationKind(), "how long", 2.0)


def build_inner(chosen: Any) -> Inner | None:
    return fill(Inner, chosen) if chosen("outer.inner.size") else None


@dataclass(frozen=True, slots=True)
class Outer:
    """One with a switch, a key of which something else is made, and a section inside."""

    mode: str = key("outer.mode", MODES, "how", "off")
    depth: int = key(
        "outer.depth",
        WholeKind(1, 9),
        "how deep",
        switch="outer.mode",
        only_with=("on",),
        required_for=("on",),
        unset=0,
    )
    width: int = key(
        "outer.width", WholeKind(1, 9), "how wide", 3, idle_beside=(("outer.mode", "auto"),)
    )
    area: int = 0
    inner: Inner | None = section(Inner, build_inner)


OUTER = keys_of(Outer)


def given(text: str) -> Values:
    root, problems = parse(text, "x.yaml")
    assert isinstance(root.value, dict)
    values = read_mapping(OUTER, root.value, problems)
    assert problems == []
    return values


def filled(text: str) -> Outer:
    values = given(text)
    return fill(Outer, lambda name: values[name].value if name in values else OUTER[name].default)


def test_keys_come_in_the_order_of_the_fields_and_of_sections_inside() -> None:
    assert list(OUTER) == [
        "outer.mode",
        "outer.depth",
        "outer.width",
        "outer.inner.size",
        "outer.inner.wait",
    ]
    assert children(OUTER) == ["outer"]
    assert children(OUTER, "outer") == ["mode", "depth", "width", "inner"]


@pytest.mark.parametrize(
    ("text", "outer"),
    [
        ("{}", Outer()),
        ("outer: {mode: on, depth: 4}", Outer("on", 4)),
        ("outer: {inner: {size: 5}}", Outer(inner=Inner(5, 2.0))),
        ("outer: {inner: {wait: 1s}}", Outer()),
    ],
)
def test_a_section_is_filled_with_what_was_given_and_its_defaults(text: str, outer: Outer) -> None:
    assert filled(text) == outer


def test_what_is_derived_goes_before_a_keys_value() -> None:
    assert fill(Outer, lambda name: OUTER[name].default, area=9, width=4) == Outer(width=4, area=9)


def test_a_field_without_a_default_must_be_given() -> None:
    with pytest.raises(TypeError):
        fill(Inner, lambda name: None)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("outer: {mode: on}", ["x.yaml:1: outer.mode: on needs outer.depth"]),
        ("outer: {mode: on, depth: 1}", []),
        ("outer: {mode: off}", []),
        (
            "outer: {mode: auto, width: 1}",
            ["x.yaml:1: outer.width: does nothing with outer.mode auto"],
        ),
    ],
)
def test_what_keys_ask_of_each_other_is_checked(text: str, problems: list[str]) -> None:
    values = given(text)
    assert missing(OUTER, values) + conflicts(OUTER, values) == problems
    assert required(OUTER, values) == []


@pytest.mark.parametrize(
    ("text", "idle"),
    [("outer: {depth: 1}", True), ("outer: {mode: on}", False), ("outer: {mode: auto}", True)],
)
def test_a_key_is_idle_unless_its_switch_says_otherwise(text: str, idle: bool) -> None:
    assert is_idle(OUTER, OUTER["outer.depth"], given(text)) is idle


def test_why_a_key_is_idle_says_what_it_would_take() -> None:
    said = why_idle(OUTER, OUTER["outer.depth"], given("{}"))
    assert said == "does nothing with outer.mode off; want outer.mode on"
