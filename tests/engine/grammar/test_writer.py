"""Texts that are written for a grammar are in its language."""

from __future__ import annotations

import re
import time
from random import Random

import pytest

from sanic_mock.engine.grammar.maker import GrammarMaker
from sanic_mock.engine.grammar.terminals import GrammarError
from sanic_mock.engine.grammar.writer import GrammarWriter, Syntax
from sanic_mock.engine.schema.budget import StepBudget
from tests.engine.grammar.languages import LARK

REGEX = [
    "[0-9]{4}-[0-9]{2}",
    r"^(?P<month>January|March) \d{1,2}$",
    "(?i)ok|no",
    "[a-z]+@[a-z]+",
    "a{3}",
    r"(\+1)? ?\(\d{3}\)",
    ".+",
    r"[^,]{2,4},\s",
]


@pytest.mark.parametrize(("grammar", "language"), LARK, ids=[one for one, _ in LARK])
def test_texts_of_a_grammar_are_in_its_language(grammar: str, language: str) -> None:
    writer = GrammarWriter("lark", grammar)

    for seed in range(40):
        text = writer.write(Random(seed))
        assert re.fullmatch(language, text), text


@pytest.mark.parametrize("expression", REGEX)
def test_texts_of_an_expression_match_it_as_a_whole(expression: str) -> None:
    writer = GrammarWriter("regex", expression)

    for seed in range(40):
        text = writer.write(Random(seed))
        assert re.fullmatch(expression, text), text


@pytest.mark.parametrize(("expression", "language"), [
    (r"\p{L}{2}\p{N}", "[a-zA-Z]{2}[0-9]"),
    (r"[\p{Lu}_]+", "[A-Z_]+"),
    (r"\[\p{Lu}\]", r"\[[A-Z]\]"),
    (r"[a-c]\p{Nd}[x\p{N}]", "[a-c][0-9][x0-9]"),
    (r"[\]\p{Nd}]", r"[\]0-9]"),
    ("[[:digit:]]{2}", "[0-9]{2}"),
    (r"a\z", "a"),
])  # fmt: skip
def test_classes_of_other_dialects_are_known(expression: str, language: str) -> None:
    assert re.fullmatch(language, GrammarWriter("regex", expression).write(Random(1)))


@pytest.mark.parametrize(
    ("syntax", "definition"),
    [
        ("lark", ""),
        ("lark", "start: start"),
        ("lark", 'a: "x"'),
        ("lark", 'start: ("a"'),
        ("lark", "start: other"),
        ("lark", 'start "a"'),
        ("lark", "start: /(/"),
        ("lark", "start: €"),
        ("lark", 'start: "a"~x'),
        ("lark", 'start: "a"~2..1'),
        ("lark", 'start: "a"~' + "1" * 5000),
        ("lark", 'start: "a"~1..' + "1" * 5000),
        ("lark", "start: INT\n%import ->"),
        ("gbnf", 'root ::= "a"{2,1}'),
        ("gbnf", 'root ::= "a"{' + "1" * 5000 + "}"),
        ("gbnf", 'root ::= "a"{1,' + "1" * 5000 + "}"),
        ("gbnf", "root ::= " + "[" * 60_000),
        ("gbnf", "root ::= " + '"' + r"\"" * 30_000),
        ("lark", "start: X\n%import common.NOTHING"),
        ("lark", "start: " + "(" * 500),
        ("lark", "start: a\n" + "".join(f"a{n}: a{n + 1}\n" for n in range(200))),
        ("lark", 'start: "' + "a" * 70_000 + '"'),
        ("lark", "start: a~5000\na: b~5000\nb: /x/"),
        ("lark", 'start: "' + "a" * 800 + '"~300'),
        ("regex", "("),
        ("regex", "a{100000}"),
    ],
)
def test_what_cannot_be_read_or_ended_is_an_error(syntax: Syntax, definition: str) -> None:
    start = time.process_time()

    with pytest.raises(GrammarError):
        GrammarWriter(syntax, definition)

    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("grammar", "texts"),
    [
        ('start: "a" | "b" "c"', {"a", "bc"}),
        ('start: "a"~2..4', {"aa", "aaa", "aaaa"}),
        ('start: "a"~2', {"aa"}),
        ('start: "a"?', {"", "a"}),
        ('start: "a"*', {"", "a", "aa", "aaa"}),
        ('start: "a"+', {"a", "aa", "aaa", "aaaa"}),
        ('start: ["-"] ("0" | "1")', {"0", "1", "-0", "-1"}),
        ('start: "a".."c" | part\npart: "x" "y"?', {"a", "b", "c", "x", "xy"}),
    ],
)
def test_all_of_a_small_language_is_written(grammar: str, texts: set[str]) -> None:
    writer = GrammarWriter("lark", grammar)

    assert {writer.write(Random(seed)) for seed in range(200)} == texts


def test_a_recursive_grammar_ends() -> None:
    writer = GrammarWriter("lark", 'start: "[" (start ("," start)*)? "]" | "x"')

    assert max(len(writer.write(Random(seed))) for seed in range(100)) < 5_000


@pytest.mark.parametrize("steps", [0, 1, 5, 20])
def test_what_may_cost_little_is_of_the_grammar_all_the_same(steps: int) -> None:
    writer = GrammarWriter("lark", 'start: item ("," item)~2..9\nitem: /[a-z]{3}/')

    for seed in range(20):
        text = writer.write(Random(seed), StepBudget(steps))
        assert re.fullmatch("[a-z]{3}(,[a-z]{3}){2,9}", text), text


def test_a_maker_of_a_grammar_makes_its_texts() -> None:
    writer = GrammarWriter("regex", "[a-z]{8}")

    assert GrammarMaker(writer).make(Random(3)) == writer.write(Random(3))
    assert GrammarMaker(writer).make(Random(3), budget=StepBudget(0)) == writer.write(
        Random(3), StepBudget(0)
    )


def test_texts_differ_and_come_again() -> None:
    writer = GrammarWriter("regex", "[a-z]{8}")

    assert writer.write(Random(1)) == writer.write(Random(1))
    assert len({writer.write(Random(seed)) for seed in range(9)}) == 9
