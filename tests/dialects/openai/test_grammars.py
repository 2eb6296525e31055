"""Grammars of custom tools are read once, as long as they are not too long to be kept."""

from __future__ import annotations

import sys
from typing import Any

from sanic_mock.dialects.bounded_cache import LONGEST
from sanic_mock.dialects.openai.grammars import grammar_in
from tests.patient_work import patiently


def regex(definition: str) -> dict[str, Any]:
    """Return the format of a custom tool that is an expression."""
    return {"type": "grammar", "syntax": "regex", "definition": definition}


def test_a_grammar_that_comes_again_is_not_read_again() -> None:
    writer = grammar_in(regex("[a-c]{4}"))

    assert writer is not None
    assert grammar_in(regex("[a-c]{4}")) is writer


def test_a_grammar_that_cannot_be_read_lets_any_text_do_each_time() -> None:
    assert [grammar_in(regex("(")) for _ in range(2)] == [None, None]


def test_nothing_holds_a_long_grammar_once_it_was_read() -> None:
    definition = "a" * (LONGEST + 1)
    before = sys.getrefcount(definition)

    patiently(lambda: grammar_in(regex(definition)))

    assert sys.getrefcount(definition) == before
