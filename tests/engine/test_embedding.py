"""Vectors: of unit length, the same for the same text, near for texts that share words."""

from __future__ import annotations

import json
import math
import struct
import subprocess
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.embedding import KNOWN_WORDS, Embedder, embedder
from sanic_mock.engine.vector_sizes import MOST_DIMENSIONS

MODEL = "text-embedding-3-small"
FULL = 1536
SENTENCE = "The quick brown fox jumps over the lazy dog"
SIZES = st.integers(1, MOST_DIMENSIONS)
TEXTS = st.text(max_size=80)


def vector(text: str, dimensions: int = FULL, model: str = MODEL) -> tuple[float, ...]:
    """Return a text's vector."""
    packed = embedder(model, dimensions).packed(text, dimensions)
    return struct.unpack(f"<{dimensions}f", packed)


def cosine(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the cosine of two vectors of unit length."""
    return math.fsum(a * b for a, b in zip(one, other, strict=True))


def words(*numbers: int) -> str:
    """Return a text of made-up words."""
    return " ".join(f"word{number}" for number in numbers)


@given(text=TEXTS, dimensions=SIZES)
def test_a_vector_has_unit_length(text: str, dimensions: int) -> None:
    found = vector(text, dimensions)

    assert math.isclose(cosine(found, found), 1.0, abs_tol=1e-6)


@given(text=TEXTS, dimensions=SIZES, longer=SIZES)
def test_a_shorter_vector_is_the_longer_one_cut_and_normalised(
    text: str, dimensions: int, longer: int
) -> None:
    dimensions, longer = sorted((dimensions, longer))
    beginning = vector(text, longer)[:dimensions]
    norm = math.sqrt(cosine(beginning, beginning))

    for number, expected in zip(vector(text, dimensions), beginning, strict=True):
        assert math.isclose(number, expected / norm, rel_tol=1e-6)


@given(text=TEXTS, dimensions=SIZES)
def test_printed_numbers_are_the_packed_ones_to_the_last_bit(text: str, dimensions: int) -> None:
    made = embedder(MODEL, dimensions)

    printed = made.printed(text, dimensions)

    numbers = json.loads(b"[%b]" % printed)
    assert struct.pack(f"<{dimensions}f", *numbers) == made.packed(text, dimensions)
    written = printed.split(b",")
    assert len(written) == dimensions
    assert all(len(one) < 20 for one in written), "more digits than a float32 has"


@given(TEXTS)
def test_a_text_has_one_vector_whatever_was_asked_before(text: str) -> None:
    assert Embedder(MODEL, FULL).packed(text, FULL) == embedder(MODEL, FULL).packed(text, FULL)


def test_another_process_makes_the_same_vector() -> None:
    code = (
        "from sanic_mock.engine.embedding import embedder;"
        f"print(embedder({MODEL!r}, {FULL}).packed({SENTENCE!r}, {FULL}).hex())"
    )

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == embedder(MODEL, FULL).packed(SENTENCE, FULL).hex()


# Text, and the least and the greatest cosine with SENTENCE.
NEIGHBOURS = {
    SENTENCE: (1.0, 1.0),
    SENTENCE.lower() + ".": (0.9, 0.99),
    "dog lazy the over jumps fox brown quick the": (0.9, 0.99),
    "The quick brown fox jumps over a lazy cat": (0.4, 0.8),
    "A fox and a dog": (0.1, 0.5),
    "Quarterly revenue grew by eleven percent": (-0.1, 0.1),
    "素早い茶色の狐がのろまな犬を飛び越える": (-0.1, 0.1),
    "!?": (-0.1, 0.1),
    "": (-0.1, 0.1),
}


@pytest.mark.parametrize("text", NEIGHBOURS)
def test_texts_are_as_near_as_they_share_words(text: str) -> None:
    low, high = NEIGHBOURS[text]

    assert low - 1e-6 <= cosine(vector(SENTENCE), vector(text)) <= high + 1e-6


@pytest.mark.parametrize("count", [1, 2, 9, 30, 31, 32, 33, 64, 255, 256, 1000])
def test_a_share_of_words_makes_the_same_cosine_at_any_length(count: int) -> None:
    """(2/pi) asin(r), with r half, is 1/3."""
    own = vector(words(*range(2 * count)))
    half = vector(words(*range(count, 3 * count)))
    none = vector(words(*range(5000, 5000 + 2 * count)))

    assert 0.2 < cosine(own, half) < 0.45
    assert abs(cosine(own, none)) < 0.2


def test_texts_without_spaces_are_near_by_their_characters() -> None:
    text = "日本語の文章です"

    assert cosine(vector(text), vector("日本語の文書です")) > 0.5


@given(texts=st.lists(st.text(min_size=1, max_size=12), min_size=2, max_size=2, unique=True))
def test_texts_that_differ_are_not_of_one_vector(texts: list[str]) -> None:
    one, other = map(vector, texts)

    assert cosine(one, other) < 0.999


def test_models_have_nothing_in_common() -> None:
    assert abs(cosine(vector(SENTENCE), vector(SENTENCE, model="text-embedding-ada-002"))) < 0.1


def test_more_words_than_are_remembered_are_counted_all_the_same() -> None:
    many = words(*range(KNOWN_WORDS + 500))

    assert cosine(vector(many), vector(many + " more")) > 0.9


def test_half_a_character_has_a_vector() -> None:
    assert cosine(vector("\ud800"), vector("\ud800")) > 0.999


def test_a_word_of_any_length_has_its_vote_and_long_ones_are_not_kept() -> None:
    made = Embedder("long words", FULL)

    before = made.packed("a" * 100_000, FULL)

    assert made.packed("a" * 100_000, FULL) == before
    assert sum(map(len, made._votes)) == 0
