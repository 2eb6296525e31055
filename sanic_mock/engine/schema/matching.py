"""Tries texts against a stranger's regular expression, where trying is cheap.

Matching can take exponential time, so an expression is tried only if it divides a text in few ways
(`is_cheap`), and against no more than `LONGEST_TRY` characters.
"""

from __future__ import annotations

import math
import re
import warnings
from functools import lru_cache
from typing import Any

from sanic_mock.engine.schema.expressions import (
    LONGEST_PATTERN,
    REPEATS,
    as_python,
    sequences,
    tree_of,
)

LONGEST_TRY = 64
MOST_WAYS = 300_000.0
_WAYS_A_US = 100  # ways through an expression that are tried in a microsecond, about


def is_cheap(pattern: str) -> bool:
    """Return whether matching `LONGEST_TRY` characters takes a bounded, small number of steps.

    Backtracking tries, at worst, every way in which the expression can divide the text.
    """
    return _most_ways(pattern) <= MOST_WAYS


def _most_ways(pattern: str) -> float:
    return math.inf if len(pattern) > LONGEST_PATTERN else _known_ways(pattern)


@lru_cache(maxsize=1024)
def _known_ways(pattern: str) -> float:
    tree = tree_of(pattern)
    return math.inf if tree is None else _ways(tree)


def matching_steps(pattern: str, text: str) -> int:
    """Return about how many microseconds `matches` takes once a pattern has been read."""
    ways = _most_ways(pattern)
    if len(text) > LONGEST_TRY or ways > MOST_WAYS:
        return 1
    return 1 + int(ways * (len(text) / LONGEST_TRY) ** 2 / _WAYS_A_US)


def _ways(tree: Any) -> float:
    """Return an upper bound of the ways through an expression, infinite where they are many."""
    found = 1.0
    for op, argument in tree:
        found *= _ways_of(str(op), argument)
    return found


def _ways_of(op: str, argument: Any) -> float:
    if op in REPEATS:
        least, most = (min(int(bound), LONGEST_TRY) for bound in argument[:2])
        inside = _ways(argument[2])
        return (most - least + 1) * (inside**most if inside <= MOST_WAYS else math.inf)
    if op == "BRANCH":
        return sum(map(_ways, argument[1]))
    return math.prod(map(_ways, sequences(argument)))


def matches(pattern: str, text: str) -> bool | None:
    """Return whether a text matches somewhere, or None where finding out may take too long."""
    if len(text) > LONGEST_TRY or not is_cheap(pattern):
        return None
    return _compiled(pattern).search(text) is not None


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return re.compile(as_python(pattern))
