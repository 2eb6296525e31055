"""The texts of answers, written by Faker once at start: a request only picks one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sanic_mock.engine.body import LONG_PIECES, Body
from sanic_mock.engine.packed_pieces import Packer
from sanic_mock.engine.sentence_pieces import SentencePieces
from sanic_mock.engine.vocabulary import Vocabulary
from sanic_mock.engine.writer import Writer
from sanic_mock.settings import Settings

BODIES = 1000
LEAST_BODIES = 4
BUDGET_BYTES = 16 * 1024 * 1024
# Texts are kept for so many profiles, as a scenario may have several.
KEPT_PROFILES = 4


def make_bodies(settings: Settings) -> tuple[Body, ...]:
    """Write all the texts a server will answer with.

    Returns:
        1,000 distinct texts, or as many as fit into 16 MiB where they are large, at least 4.
    """
    return _bodies(settings.locale, settings.seed, settings.payload_bytes)


@lru_cache(KEPT_PROFILES)
def _bodies(locale: str, seed: int, size: int | None) -> tuple[Body, ...]:
    """Kept, so that workers which are forked find what their parent has written."""
    vocabulary, packer = Vocabulary(), Packer()
    sentences = SentencePieces(vocabulary)
    return tuple(
        sentences.body(text) if len(text) <= LONG_PIECES else vocabulary.long_body(text, packer)
        for text in _distinct(Writer(locale, seed), size)
    )


def _distinct(writer: Writer, size: int | None) -> Iterator[str]:
    wanted = BODIES if size is None else min(BODIES, max(LEAST_BODIES, BUDGET_BYTES // size))
    seen: set[str] = set()
    while len(seen) < wanted:
        text = writer.small() if size is None else writer.sized(size)
        if text not in seen:
            seen.add(text)
            yield text
