"""Writes the texts that are answered, of any size, in the language of a locale."""

from __future__ import annotations

import string
from collections.abc import Sequence
from random import Random

SENTENCES = 2400
_SAMPLE_WORDS = 6

# Those of the last locale and seed: what was written elsewhere, or is needed twice at start.
_kept: dict[tuple[str, int], tuple[str, ...]] = {}


def sentences(locale: str, seed: int) -> tuple[str, ...]:
    """Return a sample and all sentences that a locale's texts are made of; Faker writes them."""
    found = _kept.get((locale, seed))
    if found is None:
        found = write_sentences(locale, seed)
        keep_sentences(locale, seed, found)
    return found


def keep_sentences(locale: str, seed: int, written: tuple[str, ...]) -> None:
    """Know what `write_sentences` would return."""
    _kept.clear()
    _kept[locale, seed] = written


def write_sentences(locale: str, seed: int) -> tuple[str, ...]:
    """Let Faker write: a sample of a few words, then sentences of natural lengths."""
    from faker import Faker

    fake = Faker(locale, providers=["faker.providers.lorem"])  # all others take time to import
    fake.seed_instance(seed)
    sample: str = fake.sentence(nb_words=_SAMPLE_WORDS)
    counts = _word_counts(Random(seed))
    written = (fake.sentence(nb_words=count, variable_nb_words=False) for count in counts)
    return (sample, *written)


def _word_counts(chance: Random) -> list[int]:
    """Return the number of words of each sentence."""
    return [min(28, max(4, round(chance.gauss(11, 5)))) for _ in range(SENTENCES)]


class Writer:
    """Faker's sentences, joined to paragraphs of natural lengths by a generator of our own."""

    def __init__(self, locale: str, seed: int) -> None:
        sample, *self._sentences = sentences(locale, seed)
        self._chance = Random(seed)
        _word_counts(self._chance)  # draws which the sentences have had
        self._space = " " if " " in sample else ""
        self.stop = sample[-1]

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

    def _paragraph(self) -> str:
        return self._join(self._chance.choices(self._sentences, k=self._chance.randint(2, 8)))

    def _join(self, sentences: Sequence[str]) -> str:
        return self._space.join(sentences)
