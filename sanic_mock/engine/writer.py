"""Writes the texts that are answered, of any size, in the language of a locale."""

from __future__ import annotations

import string
from collections.abc import Sequence
from random import Random

SENTENCES = 2400


class Writer:
    """Faker's sentences, joined to paragraphs of natural lengths by a generator of our own."""

    def __init__(self, locale: str, seed: int) -> None:
        from faker import Faker

        self._fake = Faker(locale)
        self._fake.seed_instance(seed)
        self._chance = Random(seed)
        sample = self._fake.sentence(nb_words=6)
        self._space = " " if " " in sample else ""
        self.stop = sample[-1]
        self._sentences = [self._sentence() for _ in range(SENTENCES)]

    def small(self) -> str:
        """Return two to four sentences."""
        return self._join(self._chance.choices(self._sentences, k=self._chance.randint(2, 4)))

    def sized(self, size: int) -> str:
        """Return paragraphs of at most `size` UTF-8 bytes, less than a word short of it."""
        written: list[str] = []
        length = 0
        while length < size:
            written.append(self._paragraph())
            length += len(written[-1].encode()) + len("\n\n")
        room = size - len(self.stop.encode())
        text = "\n\n".join(written).encode()[:room].decode(errors="ignore")
        whole_words = text.rpartition(" ")[0] or text
        return whole_words.rstrip(" \n。、" + string.punctuation) + self.stop

    def _sentence(self) -> str:
        words = min(28, max(4, round(self._chance.gauss(11, 5))))
        return self._fake.sentence(nb_words=words, variable_nb_words=False)

    def _paragraph(self) -> str:
        return self._join(self._chance.choices(self._sentences, k=self._chance.randint(2, 8)))

    def _join(self, sentences: Sequence[str]) -> str:
        return self._space.join(sentences)
