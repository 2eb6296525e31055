"""Reads the part of Lark's grammar language that grammars of tools are written in.

Rules, terminals, strings, expressions, `| ? * + ~ ( ) [ ]`, aliases, `%import common`, `%ignore`;
no templates, no priorities that decide, no look-around.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from sanic_mock.engine.grammar.nodes import (
    ENDLESS,
    Alternatives,
    Fixed,
    Following,
    Matching,
    Repeated,
    Rule,
    Symbol,
)
from sanic_mock.engine.grammar.terminals import COMMON, GrammarError, expression

LONGEST = 65_536
DEEPEST = 64
_MOST_DIGITS = 9
_RENAMING = 3  # a name, an arrow, and another name
_TOKEN = re.compile(
    r"""(?P<space>[ \t]+|//[^\n]*)|(?P<line>\r?\n)
    |(?P<string>"(?:\\.|[^"\\\n])*"i?)|(?P<regex>/(?!/)(?:\\.|[^/\\\n])+/[imslux]*)
    |(?P<name>[?!]?_?[A-Za-z][A-Za-z0-9_]*)|(?P<number>\d+)
    |(?P<mark>%\w+|\.\.|->|[:|()\[\]?*+~.,{}])""",
    re.VERBOSE,
)
_OPEN = {"(": ")", "[": "]"}

Token = tuple[str, str]


class Grammar:
    """The rules of one grammar.

    Attributes:
        start: where its texts begin.
        is_spaced: whether it ignores spaces between terminals.
    """

    def __init__(self, text: str) -> None:
        """Read a grammar.

        Raises:
            GrammarError: it cannot be read, or has no text of a reasonable depth.
        """
        if len(text) > LONGEST:
            raise GrammarError("The grammar is too long.")
        self._rules: dict[str, Rule] = {}
        self._symbols: list[Symbol] = []
        self.is_spaced = False
        for statement in _statements(text):
            self._read(statement)
        self._import_known()
        self._settle()
        self.start = self._rules.get("start", Rule("start"))
        if self.start.least >= ENDLESS:
            raise GrammarError("The grammar's start has no end.")

    def _read(self, tokens: Sequence[Token]) -> None:
        kind, text = tokens[0]
        if text == "%import":
            self._import([one for kind, one in tokens[1:] if kind == "name" or one == "->"])
        elif text == "%ignore":
            self._ignore(tokens[1:])
        elif kind == "name":
            colon = next((at for at, one in enumerate(tokens) if one[1] == ":"), 0)
            if not colon:
                raise GrammarError(f"The rule has no colon: {text}")
            body, at = self._alternatives(tokens, colon + 1, 0)
            if at < len(tokens):
                raise GrammarError(f"The rule cannot be read: {text}")
            self._rule(text.lstrip("?!")).body = body
        elif text != "%declare":
            raise GrammarError(f"The grammar cannot be read at: {text[:40]}")

    def _import(self, names: Sequence[str]) -> None:
        """Define terminals of the library; `common.A -> B` defines B."""
        if "->" in names:
            if len(names) < _RENAMING:
                raise GrammarError("An import has no name.")
            name, alias = names[-3], names[-1]
            self._rule(alias).body = self._common(name)
            return
        for name in names:
            if name != "common":
                self._rule(name).body = self._common(name)

    def _common(self, name: str) -> Symbol:
        if name not in COMMON:
            raise GrammarError(f"The grammar imports what there is not: {name}")
        return self._kept(Matching(expression(COMMON[name])))

    def _ignore(self, tokens: Sequence[Token]) -> None:
        text = "".join(one for _, one in tokens)
        self.is_spaced = self.is_spaced or "WS" in text.upper() or " " in text or r"\s" in text
        self.is_spaced = self.is_spaced or "SPACE" in text.upper()

    def _alternatives(self, tokens: Sequence[Token], at: int, depth: int) -> tuple[Symbol, int]:
        if depth > DEEPEST:
            raise GrammarError("The grammar is nested too deeply.")
        parts: list[Symbol] = []
        while True:
            part, at = self._sequence(tokens, at, depth)
            parts.append(part)
            if at >= len(tokens) or tokens[at][1] != "|":
                break
            at += 1
        return (parts[0] if len(parts) == 1 else self._kept(Alternatives(parts))), at

    def _sequence(self, tokens: Sequence[Token], at: int, depth: int) -> tuple[Symbol, int]:
        parts: list[Symbol] = []
        while at < len(tokens) and tokens[at][1] not in ("|", ")", "]"):
            if tokens[at][1] == "->":
                at += 2
                continue
            part, at = self._atom(tokens, at, depth)
            part, at = self._operated(part, tokens, at)
            parts.append(part)
        return self._kept(Following(parts)), at

    def _atom(self, tokens: Sequence[Token], at: int, depth: int) -> tuple[Symbol, int]:
        kind, text = tokens[at]
        if text in _OPEN:
            inner, end = self._alternatives(tokens, at + 1, depth + 1)
            if end >= len(tokens) or tokens[end][1] != _OPEN[text]:
                raise GrammarError("A bracket of the grammar is not closed.")
            return (inner if text == "(" else self._kept(Repeated(inner, 0, 1))), end + 1
        if kind == "name":
            return self._rule(text.lstrip("?!")), at + 1
        if kind == "regex":
            return self._kept(Matching(expression(_flagged(text)))), at + 1
        if kind != "string":
            raise GrammarError(f"The grammar cannot be read at: {text}")
        if at + 2 < len(tokens) and tokens[at + 1][1] == "..":
            span = f"[{re.escape(_text(text))}-{re.escape(_text(tokens[at + 2][1]))}]"
            return self._kept(Matching(expression(span))), at + 3
        return self._kept(Fixed(_text(text))), at + 1

    def _operated(self, part: Symbol, tokens: Sequence[Token], at: int) -> tuple[Symbol, int]:
        mark = tokens[at][1] if at < len(tokens) else ""
        if mark in ("?", "*", "+"):
            fewest, most = {"?": (0, 1), "*": (0, None), "+": (1, None)}[mark]
            return self._kept(Repeated(part, fewest, most)), at + 1
        if mark != "~":
            return part, at
        numbers = [one for _, one in tokens[at + 1 : at + 4]]
        is_span = len(numbers) == 3 and numbers[1] == ".." and numbers[2].isdigit()
        fewest = _number(numbers[0] if numbers else "")
        most = _number(numbers[2]) if is_span else fewest
        if most < fewest:
            raise GrammarError("More repeats are wanted than there may be.")
        return self._kept(Repeated(part, fewest, most)), at + (4 if is_span else 2)

    def _rule(self, name: str) -> Rule:
        if name not in self._rules:
            self._rules[name] = rule = Rule(name)
            self._symbols.append(rule)
        return self._rules[name]

    def _kept(self, symbol: Symbol) -> Symbol:
        self._symbols.append(symbol)
        return symbol

    def _import_known(self) -> None:
        """Define what is used and only the library has, which most mean by it."""
        for name, rule in list(self._rules.items()):
            if rule.body is None and name in COMMON:
                rule.body = self._common(name)

    def _settle(self) -> None:
        """Give every part its `least`, level by level."""
        pending = self._symbols
        for level in range(DEEPEST):
            reached = [(one, one.reach()) for one in pending]
            for one, reach in reached:
                if reach <= level:
                    one.least = reach
            left = [one for one, reach in reached if reach > level]
            if not left:
                return
            pending = left


def _statements(text: str) -> Iterator[list[Token]]:
    """Yield the tokens of each statement; one goes on where a line begins with `|`."""
    statement: list[Token] = []
    is_fresh = True
    depth = 0
    for kind, token in _tokens(text):
        if kind == "line":
            is_fresh = True
            continue
        begins = is_fresh and depth == 0 and (kind == "name" or token.startswith("%"))
        if begins and statement:
            yield statement
            statement = []
        depth += (token in _OPEN) - (token in _OPEN.values()) if kind == "mark" else 0
        is_fresh = False
        statement.append((kind, token))
    if statement:
        yield statement


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise GrammarError(f"The grammar cannot be read at: {text[at : at + 40]}")
        at = match.end()
        if match.lastgroup != "space":
            yield str(match.lastgroup), match[0]


def _number(text: str) -> int:
    if not text.isdigit() or len(text) > _MOST_DIGITS:
        raise GrammarError("A number of repeats is no number.")
    return int(text)


def _text(quoted: str) -> str:
    """Return the text of a string; "i" behind it allows either case."""
    try:
        return str(ast.literal_eval(quoted.removesuffix("i")))
    except (ValueError, SyntaxError):
        raise GrammarError(f"The text cannot be read: {quoted[:40]}") from None


def _flagged(regex: str) -> str:
    body, _, flags = regex[1:].rpartition("/")
    return body.replace(r"\/", "/") if not flags.strip("u") else f"(?{flags}){body}"
