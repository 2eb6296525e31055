"""Reads a stranger's regular expression: its parse tree, by Python's own parser; nothing is run."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from re import _parser  # type: ignore[attr-defined]
from typing import Any

LONGEST_PATTERN = 1_000
WIDEST = 8_192  # least characters an expression may ask for
REPEATS = frozenset(("MAX_REPEAT", "MIN_REPEAT"))
# What Python alone knows: schemas are written in ECMAScript's expressions, which have neither.
_FOREIGN = frozenset(("POSSESSIVE_REPEAT", "ATOMIC_GROUP"))


def as_python(pattern: str) -> str:
    """Return an expression as Python writes it; JavaScript's named groups are another way."""
    return re.sub(r"\(\?<(?![=!])", "(?P<", pattern)


def _parse(pattern: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _parser.parse(as_python(pattern))


def is_pattern(pattern: str) -> bool:
    """Return whether an expression can be read, and asks for no more than `WIDEST` characters."""
    return tree_of(pattern) is not None


def tree_of(pattern: str) -> Any:
    """Return the parse tree of an expression, or None where it is none; see `is_pattern`."""
    return None if len(pattern) > LONGEST_PATTERN else _tree_of(pattern)


@lru_cache(maxsize=256)
def _tree_of(pattern: str) -> Any:
    try:
        tree = _parse(pattern)
        return tree if _least_steps(tree) <= WIDEST else None
    except (re.error, RecursionError, OverflowError, ValueError):
        return None


def _least_steps(tree: Any) -> int:
    """Return how many characters and repeats the shortest match takes; empty repeats count too."""
    return sum(_steps(str(op), argument) for op, argument in tree)


def _steps(op: str, argument: Any) -> int:
    if op in _FOREIGN:
        raise re.error(f"{op} is Python's alone")
    if op in REPEATS:
        return int(argument[0]) * (1 + _least_steps(argument[2]))
    if op == "BRANCH":
        return 1 + max(map(_least_steps, argument[1]))
    return 1 + sum(map(_least_steps, sequences(argument)))


def parts(tree: Any) -> Iterator[tuple[str, Any, int]]:
    """Yield every operation of a parse tree with its argument and how many repeats it is in."""
    stack = [(tree, 0)]
    while stack:
        sequence, depth = stack.pop()
        for op, argument in sequence:
            yield str(op), argument, depth
            inside = depth + (str(op) in REPEATS)
            stack += [(one, inside) for one in sequences(argument)]


def sequences(argument: Any) -> Iterator[Any]:
    """Yield the parse trees in an operation's argument."""
    if isinstance(argument, _parser.SubPattern):
        yield argument
    elif isinstance(argument, (tuple, list)):
        for one in argument:
            if not (isinstance(one, tuple) and one and not isinstance(one[0], tuple)):
                yield from sequences(one)
