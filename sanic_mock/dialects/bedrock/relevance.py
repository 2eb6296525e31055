"""How much documents have to do with a query: by the words of it that they have.

Scores are invented, but in the order of a reader; those of documents that are alike differ a bit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from zlib import crc32

from sanic_mock.engine.offload import step, takes

# What a document and a letter of it take at most, measured on one machine and rounded up.
_DOCUMENT_US, _LETTER_US = 3, 0.1
_WORD = re.compile(r"[^\W_]{2,}")
_LEAST, _SPAN, _NOISE = 0.01, 0.95, 0.03
_HASHES = 1 << 32


class RankedDocument(NamedTuple):
    """A document: where it stands in its request, and how much it has to do with the query."""

    place: int
    score: float


def ranked(query: str, documents: Sequence[str]) -> list[RankedDocument]:
    """Return all documents, the most relevant first; scores are between 0 and 1.

    Raises:
        Lengthy: it is too much for the event loop.
    """
    takes(len(documents) * _DOCUMENT_US + sum(map(len, documents)) * _LETTER_US)
    asked = frozenset(_words(query))
    scored = [RankedDocument(at, _score(asked, one)) for at, one in enumerate(documents)]
    return sorted(scored, key=lambda one: -one.score)


def _score(asked: frozenset[str], document: str) -> float:
    step()
    has = len(asked.intersection(_words(document))) / len(asked) if asked else 0
    noise = crc32(document.encode("utf-8", "replace")) / _HASHES
    return round(_LEAST + _SPAN * has + _NOISE * noise, 8)


def _words(text: str) -> Iterable[str]:
    return (found.removesuffix("s") for found in _WORD.findall(text.lower()))
