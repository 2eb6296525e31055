"""Makes strings for a stranger's regular expression, from its parse tree alone.

A string made from the tree matches by construction, save where the expression looks around, refers
back or asks for a word border: there the string is tried against it, if trying is cheap
(`matching.is_cheap`), and made again if it fails.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from random import Random
from typing import Any

from sanic_mock.engine.schema.char_classes import LIKELY, all_but, in_class, may_be_empty
from sanic_mock.engine.schema.expressions import REPEATS, WIDEST, parts, tree_of
from sanic_mock.engine.schema.matching import is_cheap, matches

MORE = 6  # repeats beyond the least, where there is no upper bound
TRIES = 32

# One writer adds characters to `out`; a span is how many repeats beyond the least it may add.
Span = tuple[int, int]
Write = Callable[[Random, Span, "_Draft", dict[int, str]], None]
_INEXACT = {"ASSERT", "ASSERT_NOT", "GROUPREF_EXISTS", "FAILURE"}


def _nothing(steps: int) -> None:
    """Count no steps."""


class _Draft(list[str]):
    """The characters that are written, and who is told of repeats."""

    __slots__ = ("spend",)

    def __init__(self, spend: Callable[[int], None]) -> None:
        super().__init__()
        self.spend = spend


class Pattern:
    """Writes strings for one expression; `is_pattern` must hold for it."""

    def __init__(self, pattern: str) -> None:
        tree = tree_of(pattern)
        ops = list(parts(tree))
        is_exact = not any(_is_inexact(op, argument) for op, argument, _ in ops)
        self._pattern = pattern
        self._try_steps = 1 + len(pattern) // 4
        self._is_tried = not is_exact and is_cheap(pattern)
        self._write = _sequence(tree, folds=bool(tree.state.flags & re.IGNORECASE))
        self._repeats = max(1, sum(op in REPEATS and not depth for op, _, depth in ops))
        self._is_padded = not any(op == "AT" for op, _, _ in ops) and is_exact

    def make(
        self,
        draws: Random,
        least: int = 0,
        most: int | None = None,
        spend: Callable[[int], None] = _nothing,
    ) -> str | None:
        """Return a string of `least` to `most` characters, or None where none was found.

        Args:
            draws: chance.
            least: characters.
            most: characters, or None for any number.
            spend: is told of each try's steps, and may raise.
        """
        room = WIDEST if most is None else most
        if least > room:
            return None
        extra, above = 0, WIDEST
        for attempt in range(TRIES):
            spend(self._try_steps)
            text = self._generate(draws, _span(attempt, extra), least, spend)
            if least <= len(text) <= room and self._is_good(text):
                return text
            if attempt == 0 or (attempt % 2 and attempt > 1):
                continue
            if len(text) > room:  # come back half of the way
                extra, above = extra // 2, extra
            elif len(text) < least:
                lack = max(1, (least - len(text)) // self._repeats)
                extra += min(lack, max(1, (above - extra) // 2))
        return None

    def _generate(self, draws: Random, span: Span, least: int, spend: Callable[[int], None]) -> str:
        out = _Draft(spend)
        self._write(draws, span, out, {})
        pad = least - len(out) if self._is_padded else 0
        spend(max(0, pad) // 4)
        return "".join(out) + "".join(draws.choices(string.ascii_lowercase, k=max(0, pad)))

    def _is_good(self, text: str) -> bool:
        return not self._is_tried or matches(self._pattern, text) is not False


def _span(attempt: int, extra: int) -> Span:
    """Return how many repeats to add: any few, then none, then what the length lacks, or about."""
    if attempt < 2:
        return (0, 0 if attempt else MORE)
    extra = min(extra, WIDEST)
    return (extra, extra) if attempt % 2 == 0 else (max(0, extra - 2), extra + 1)


def _is_inexact(op: str, argument: Any) -> bool:
    """Return whether what is made for an operation may not match, or nothing can be made."""
    if op == "AT":
        return "BOUNDARY" in str(argument)
    return op in _INEXACT or (op == "IN" and may_be_empty(argument))


def _sequence(tree: Any, *, folds: bool) -> Write:
    """Return what writes a sequence; `folds` is whether case is ignored in it."""
    writers = [_WRITERS.get(str(op), _skip)(argument, folds) for op, argument in tree]

    def write(draws: Random, span: Span, out: _Draft, groups: dict[int, str]) -> None:
        for one in writers:
            one(draws, span, out, groups)

    return writers[0] if len(writers) == 1 else write


def _skip(argument: Any, folds: bool) -> Write:
    return lambda draws, span, out, groups: None


def _literal(code: int, folds: bool) -> Write:
    char = chr(code)
    return lambda draws, span, out, groups: out.append(char)


def _one_of(chars: str) -> Write:
    return lambda draws, span, out, groups: out.append(draws.choice(chars))


def _in(items: Any, folds: bool) -> Write:
    chars = in_class(items, folds=folds)
    return _one_of(chars) if chars else _skip(items, folds)


def _branch(argument: Any, folds: bool) -> Write:
    branches = [_sequence(one, folds=folds) for one in argument[1]]
    return lambda draws, span, out, groups: draws.choice(branches)(draws, span, out, groups)


def _repeat(argument: Any, folds: bool) -> Write:
    least, most, tree = argument
    inside = _sequence(tree, folds=folds)
    least, most = int(least), min(int(most), WIDEST)

    def write(draws: Random, span: Span, out: _Draft, groups: dict[int, str]) -> None:
        low, high = (min(one, most - least) for one in span)
        few = (0, 0 if span[0] == span[1] else min(high, MORE) // 2)
        times = least + draws.randint(low, high)
        out.spend(1 + times // 2)
        for _ in range(times):
            if len(out) < WIDEST:
                inside(draws, few, out, groups)

    return write


def _group(argument: Any, folds: bool) -> Write:
    number, added, removed, tree = argument
    folds = bool((folds * re.IGNORECASE | added) & ~removed & re.IGNORECASE)
    inside = _sequence(tree, folds=folds)

    def write(draws: Random, span: Span, out: _Draft, groups: dict[int, str]) -> None:
        start = len(out)
        inside(draws, span, out, groups)
        groups[number] = "".join(out[start:])

    return inside if number is None else write


def _back(number: int, folds: bool) -> Write:
    return lambda draws, span, out, groups: out.append(groups.get(number, ""))


_WRITERS: dict[str, Callable[[Any, bool], Write]] = {
    "LITERAL": _literal,
    "NOT_LITERAL": lambda code, folds: _one_of(all_but(code, folds=folds)),
    "ANY": lambda argument, folds: _one_of(LIKELY),
    "IN": _in,
    "BRANCH": _branch,
    **dict.fromkeys(REPEATS, _repeat),
    "SUBPATTERN": _group,
    "GROUPREF": _back,
}
