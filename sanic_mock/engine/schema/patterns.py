"""Makes strings for a stranger's regular expression, from its parse tree alone.

A string made from the tree matches by construction, save where the expression looks around, refers
back or asks for a word border: there the string is tried against it, if trying is cheap
(`matching.is_cheap`), and made again if it fails.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from random import Random
from typing import Any

from sanic_mock.engine.schema.expressions import REPEATS, WIDEST, parts, tree_of
from sanic_mock.engine.schema.matching import is_cheap, matches

MORE = 6  # repeats beyond the least, where there is no upper bound
TRIES = 32
PRINTABLE = list(map(chr, range(32, 127)))
LIKELY = string.ascii_letters + string.digits

# One writer adds characters to `out`; a span is how many repeats beyond the least it may add.
Span = tuple[int, int]
Write = Callable[[Random, Span, "_Draft", dict[int, str]], None]
_INEXACT = {"ASSERT", "ASSERT_NOT", "GROUPREF_EXISTS", "NOT_LITERAL_IGNORE", "FAILURE"}
_CATEGORIES = {
    "CATEGORY_DIGIT": string.digits,
    "CATEGORY_SPACE": " ",
    "CATEGORY_WORD": LIKELY + "_",
}


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
        is_exact = not any(op in _INEXACT or _is_border(op, argument) for op, argument, _ in ops)
        self._pattern = pattern
        self._try_steps = 1 + len(pattern) // 4
        self._is_tried = not is_exact and is_cheap(pattern)
        self._write = _sequence(tree)
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


def _is_border(op: str, argument: Any) -> bool:
    return op == "AT" and "BOUNDARY" in str(argument)


def _sequence(tree: Any) -> Write:
    writers = [_WRITERS.get(str(op), _skip)(argument) for op, argument in tree]

    def write(draws: Random, span: Span, out: _Draft, groups: dict[int, str]) -> None:
        for one in writers:
            one(draws, span, out, groups)

    return writers[0] if len(writers) == 1 else write


def _skip(argument: Any) -> Write:
    return lambda draws, span, out, groups: None


def _literal(code: int) -> Write:
    char = chr(code)
    return lambda draws, span, out, groups: out.append(char)


def _one_of(chars: str) -> Write:
    return lambda draws, span, out, groups: out.append(draws.choice(chars))


def _in(items: Any) -> Write:
    is_negated = str(items[0][0]) == "NEGATE"
    chars = "".join(map(_members, items[is_negated:]))
    if is_negated:
        chars = "".join(char for char in PRINTABLE if char not in chars) or "\u00e9"
    likely = "".join(char for char in chars if char in LIKELY)
    return _one_of(likely if is_negated and likely else chars or "a")


def _members(item: tuple[Any, Any]) -> str:
    op, argument = str(item[0]), item[1]
    if op == "LITERAL":
        return chr(argument)
    if op == "RANGE":
        first, last = argument
        return "".join(map(chr, range(first, min(last, first + 255) + 1)))
    return _category(str(argument))


def _category(name: str) -> str:
    if name in _CATEGORIES:
        return _CATEGORIES[name]
    other = _CATEGORIES[name.replace("NOT_", "")]
    return "".join(char for char in PRINTABLE if char not in other)


def _not_literal(code: int) -> Write:
    return _one_of(LIKELY.replace(chr(code), ""))


def _branch(argument: Any) -> Write:
    branches = [_sequence(one) for one in argument[1]]
    return lambda draws, span, out, groups: draws.choice(branches)(draws, span, out, groups)


def _repeat(argument: Any) -> Write:
    least, most, tree = argument
    inside = _sequence(tree)
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


def _group(argument: Any) -> Write:
    number, _, _, tree = argument
    inside = _sequence(tree)

    def write(draws: Random, span: Span, out: _Draft, groups: dict[int, str]) -> None:
        start = len(out)
        inside(draws, span, out, groups)
        groups[number] = "".join(out[start:])

    return inside if number is None else write


def _back(number: int) -> Write:
    return lambda draws, span, out, groups: out.append(groups.get(number, ""))


_WRITERS: dict[str, Callable[[Any], Write]] = {
    "LITERAL": _literal,
    "NOT_LITERAL": _not_literal,
    "ANY": lambda argument: _one_of(LIKELY),
    "IN": _in,
    "BRANCH": _branch,
    **dict.fromkeys(REPEATS, _repeat),
    "SUBPATTERN": _group,
    "GROUPREF": _back,
}
