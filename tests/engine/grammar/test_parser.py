"""What is written for a grammar is read by the parser that the language comes from."""

from __future__ import annotations

from random import Random

import lark
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sanic_mock.engine.grammar.terminals import COMMON, GrammarError
from sanic_mock.engine.grammar.writer import GrammarWriter
from tests.engine.grammar.languages import LARK

ARITHMETIC = r"""
// as tools bring it
?start: sum
?sum: product
    | sum "+" product   -> add
    | sum "-" product   -> subtract
?product: atom
    | product "*" atom
    | product "/" atom
?atom: NUMBER
    | "-" atom
    | NAME
    | "(" sum ")"
%import common.CNAME -> NAME
%import common (NUMBER, WS_INLINE)
%ignore WS_INLINE
"""
JSON = r"""
?start: value
?value: object | array | STRING | NUMBER | "true" | "false" | "null"
array: "[" [value ("," value)*] "]"
object: "{" [pair ("," pair)*] "}"
pair: STRING ":" value
STRING: "\"" /[a-z ]/~0..12 "\""
NUMBER: ["-"] INT ["." INT]
%import common.INT
"""
QUERY = r"""
start: "SELECT" columns "FROM" NAME [where] [limit] ";"
columns: "*" | NAME ("," NAME)*
where: "WHERE" condition (("AND" | "OR") condition)*
condition: NAME OPERATOR (NUMBER | TEXT)
limit: "LIMIT" "1".."9"
OPERATOR: "=" | "<" | ">" | "<="
NAME: /(?!(SELECT|FROM|WHERE|AND|OR|LIMIT)\b)[a-z_]{2,8}/
TEXT: "'" /[a-z]*/ "'"
NUMBER: DIGIT+
%import common.DIGIT
%import common.WS
%ignore WS
"""
LISTED = 'start: [("- " item)+]\nitem: WORD (" " WORD)~0..2 "\\n"\n%import common.WORD'

WORDS = st.sampled_from(["a", "bc", "0", "+", "(", "xyz", "\\n", "é", '\\"'])
TERMINALS = st.one_of(
    WORDS.map('"{}"'.format),
    WORDS.map('"{}"i'.format),
    st.sampled_from(["/[a-c]/", "/[0-9]{1,3}/", "/x|yz/", "/[^a-y]/i", '"a".."f"', '"0".."3"']),
    st.sampled_from(["INT", "WORD", "SIGNED_NUMBER"]),
)
RULES = ("start", "one", "two", "three")
USED = st.sampled_from(RULES[1:])


def expressions(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return expressions of a grammar that are made of others."""
    some = st.lists(parts, min_size=1, max_size=3)
    return st.one_of(
        some.map(" ".join),
        some.map(lambda those: f"({' | '.join(those)})"),
        parts.map("[{}]".format),
        st.tuples(parts, st.sampled_from(["?", "*", "+", "~2", "~0..2", "~1..3"])).map(
            lambda both: f"({both[0]}){both[1]}"
        ),
    )


BODIES = st.recursive(TERMINALS | USED, expressions, max_leaves=8)


@st.composite
def grammars(draw: st.DrawFn) -> str:
    """Return grammars, of which some have no end."""
    bodies = [" | ".join(draw(st.lists(BODIES, min_size=1, max_size=3))) for _ in RULES]
    rules = [f"{name}: {body}" for name, body in zip(RULES, bodies, strict=True)]
    return "\n".join([*rules, "%import common (INT, WORD, SIGNED_NUMBER)"])


def parser_of(grammar: str) -> lark.Lark:
    """Return a parser that tries all that a terminal may match, as the language is defined."""
    return lark.Lark(grammar, lexer="dynamic_complete")


def is_read(parser: lark.Lark, text: str) -> bool:
    """Return whether a text is in a language, by its parser."""
    try:
        parser.parse(text)
    except lark.exceptions.UnexpectedInput:
        return False
    return True


@pytest.mark.parametrize("grammar", [ARITHMETIC, JSON, QUERY, LISTED, *(one for one, _ in LARK)])
def test_texts_are_read(grammar: str) -> None:
    parser, writer = parser_of(grammar), GrammarWriter("lark", grammar)

    texts = [writer.write(Random(seed)) for seed in range(40)]

    assert [text for text in texts if not is_read(parser, text)] == []


@given(grammars(), st.integers(0, 1 << 32))
@settings(max_examples=30, deadline=None)
def test_texts_of_any_grammar_are_read(grammar: str, seed: int) -> None:
    try:
        writer = GrammarWriter("lark", grammar)
    except GrammarError:
        assume(False)
    try:
        parser = parser_of(grammar)
    except lark.exceptions.GrammarError:  # the same twice, or what may be empty without end
        assume(False)

    text = writer.write(Random(seed))

    assume(len(text) < 400)
    assert is_read(parser, text), text


@pytest.mark.parametrize("name", sorted(COMMON))
def test_what_the_library_has_is_meant_as_there(name: str) -> None:
    grammar = f"start: {name}\n%import common.{name}"
    parser, writer = parser_of(grammar), GrammarWriter("lark", grammar)

    for seed in range(20):
        assert is_read(parser, text := writer.write(Random(seed))), text
