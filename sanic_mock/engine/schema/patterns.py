"""Makes strings for a stranger's regular expression, from its parse tree alone.

Python's parser reads the expression; nothing is run. A string made from the tree matches by
construction, save where the expression looks around, refers back or asks for a word border: there
the string is tried against it, if trying is cheap (`is_cheap`), and made again if it fails.
Matching a stranger's expression can take exponential time, so it is never tried in any other case,
nor against more than `LONGEST_TRY` characters.
"""

from __future__ import annotations

import math
import re
import string
import warnings
from collections.abc import Callable, Iterator
from functools import lru_cache
from random import Random
from re import _parser  # type: ignore[attr-defined]
from typing import Any

LONGEST_PATTERN = 1_000
LONGEST_TRY = 64
MOST_WAYS = 300_000.0
_WAYS_A_US = 100  # ways through an expression that are tried in a microsecond, about
WIDEST = 8_192  # least characters an expression may ask for
MORE = 6  # repeats beyond the least, where there is no upper bound
TRIES = 32
PRINTABLE = list(map(chr, range(32, 127)))
LIKELY = string.ascii_letters + string.digits

# One writer adds characters to `out`; a span is how many repeats beyond the least it may add.
Span = tuple[int, int]
Write = Callable[[Random, Span, "_Draft", dict[int, str]], None]
_INEXACT = {"ASSERT", "ASSERT_NOT", "GROUPREF_EXISTS", "NOT_LITERAL_IGNORE", "FAILURE"}
_REPEATS = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}
_CATEGORIES = {
    "CATEGORY_DIGIT": string.digits,
    "CATEGORY_SPACE": " ",
    "CATEGORY_WORD": LIKELY + "_",
}


def _parse(pattern: str) -> Any:
    """Parse as Python does; JavaScript's named groups are written the other way."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _parser.parse(re.sub(r"\(\?<(?![=!])", "(?P<", pattern))


def is_pattern(pattern: str) -> bool:
    """Return whether an expression can be read, and asks for no more than `WIDEST` characters."""
    return _tree(pattern) is not None


@lru_cache(maxsize=256)
def _tree(pattern: str) -> Any:
    if len(pattern) > LONGEST_PATTERN:
        return None
    try:
        tree = _parse(pattern)
        return tree if _least_steps(tree) <= WIDEST else None
    except (re.error, RecursionError, OverflowError, ValueError):
        return None


def _least_steps(tree: Any) -> int:
    """Return how many characters and repeats the shortest match takes; empty repeats count too."""
    return sum(_steps(str(op), argument) for op, argument in tree)


def _steps(op: str, argument: Any) -> int:
    if op in _REPEATS:
        return int(argument[0]) * (1 + _least_steps(argument[2]))
    if op == "BRANCH":
        return 1 + max(map(_least_steps, argument[1]))
    return 1 + sum(map(_least_steps, _sequences(argument)))


def _parts(tree: Any) -> Iterator[tuple[str, Any, int]]:
    """Yield every operation of a parse tree with its argument and how many repeats it is in."""
    stack = [(tree, 0)]
    while stack:
        sequence, depth = stack.pop()
        for op, argument in sequence:
            yield str(op), argument, depth
            inside = depth + (str(op) in _REPEATS)
            stack += [(one, inside) for one in _sequences(argument)]


def _sequences(argument: Any) -> Iterator[Any]:
    if isinstance(argument, _parser.SubPattern):
        yield argument
    elif isinstance(argument, (tuple, list)):
        for one in argument:
            if not (isinstance(one, tuple) and one and not isinstance(one[0], tuple)):
                yield from _sequences(one)


def is_cheap(pattern: str) -> bool:
    """Return whether matching `LONGEST_TRY` characters takes a bounded, small number of steps.

    Backtracking tries, at worst, every way in which the expression can divide the text.
    """
    return _most_ways(pattern) <= MOST_WAYS


@lru_cache(maxsize=1024)
def _most_ways(pattern: str) -> float:
    tree = _tree(pattern)
    return math.inf if tree is None else _ways(tree)


def matching_steps(pattern: str, text: str) -> int:
    """Return about how many microseconds `matches` takes, the reading of the pattern included."""
    reading, ways = 1 + len(pattern), _most_ways(pattern)
    if len(text) > LONGEST_TRY or ways > MOST_WAYS:
        return reading
    return reading + int(ways * (len(text) / LONGEST_TRY) ** 2 / _WAYS_A_US)


def _ways(tree: Any) -> float:
    """Return an upper bound of the ways through an expression, infinite where they are many."""
    found = 1.0
    for op, argument in tree:
        found *= _ways_of(str(op), argument)
    return found


def _ways_of(op: str, argument: Any) -> float:
    if op in _REPEATS:
        least, most = (min(int(bound), LONGEST_TRY) for bound in argument[:2])
        inside = _ways(argument[2])
        return (most - least + 1) * (inside**most if inside <= MOST_WAYS else math.inf)
    if op == "BRANCH":
        return sum(map(_ways, argument[1]))
    return math.prod(map(_ways, _sequences(argument)))


def matches(pattern: str, text: str) -> bool | None:
    """Return whether a text matches somewhere, or None where finding out may take too long."""
    if len(text) > LONGEST_TRY or not is_cheap(pattern):
        return None
    return _compiled(pattern).search(text) is not None


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return re.compile(re.sub(r"\(\?<(?![=!])", "(?P<", pattern))


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
        tree = _tree(pattern)
        ops = list(_parts(tree))
        is_exact = not any(op in _INEXACT or _is_border(op, argument) for op, argument, _ in ops)
        self._pattern = pattern
        self._try_steps = 1 + len(pattern) // 4
        self._is_tried = not is_exact and is_cheap(pattern)
        self._write = _sequence(tree)
        self._repeats = max(1, sum(op in _REPEATS and not depth for op, _, depth in ops))
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
    **dict.fromkeys(_REPEATS, _repeat),
    "SUBPATTERN": _group,
    "ATOMIC_GROUP": lambda argument: _sequence(argument),
    "GROUPREF": _back,
}
