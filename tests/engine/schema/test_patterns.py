"""Strings are made for a pattern from its parse tree, and strangers' patterns cost little."""

from __future__ import annotations

import re
import time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanic_mock.engine.schema.expressions import is_pattern
from sanic_mock.engine.schema.matching import is_cheap, matches
from sanic_mock.engine.schema.patterns import Pattern

PATTERNS = [
    r"^abc$",
    r"",
    r"^$",
    r"^[A-Z]{2}-\d{3}$",
    r"^(red|green|blue)$",
    r"^(?:a|bc|d{2,3})+$",
    r"^\S+@\S+\.\S+$",
    r"^[^abc]$",
    r"^[^a-zA-Z0-9]{3}$",
    r"^[\w.-]+$",
    r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$",
    r"^\D\W\S\s$",
    r"^a.c$",
    r"^a*?b+?c??$",
    r"^(ab?){2,4}$",
    r"^(\w)(\d)\2\1$",
    r"^(?P<q>['\"])x(?P=q)$",
    r"^(?!abc)[a-c]{3}$",
    r"^(?=.*\d)(?=.*[a-z])\w{6,}$",
    r"\bword\b",
    r"^[\u4e00-\u9fff]{2}$",
    r"^[[a]$",
    r"(?i)^ABC$",
    r"^x{0}$",
    r"^[^x]x$",
    r"(?i)^[^a-y]{4}$",
    r"(?i)^[^qX]{9}$",
    r"(?i)^[^q]{40}$",
    r"^(?i:[^a-y])[^A-Z]$",
    r"(?i)^(?-i:[^a-z]){4}[^a-z]{4}$",
    r"(?i)^[^ -Z]+$",
    r"^[^\x00-\x7f]$",
    r"^[^\x00-\xff]$",
    r"^[^ -\uffff]$",
    r"^[^ -~\w]$",
    r"^[^ -~\W]$",
    r"^[^ -~é]$",
]


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_a_made_string_matches(pattern: str) -> None:
    maker = Pattern(pattern)

    for seed in range(80):
        text = maker.make(Random(seed))
        assert text is not None
        assert re.search(pattern, text), text


@pytest.mark.parametrize(
    ("pattern", "least", "most"),
    [
        (r"^[a-z]+$", 40, 44),
        (r"^[a-z]*$", 0, 0),
        (r"^(ab)*$", 10, 10),
        (r"^\d{2,9}$", 8, 8),
        (r"[0-9]", 25, 25),
        (r"^a{1,500}$", 500, 500),
        (r"^(\w+ )*\w+$", 100, 400),
    ],
)
def test_lengths_are_kept(pattern: str, least: int, most: int) -> None:
    for seed in range(40):
        text = Pattern(pattern).make(Random(seed), least, most)
        assert text is not None
        assert least <= len(text) <= most
        assert re.search(pattern, text)


@pytest.mark.parametrize(
    "pattern", [r"^[^\w\W]$", r"[^\s\S]", r"^a[^\d\D]?b[^ -\U0010ffff\x00-\x1f]$"]
)
def test_a_class_of_nothing_is_no_string(pattern: str) -> None:
    assert Pattern(pattern).make(Random(1)) is None


def test_a_length_that_cannot_be_is_no_string() -> None:
    assert Pattern("^abc$").make(Random(1), 5, 9) is None


def test_javascript_s_named_groups_are_read() -> None:
    text = Pattern(r"^(?<year>\d{4})-Q[1-4]$").make(Random(1))

    assert re.fullmatch(r"\d{4}-Q[1-4]", text or "")


BOMBS = [
    "^(a+)+$",
    "(" * 90 + "a" + ")*" * 90,
    "(" * 90 + ")*" * 90,
    "(a*b*c*){20}" * 20,
    "((a{0,90}){0,90}){0,90}",
    "(?=(a|a)*b)" * 30,
    "(.)" + r"\1*" * 99,
    "[\u0000-\U0010ffff]" * 30,
    "|".join("a" * 400),
]


@pytest.mark.parametrize("bomb", BOMBS, ids=[bomb[:20] for bomb in BOMBS])
@pytest.mark.parametrize(("least", "most"), [(0, None), (500, 600), (0, 1)])
def test_a_bomb_takes_a_bounded_time(bomb: str, least: int, most: int | None) -> None:
    start = time.process_time()

    if is_pattern(bomb):
        Pattern(bomb).make(Random(1), least, most)
        matches(bomb, "a" * 63 + "!")

    assert time.process_time() - start < 3


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab[](){}|*+?.^$\\d-,1<=!:P", max_size=24))
@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
def test_whatever_the_pattern_a_made_string_matches_or_there_is_none(pattern: str) -> None:
    if not is_pattern(pattern):
        return
    text = Pattern(pattern).make(Random(1))

    if (
        text is not None
        and is_cheap(pattern)
        and len(text) < 64
        and not re.search(r"[\^$\\]", pattern)
    ):
        assert re.search(pattern, text)
