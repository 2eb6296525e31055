"""Cuts plain English at token borders by its words, without the tokenizer's memory of words.

toktok remembers each word that it has cut, in a table of 16 MB of which each word takes a page: the
1,000 texts of a server took 7 MB. Here most words are tokens as they are, which one look shows, and
only others are cut. So long as a text is nothing but words and full stops, encodings cut it at
their borders first: " word" and "." each for itself. One that is more is left to the tokenizer.
"""

from __future__ import annotations

import re
from itertools import chain

from sanic_mock.engine.tokens import encoding, pieces

# o200k_base splits a text so before it looks for tokens: a word begins with at most one space, and
# is capitals, then small letters (its `pat_str` in tiktoken).
_split = re.compile(r" ?(?:[A-Z]+[a-z]*|[a-z]+)(?=[ .]|\Z)|\.(?= |\Z)").findall


class PlainWords(dict[str, tuple[bytes, ...]]):
    """Word to its pieces, each one token; equal pieces are one object."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: dict[bytes, bytes] = {}

    def __missing__(self, word: str) -> tuple[bytes, ...]:
        keep = self._pieces.setdefault
        self[word] = cut = tuple(keep(piece, piece) for piece in _cut(word))
        return cut

    def cut(self, text: str) -> tuple[bytes, ...]:
        """Return the pieces of a text, none where it is not plain."""
        words = _split(text)
        if sum(map(len, words)) != len(text):
            return ()
        return tuple(chain.from_iterable(map(self.__getitem__, words)))


def _cut(word: str) -> list[bytes]:
    raw = word.encode()
    try:
        encoding().encode_single_token(raw)
    except KeyError:
        return [piece for piece, _ in pieces(word)]
    return [raw]
