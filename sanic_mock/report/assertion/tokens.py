"""The words of an assertion, and where each stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from sanic_mock.units import quoted

Kind = Literal["figure", "quantity", "operator", "keyword", "open", "close", "end"]

KEYWORDS = ("and", "or", "not")
OPERATORS = ("<=", ">=", "==", "!=", "<", ">")
_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<quantity>[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?[A-Za-zµ]*)"
    r"|(?P<figure>[A-Za-z_][\w.]*)"
    rf"|(?P<operator>{'|'.join(OPERATORS)})"
    r"|(?P<open>\()|(?P<close>\))",
    re.ASCII,
)
# What others write, and what it is here.
_ELSEWHERE = {"&&": "and", "||": "or", "!": "not", "=": "==", "<>": "!=", "=>": ">=", "=<": "<="}


class Token(NamedTuple):
    """One word.

    Attributes:
        kind: what it is.
        text: as it was written.
        start: its place in the text.
    """

    kind: Kind
    text: str
    start: int

    @property
    def stop(self) -> int:
        """The place behind it."""
        return self.start + len(self.text)


class AssertionProblem(Exception):  # noqa: N818, what is wrong with what somebody wrote
    """What is wrong, and where.

    Args:
        message: what.
        start: the place in the text.
    """

    def __init__(self, message: str, start: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of an assertion, and last its end.

    Raises:
        AssertionProblem: there is something that is no word.
    """
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise AssertionProblem(_no_word(text, at), at)
        at = found.end()
        if found.lastgroup != "space":
            yield _token(found)
    yield Token("end", "", len(text))


def _token(found: re.Match[str]) -> Token:
    kinds: dict[str | None, Kind] = {
        "quantity": "quantity",
        "figure": "keyword" if found[0] in KEYWORDS else "figure",
        "operator": "operator",
        "open": "open",
        "close": "close",
    }
    return Token(kinds[found.lastgroup], found[0], found.start())


def _no_word(text: str, at: int) -> str:
    for length in (2, 1):
        if (written := text[at : at + length]) in _ELSEWHERE:
            return f"{quoted(written)} is not known; write {_ELSEWHERE[written]}"
    return f"{quoted(text[at])} is not expected"
