"""Cuts texts at token borders by their sentences, each of which is cut once.

The texts of a server are made of the same sentences over and over: a thousand of 10 KB have 138,000
of 2,400. Encodings cut a text, before they look for tokens, behind a full stop that a space
follows, and behind the empty line after one (`pat_str` in tiktoken): so no token reaches into the
next sentence.
"""

from __future__ import annotations

import re
from itertools import chain

from sanic_mock.engine.body import Body
from sanic_mock.engine.plain_words import PlainWords
from sanic_mock.engine.tokens import pieces
from sanic_mock.engine.vocabulary import Vocabulary

# A sentence with the space before it, or the empty line behind it, which belong to its tokens.
_split = re.compile(r"(?:(?<=\n)|\A| )[^\s./][^.\n\r]*\.(?:\n\n(?![\s/])|(?= )|\Z)").findall


class SentencePieces(dict[str, tuple[bytes, ...]]):
    """Sentence to its escaped pieces.

    Args:
        vocabulary: keeps one object for all equal pieces, and cuts what is not made of sentences.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self._words = PlainWords()
        self._counts: dict[str, list[int]] = {}  # of those that have pieces of several tokens

    def __missing__(self, sentence: str) -> tuple[bytes, ...]:
        self[sentence] = cut = self._words.cut(sentence) or self._cut(sentence)
        return cut

    def _cut(self, sentence: str) -> tuple[bytes, ...]:
        found = pieces(sentence)
        if any(count > 1 for _, count in found):
            self._counts[sentence] = [count for _, count in found]
        return tuple(self._vocabulary[raw] for raw, _ in found)

    def body(self, text: str) -> Body:
        """Return what `Vocabulary.body` does."""
        sentences = _split(text)
        if not sentences or sum(map(len, sentences)) != len(text):
            return self._vocabulary.body(text)
        cut = tuple(chain.from_iterable(map(self.__getitem__, sentences)))
        if self._counts.keys().isdisjoint(sentences):
            return Body(cut)
        counts = (self._counts.get(one) or [1] * len(self[one]) for one in sentences)
        return Body(cut, tuple(chain.from_iterable(counts)))
