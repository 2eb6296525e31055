"""What a prompt offers each of several tools: "weather in Oslo and the population of Rome".

A prompt is read clause by clause. A clause is of the tools that it speaks of; one that speaks of
none goes on with the one before it. What stands in a tool's own clauses comes first for it; what
these leave open is taken from all of the prompt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from sanic_mock.engine.ask import Tool
from sanic_mock.engine.schema.hints import Hints, flatten, hints_from

Speaks = Callable[[Tool, str], bool]

# What ends a clause: signs before a space, and the words that join two.
_END = re.compile(r"[,;.!?](?=\s)|\n|\s(?:and|or|then|but)(?=\s)")
_CUT = "\u2026 "  # before what began in the midst of a sentence, so that no name begins one
# Kinds of hints that are values of one sort: where a tool has one of its own, no other is meant.
_SORTS = (
    frozenset(("name", "place", "code", "person", "start")),
    frozenset(("quoted", "named", "path")),
)
_MERE = frozenset(("name", "place", "start"))


def own_hints(tools: Sequence[Tool], hints: Hints, speaks_of: Speaks) -> list[Hints | None]:
    """Return for each tool what its own clauses offer it, before all else that the prompt has.

    A tool whose clause offers nothing shares what follows ("the weather and population of Oslo");
    None stands for one whose clauses are another's, too, or offer nothing to the end.

    Args:
        tools: those that the prompt speaks of, at least one.
        hints: of all of the prompt.
        speaks_of: whether a tool is spoken of in a clause, which is flattened.
    """
    spans = _spans(tools, hints.text, speaks_of)
    return [_own(place, spans, hints) for place in range(len(tools))]


def apart(
    others: Sequence[Tool], found: Sequence[Tool], text: str, speaks_of: Speaks, names: Speaks
) -> list[Tool]:
    """Return the tools that have clauses of their own, which speak of none that comes before them.

    Args:
        others: those that a prompt speaks of less, the most spoken of first.
        found: those that it speaks of most.
        text: the prompt.
        speaks_of: as for `own_hints`.
        names: likewise, of who looks closer.
    """
    flats = [flatten(text[start:end]) for start, end in _clauses(text)]
    free = [flat for flat in flats if not any(speaks_of(tool, flat) for tool in found)]
    chosen: list[Tool] = []
    for tool in others:
        left = [flat for flat in free if not names(tool, flat)]
        if len(left) < len(free):
            chosen.append(tool)
            free = left
    return chosen


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each clause begins and ends."""
    return pairwise((0, *(match.end() for match in _END.finditer(text)), len(text)))


_Span = tuple[frozenset[int], int, int]  # the tools' places, where it begins and ends


def _spans(tools: Sequence[Tool], text: str, speaks_of: Speaks) -> list[_Span]:
    """Return the clauses, joined where they are of the same tools."""
    spans: list[_Span] = []
    for start, end in _clauses(text):
        flat = flatten(text[start:end])
        owners = frozenset(n for n, tool in enumerate(tools) if speaks_of(tool, flat))
        last, begun = (spans[-1][0], spans[-1][1]) if spans else (frozenset(), start)
        if spans and (not owners or owners == last):
            spans[-1] = (last, begun, end)
        else:
            spans.append((owners, start, end))
    return spans


def _own(place: int, spans: Sequence[_Span], hints: Hints) -> Hints | None:
    mine = [n for n, (owners, _, _) in enumerate(spans) if owners == {place}]
    if not mine:
        return None
    told = _joined([spans[n] for n in mine], hints.text)
    if not _offers(told) and len(following := spans[mine[-1] : mine[-1] + 2]) == 2:
        told = _joined([(frozenset(), following[0][1], following[1][2])], hints.text)
    return _before(told, hints) if _offers(told) else None


def _joined(spans: Sequence[_Span], text: str) -> Hints:
    parts = [(_CUT if start else "") + text[start:end].strip() for _, start, end in spans]
    return hints_from("\n".join(parts))


def _offers(hints: Hints) -> bool:
    """Return whether there is more than a word that may only begin a sentence."""
    starts = hints.found.get("start", ())
    return any(kind not in _MERE for kind in hints.found) or any(
        name not in starts for name in hints.found.get("place", ())
    )


def _before(own: Hints, every: Hints) -> Hints:
    """Return a tool's own hints, and of the others the sorts that it has none of."""
    replaced = {kind for sort in _SORTS if sort.intersection(own.found) for kind in sort}
    found: dict[str, tuple[Any, ...]] = {
        kind: values for kind, values in every.found.items() if kind not in replaced
    }
    return Hints(own.text, found | own.found)
