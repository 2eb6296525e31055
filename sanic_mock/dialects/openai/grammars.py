"""Grammars of custom tools: read once by their text; see `engine.grammar`."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.bounded_cache import BoundedCache
from sanic_mock.engine.grammar.terminals import GrammarError
from sanic_mock.engine.grammar.writer import GrammarWriter, Syntax
from sanic_mock.engine.offload import takes

MOST_KEPT = 128
MOST_KEPT_BYTES = 1 << 20
_LETTER_US = 40  # what reading a grammar and writing its proof takes at most
_SYNTAXES: dict[str, Syntax] = {"regex": "regex", "lark": "lark"}


def guiding(definition: str) -> GrammarWriter | None:
    """Return what writes texts of a grammar in GBNF or Lark's language; None for no such one."""
    return _known("gbnf", definition)


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
    return _known(syntax, definition)


def _known(syntax: Syntax, definition: str) -> GrammarWriter | None:
    key = syntax, definition
    known = _kept.get(key)
    if known is None:
        known = (_read(syntax, definition),)
        _kept.keep(key, known, len(definition.encode()))
    return known[0]


# What writes each grammar, None where it cannot be read.
_kept: BoundedCache[tuple[GrammarWriter | None]] = BoundedCache(MOST_KEPT, MOST_KEPT_BYTES)


def _read(syntax: Syntax, definition: str) -> GrammarWriter | None:
    """Return None for a grammar that cannot be read: how it is refused is in no recording."""
    takes(len(definition) * _LETTER_US)
    try:
        return GrammarWriter(syntax, definition)
    except GrammarError:
        return None
