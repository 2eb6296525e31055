"""Grammars of custom tools: read once by their text; see `engine.grammar`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sanic_mock.engine.grammar.terminals import GrammarError
from sanic_mock.engine.grammar.writer import GrammarWriter, Syntax
from sanic_mock.engine.offload import takes

MOST_KEPT = 128
_LETTER_US = 40  # what reading a grammar and writing its proof takes at most
_SYNTAXES: dict[str, Syntax] = {"regex": "regex", "lark": "lark"}


def grammar_in(form: Any) -> GrammarWriter | None:
    """Return what writes texts of a custom tool's format; None where any text will do.

    Args:
        form: `format`: of a response's tool, or of chat's, which has it one level down.
    """
    if not isinstance(form, dict) or form.get("type") != "grammar":
        return None
    inner = form.get("grammar", form)
    if not isinstance(inner, dict):
        return None
    syntax, definition = _SYNTAXES.get(str(inner.get("syntax"))), inner.get("definition")
    if syntax is None or not isinstance(definition, str):
        return None
    return _writer(syntax, definition)


@lru_cache(MOST_KEPT)
def _writer(syntax: Syntax, definition: str) -> GrammarWriter | None:
    """Return None for a grammar that cannot be read: how it is refused is in no recording."""
    takes(len(definition) * _LETTER_US)
    try:
        return GrammarWriter(syntax, definition)
    except GrammarError:
        return None
