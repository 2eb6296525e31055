"""What a grammar is made of, and how each part is written.

A node knows the least depth of rules in which it can end; within a room it writes only what fits,
so every text ends. Beyond `SOFT` pieces each node takes its shortest way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from sanic_mock.engine.grammar.terminals import GrammarError
from sanic_mock.engine.schema.patterns import Pattern

ENDLESS = 1 << 30
ROOM = 24  # rules inside each other
SOFT = 120  # pieces
HARD = 4_000
MORE = 3  # repeats beyond the least


class Writing:
    """One text while it is written.

    Attributes:
        draws: chance.
        pieces: what is written.
        is_spaced: whether terminals may have a space between them.
    """

    def __init__(self, draws: Random, spend: Callable[[int], None], *, is_spaced: bool) -> None:
        self.draws = draws
        self.spend = spend
        self.pieces: list[str] = []
        self.is_spaced = is_spaced

    @property
    def is_long(self) -> bool:
        """Whether every node is to take its shortest way."""
        return len(self.pieces) > SOFT

    def add(self, text: str) -> None:
        """Write a terminal, apart from the one before it where they would become one."""
        self.spend(1 + len(text) // 8)
        last = self.pieces[-1][-1:] if self.pieces else ""
        if self.is_spaced and _is_word(last) and _is_word(text[:1]):
            self.pieces.append(" ")
        self.pieces.append(text)
        if len(self.pieces) > HARD:
            raise GrammarError("Texts of the grammar are too long.")


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


class Symbol:
    """A part of a grammar.

    Attributes:
        least: rules inside each other that it takes at least.
    """

    least = ENDLESS

    def reach(self) -> int:
        """Return `least` as far as the parts below know theirs."""
        return 0

    def write(self, writing: Writing, room: int) -> None:
        """Write one text; `room` is at least `least`."""
        raise NotImplementedError


class Fixed(Symbol):
    """A text as it is."""

    def __init__(self, text: str) -> None:
        self._text = text

    def write(self, writing: Writing, room: int) -> None:
        writing.add(self._text)


class Matching(Symbol):
    """A text that matches an expression."""

    def __init__(self, pattern: Pattern) -> None:
        self._pattern = pattern

    def write(self, writing: Writing, room: int) -> None:
        text = self._pattern.make(writing.draws, spend=writing.spend)
        if text is None:
            raise GrammarError("No text matches an expression of the grammar.")
        writing.add(text)


class Rule(Symbol):
    """A rule or terminal by its name; a terminal's own parts stand close together."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.body: Symbol | None = None

    def reach(self) -> int:
        return ENDLESS if self.body is None else min(ENDLESS, self.body.least + 1)

    def write(self, writing: Writing, room: int) -> None:
        assert self.body is not None
        if not self.name.lstrip("_").isupper():
            self.body.write(writing, room - 1)
            return
        inner = Writing(writing.draws, writing.spend, is_spaced=False)
        self.body.write(inner, room - 1)
        writing.add("".join(inner.pieces))


class Following(Symbol):
    """Parts, one after another."""

    def __init__(self, parts: Sequence[Symbol]) -> None:
        self._parts = parts

    def reach(self) -> int:
        return max((part.least for part in self._parts), default=0)

    def write(self, writing: Writing, room: int) -> None:
        for part in self._parts:
            part.write(writing, room)


class Alternatives(Symbol):
    """One of several parts."""

    def __init__(self, parts: Sequence[Symbol]) -> None:
        self._parts = parts

    def reach(self) -> int:
        return min(part.least for part in self._parts)

    def write(self, writing: Writing, room: int) -> None:
        most = self.least if writing.is_long else room
        able = [part for part in self._parts if part.least <= most]
        writing.draws.choice(able).write(writing, room)


class Repeated(Symbol):
    """A part several times."""

    def __init__(self, part: Symbol, fewest: int, most: int | None) -> None:
        self._part = part
        self._fewest = fewest
        self._most = fewest + MORE if most is None else most

    def reach(self) -> int:
        return self._part.least if self._fewest else 0

    def write(self, writing: Writing, room: int) -> None:
        is_short = writing.is_long or self._part.least > room
        most = self._fewest if is_short else min(self._most, self._fewest + MORE)
        for _ in range(writing.draws.randint(self._fewest, most)):
            self._part.write(writing, room)
