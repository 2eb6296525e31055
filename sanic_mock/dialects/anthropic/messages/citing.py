"""A text that cites: some of its sentences are blocks of their own, with what they stand on.

What leads from one to the other stands between them, in blocks that cite nothing. A text of one
sentence cites with it [messages-2026].
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from random import Random
from typing import Any, Protocol

import msgspec

from sanic_mock.engine.body import Body, LongBody, plain_text

MOST_CITED = 4  # sentences of a text
_ENDS = (b".", b"!", b"?")
_encode = msgspec.json.Encoder().encode


class CitationSource(Protocol):
    """Something that a sentence may stand on."""

    def citation(self, said: str, chance: Random) -> dict[str, Any]:
        """Return what of it is cited.

        Args:
            said: the sentence.
            chance: decides the place.
        """


class CitedText(msgspec.Struct, frozen=True):
    """A part of a text.

    Attributes:
        body: the part.
        citations: what it stands on, each in JSON; nothing for a part that cites nothing.
    """

    body: Body
    citations: tuple[bytes, ...] = ()


def cited_texts(
    body: Body, sources: Sequence[CitationSource], digest: bytes
) -> Sequence[CitedText]:
    """Return the parts of a text that may cite sources."""
    if not sources or not body.pieces or isinstance(body, LongBody):
        return (CitedText(body),)
    chance = Random(digest[:8] + b"cites")
    return list(_cited(_sentences(body), sources, chance))


def _cited(
    sentences: Sequence[Body], sources: Sequence[CitationSource], chance: Random
) -> Iterator[CitedText]:
    """Yield sentences; every other one cites, a single one too."""
    first = 1 if len(sentences) > 1 else 0
    for place, sentence in enumerate(sentences):
        if (place - first) % 2:
            yield CitedText(sentence)
            continue
        source = sources[(place // 2) % len(sources)]
        citation = source.citation(plain_text(sentence).strip(), chance)
        yield CitedText(sentence, (_encode(citation),))


def _sentences(body: Body) -> Sequence[Body]:
    """Return the sentences of a text; what is behind the last that may cite is one with it."""
    pieces = body.pieces
    breaks = [
        place
        for place in range(1, len(pieces))
        if pieces[place - 1].endswith(_ENDS) and pieces[place].startswith((b" ", b"\\n"))
    ]
    edges = (0, *breaks[: 2 * MOST_CITED], len(pieces))
    return [_part(body, start, end) for start, end in pairwise(edges)]


def _part(body: Body, start: int, end: int) -> Body:
    counts = None if body.counts is None else body.counts[start:end]
    return Body(body.pieces[start:end], counts)
