"""A profile's regular expressions find what Python's do, and no text holds them up."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.answers import expressions
from sanic_mock.engine.answers.expressions import longest_text, searching
from sanic_mock.engine.answers.rules import Rules
from sanic_mock.units import quoted
from tests.rules import asked, chosen, entries

# Each takes hours on its text, by `re`.
BOMBS = [
    (r"(a+)+$", "a" * 60 + "!"),
    (r"^(\w+\s?)*$", "word " * 40 + "!"),
    (r"(?=((a+)+)$)a", "a" * 60 + "!"),
    (r"(a*)*\1b", "a" * 60),
    ("a?" * 60 + "a" * 60, "a" * 59),
    (r"(?:a|a)" * 60 + "b", "a" * 60),
]
GIVEN_UP = [
    (r"^(a|aa)+$", "a" * 90 + "!"),
    (r"(.*),(.*),(.*),(.*),(.*)!", "," * 5_000),
]
NESTED = pytest.mark.filterwarnings("ignore:Possible nested set")
EVERYDAY = [
    r"rain|snow",
    r"(?i)^say (?P<what>.*)",
    r"number (\d+)(?: of (\d+))?",
    r"(ab|a)(bc|c)*$",
    r"\b(\w)\w*\1\b",
    r"[^a-c]{2,3}?x",
    r"(?m)^a.*$|b(?!c)",
    r"(?P<q>['\"]).*?(?P=q)",
    "",
    "x{e}|a{1}",
    r"[{2x]\{?",
    r"\\{e}|\\\\{2}",
    r"\N{DIGIT ONE}|[\N{DIGIT TWO}]",
    r"[\[:an:]x]?|[:a]|[]\[:]",
    "(?#[)[abc]|(?#{)x",
    "(?x) a{2} # [ {\n | [#[b] # ]\n | \\# [c]",
    "(?x: # [\n b{e} | a # ]\n )[cx]",
    "(?x) (?-x: {e}) | c # [\n | x{e} # ]\n",
    pytest.param("[[:an:]x]?", marks=NESTED),
    pytest.param("[x[:an:]]?", marks=NESTED),
    pytest.param("#?[x[:an:]]?", marks=NESTED),
]


@pytest.mark.parametrize(("expression", "text"), BOMBS)
def test_no_text_holds_up_a_search(expression: str, text: str) -> None:
    """It would go on for hours; what is not there is not found."""
    assert searching(expression)([text]) is None


# Each text takes some ms, or less than is given up.
MANY = [
    (r"^(a|aa)+$", "a" * 23 + "!"),
    (r"(.*),(.*),(.*)!", "," * 30),
    (r"(\w+)+$", "a" * 17 + "!"),
]


@pytest.mark.parametrize(("expression", "text"), MANY)
def test_many_texts_hold_up_a_request_no_longer_than_one(expression: str, text: str) -> None:
    """All of them would take a minute and more."""
    assert searching(expression)([text] * 1_000_000) is None


def test_what_is_found_is_found_in_the_first_text_that_has_it() -> None:
    for expression in (r"(b)(\d)", r"((b)\d)+"):
        found = searching(expression)(["a1", "b2", "b3"])
        assert found is not None
        assert found[0] == "b2"


@pytest.mark.parametrize(("expression", "text"), GIVEN_UP)
def test_what_is_given_up_is_said_once_for_each_expression(
    expression: str, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    expressions._say.cache_clear()
    for _ in range(2):
        assert searching(expression)([text]) is None
    (record,) = caplog.records
    assert f"regular expression {quoted(expression)} took longer than 20 ms" in record.message


def test_a_rule_whose_expression_is_given_up_does_not_match() -> None:
    rules = Rules(entries(r"[{match: {user: {regex: '^(a|aa)+$'}}, text: a}, {text: b}]"))
    assert chosen(rules, asked(user="a" * 90 + "!")) == 1
    assert chosen(rules, asked(user="a" * 60)) == 0


def test_a_rule_of_any_text_gives_up_once_for_all_texts() -> None:
    """Its texts are as many as a client likes."""
    rules = Rules(entries(r"[{match: {any: {regex: '^(a|aa)+$'}}, text: a}, {text: b}]"))
    assert chosen(rules, asked(texts=("a" * 90 + "!",) * 10_000)) == 1
    assert chosen(rules, asked(texts=("b", "a" * 60))) == 0


@pytest.mark.parametrize("most_steps", [0, expressions.MOST_STEPS])
@pytest.mark.parametrize("expression", EVERYDAY)
@given(text=st.text("abcx 12of'\"Says\nrinwu{}[:]\\", max_size=40))
def test_what_is_found_is_what_re_finds(expression: str, most_steps: int, text: str) -> None:
    """Whichever of the two engines searches: with no steps allowed it is never Python's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(expressions, "MOST_STEPS", most_steps)
        found = searching.__wrapped__(expression)([text])
    expected = re.search(expression, text)
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert found.span() == expected.span()
    assert found.groups() == expected.groups()
    assert found.groupdict() == expected.groupdict()


@pytest.mark.parametrize(
    ("expression", "longest"),
    [
        ("hello", 1_000_000),
        ("rain|snow", 500_000),
        ("colou?r", 500_000),
        (".*x", 1_000),
        ("(.*) to (.*)", 100),
        ("a{2,5}", 250_000),
        ("(a+)+", -1),
        ("(ab|cd)*", -1),
        ("(?:ab)+", 1_000),
        (r"(a)\1", -1),
        ("a?" * 20, 1),
    ],
)
def test_how_long_a_text_may_be_for_pythons_own_engine(expression: str, longest: int) -> None:
    assert longest_text(expression) == longest
