"""`regex` finds by a rewritten expression what Python's `re` finds by its own."""

from __future__ import annotations

import re
import warnings

import pytest
import regex
from hypothesis import assume, given
from hypothesis import strategies as st

from sanic_mock.engine.answers.regex_syntax import as_regex

# What expressions are drawn of: groups and their flags, comments, repeats, sets, and letters.
_PARTS = (
    *("(?x:", "(?-x:", "(?x)", "(?i:", "(?x-i:", "(?s-x:", "(?:", "(", "(?P<n>", "(?=", "(?!"),
    *("(?>", "(?(1)", "(?i)", "(?xs)", ")", ")", ")", "(?P=n)", r"\1"),
    *("#", "#", "\n", "\n", " ", " ", "\t", "\v", "\x1c", "\xa0", "(?#", "(?#x)", "\\"),
    *("{", "}", "{2}", "{e}", "{,2}", "{ 2 }", "*", "+", "?", "|"),
    *("[", "]", "[^", "[:alpha:]", "-", ":", r"\[", r"\(", r"\)", r"\#", "\\ ", "\\\n"),
    *("a", "b", "e", "1", "2", "=", ".", "^", "$", r"\d", r"\N{DIGIT ONE}"),
)
_TEXT = st.text("aab12# \n()[]{}e:x-.|\\\t\v\x1c\xa0A", max_size=10)


@st.composite
def expressions(draw: st.DrawFn) -> str:
    """Return one that Python's `re` reads, verbose or not."""
    parts = "".join(draw(st.lists(st.sampled_from(_PARTS), min_size=1, max_size=12)))
    expression = draw(st.sampled_from(("{}", "(?x:{})", "(?x){}"))).replace("{}", parts)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            re.compile(expression)
        except (re.error, OverflowError):
            assume(False)
    return expression


@pytest.mark.filterwarnings("ignore:Possible nested set", "ignore:Possible set difference")
@given(expression=expressions(), texts=st.lists(_TEXT, min_size=1, max_size=8))
def test_what_is_found_is_what_re_finds(expression: str, texts: list[str]) -> None:
    pattern = re.compile(expression)
    rewritten = regex.compile(as_regex(pattern))
    for text in texts:
        expected, found = pattern.search(text), rewritten.search(text)
        assert (found and (found.span(), found.groups())) == (
            expected and (expected.span(), expected.groups())
        )


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        ("rain|snow{2}", "rain|snow{2}"),
        ("x{e}", r"x\{e}"),
        ("a # {e}", r"a # \{e}"),
        ("(?x) a # {e}", "(?#)a(?#)"),
        ("(?xi)a", "(?i)a"),
        ("(?x:a # [\n{e} [#[])b # c", r"(?:a(?#)\{e}(?#)[#\[])b # c"),
        ("(?x: a (?-x: # ) # )\n)", "(?:(?#)a(?#)(?: # )(?#))"),
        ("(?x: (a # (\n) # b\n)#", "(?:(?#)(a(?#))(?#))#"),
        ("(?i-x: #)", "(?i: #)"),
        (r"(?x: \# \  [ #] )", r"(?:(?#)\#(?#)\ (?#)[ #](?#))"),
        ("(?x)(a)\\1 2", r"(a)\1(?#)2"),
        ("(?x)a # b\\\n c\n d", "a(?#)d"),
        (r"(?#a\){e})b", "(?#)b"),
        ("(?x)a {2}", "a(?#){2}"),
    ],
)
def test_only_what_differs_is_changed(expression: str, written: str) -> None:
    assert as_regex(re.compile(expression)) == written
