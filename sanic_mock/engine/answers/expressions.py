"""Searches a request's texts for a profile's regular expressions, each for a bounded time.

Python's own `re` cannot be stopped: `(a+)+$` takes years on 40 letters, and holds its worker. It
searches where the steps of the worst text are few, which the parse tree tells; elsewhere `regex`
does, which gives up. The bounds are for all texts of one request together, which are as many as its
client likes. An expression is not met where it gave up, and that is said.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from sanic_mock.engine.answers.regex_syntax import as_regex
from sanic_mock.engine.schema.expressions import REPEATS, parts
from sanic_mock.units import quoted

log = logging.getLogger("sanic_mock")

MOST_STEPS = 1_000_000  # some ms
LONGEST_S = 0.02  # of the process's CPU time
# What may match one text in several ways, or looks at much of it each time.
_AMBIGUOUS = frozenset((*REPEATS, "POSSESSIVE_REPEAT", "BRANCH"))
_UNBOUNDED = frozenset(("GROUPREF", "GROUPREF_EXISTS"))

# Given texts, returns the first match in them.
Search = Callable[[Sequence[str]], "re.Match[str] | None"]


@lru_cache(1024)
def searching(expression: str) -> Search:
    """Return what searches the texts of one request for an expression: the first match, or None.

    Args:
        expression: one that Python's `re` reads.
    """
    import regex  # 60 ms and 3 MB, where a profile has expressions

    pattern, longest = re.compile(expression), longest_text(expression)
    guarded: Search = partial(_guarded, expression, regex.compile(as_regex(pattern)))
    search = pattern.search

    def bounded(texts: Sequence[str]) -> re.Match[str] | None:
        if sum(map(len, texts)) > longest:
            return guarded(texts)
        return next(filter(None, map(search, texts)), None)

    return bounded


def longest_text(expression: str) -> int:
    """Return how long texts may be, together, for at most MOST_STEPS in the worst case.

    It is -1 where no text may be searched so, not even an empty one.

    A search begins at each of n letters, and each repeat of an expression may end at each of them:
    n ** (repeats + 1) steps, if no repeat is within another.
    """
    widths = list(_widths(expression))
    if None in widths:
        return -1
    known = [width for width in widths if width is not None]
    low, high = 0, MOST_STEPS
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _steps(known, middle) <= MOST_STEPS else (low, middle - 1)
    return low


def _steps(widths: list[int], letters: int) -> int:
    steps = letters
    for width in widths:
        steps *= min(width, letters)
        if steps > MOST_STEPS:
            break
    return steps


def _widths(expression: str) -> Iterator[int | None]:
    """Yield in how many ways each part may go on; None where those of others multiply in it."""
    for op, argument, depth in parts(_parser.parse(expression)):
        if op in _UNBOUNDED or (depth and op in _AMBIGUOUS and _ways(op, argument) > 1):
            yield None
        elif op in _AMBIGUOUS:
            yield _ways(op, argument)


def _ways(op: str, argument: Any) -> int:
    if op == "BRANCH":
        return len(argument[1])
    least, most = argument[0], argument[1]
    return int(most) - int(least) + 1


def _guarded(expression: str, compiled: Any, texts: Sequence[str]) -> Any:
    """Search texts, each within its share of the time, by its length."""
    letter_s = LONGEST_S / (sum(map(len, texts)) or 1)
    try:
        for text in texts:
            if found := compiled.search(text, timeout=letter_s * (len(text) or 1)):
                return found
    except TimeoutError:
        _say(expression)
    return None


@lru_cache(1024)
def _say(expression: str) -> None:
    """Say once of an expression that it was given up."""
    log.warning(
        "sanic-mock: the regular expression %s took longer than %d ms on a request's texts, which"
        " do not match it therefore; repeats within repeats are slow",
        quoted(expression),
        LONGEST_S * 1000,
    )
