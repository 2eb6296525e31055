"""Grammars of GBNF have the same texts in Lark's language."""

from __future__ import annotations

import re
from random import Random

import pytest

from sanic_mock.engine.grammar.gbnf import as_lark
from sanic_mock.engine.grammar.writer import GrammarWriter

ROWS = [
    ('root ::= "yes" | "no"', "yes|no"),
    ('root ::= [a-z]+ " " [0-9/]{2}', "[a-z]+ [0-9/]{2}"),
    ('root ::= "x"{1,3} "y"{2,}', "x{1,3}y{2,}"),
    (
        'root ::= item ("," item)* # list\nitem ::= "\\"" [^"\\\\]+ "\\""',
        r'"[^"\\]+"(,"[^"\\]+")*',
    ),
    ('root ::= a-name\n  | "::="\na-name ::= Word\nWord ::= "w"', "w|::="),
    ('root   ::= expr\nexpr   ::= term | "(" expr ")"\nterm ::= "1"', r"\(*1\)*"),
    ('start: WORD "-" WORD\nWORD: /[a-z]+/', "[a-z]+-[a-z]+"),
]


@pytest.mark.parametrize(("grammar", "pattern"), ROWS)
def test_all_texts_are_of_the_grammar(grammar: str, pattern: str) -> None:
    writer = GrammarWriter("gbnf", grammar)
    for seed in range(50):
        text = writer.write(Random(seed))
        assert re.fullmatch(pattern, text), text


@pytest.mark.parametrize("unclosed", ["[" * 60_000, "[a" * 30_000, '"' + r"\"" * 30_000, r"[a\]"])
def test_what_is_never_closed_stays_as_it_is(unclosed: str) -> None:
    assert as_lark(f"root ::= {unclosed}") == f"start : {unclosed}"
