"""Expressions of a grammar's terminals, in Python's syntax."""

from __future__ import annotations

import re

from sanic_mock.engine.schema.expressions import is_pattern
from sanic_mock.engine.schema.patterns import Pattern

# What `%import common.NAME` stands for, as the Lark parser's own library has it.
COMMON = {
    "DIGIT": "[0-9]",
    "HEXDIGIT": "[0-9a-fA-F]",
    "INT": "[0-9]+",
    "SIGNED_INT": "[+-]?[0-9]+",
    "DECIMAL": r"[0-9]+\.[0-9]+",
    "FLOAT": r"[0-9]+\.[0-9]+",
    "SIGNED_FLOAT": r"[+-]?[0-9]+\.[0-9]+",
    "NUMBER": r"[0-9]+(?:\.[0-9]+)?",
    "SIGNED_NUMBER": r"[+-]?[0-9]+(?:\.[0-9]+)?",
    "ESCAPED_STRING": '"[a-zA-Z0-9 ]*"',
    "LCASE_LETTER": "[a-z]",
    "UCASE_LETTER": "[A-Z]",
    "LETTER": "[a-zA-Z]",
    "WORD": "[a-zA-Z]+",
    "CNAME": "[a-zA-Z_][a-zA-Z0-9_]*",
    "WS_INLINE": " ",
    "WS": " ",
    "CR": "\r",
    "LF": "\n",
    "NEWLINE": "\n",
    "SH_COMMENT": "#[a-z ]*",
    "CPP_COMMENT": "//[a-z ]*",
    "C_COMMENT": r"/\*[a-z ]*\*/",
    "SQL_COMMENT": "--[a-z ]*",
}
# Classes that Python's expressions do not have, to some of their characters.
_CLASSES = {"L": "a-zA-Z", "Lu": "A-Z", "Ll": "a-z", "N": "0-9", "Nd": "0-9", "P": ".,;", "Z": " "}
_PROPERTY = re.compile(r"\\p\{(\w+)\}")
_POSIX = re.compile(r"\[:(alpha|digit|alnum|upper|lower|space):\]")
_POSIX_CLASSES = {"alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "upper": "A-Z",
                  "lower": "a-z", "space": " "}  # fmt: skip


class GrammarError(ValueError):
    """A grammar cannot be read, or no text of a reasonable size is in its language."""


def expression(text: str) -> Pattern:
    """Return what writes texts that match an expression from their first to their last character.

    Raises:
        GrammarError: it cannot be read.
    """
    plain = _POSIX.sub(lambda match: _POSIX_CLASSES[match[1]], text).replace(r"\z", r"\Z")
    plain = _PROPERTY.sub(_property, plain)
    if not is_pattern(plain):
        raise GrammarError(f"The expression cannot be read: {text[:80]}")
    return Pattern(plain)


def _property(match: re.Match[str]) -> str:
    chars = _CLASSES.get(match[1], "a-zA-Z")
    before = match.string[: match.start()]
    is_inside = before.count("[") - before.count("\\[") > before.count("]") - before.count("\\]")
    return chars if is_inside else f"[{chars}]"
