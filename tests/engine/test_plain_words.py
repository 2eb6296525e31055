"""Words of plain English are cut as the tokenizer cuts them."""

from __future__ import annotations

from itertools import product

import pytest

from sanic_mock.engine import plain_words
from sanic_mock.engine.plain_words import PlainWords
from sanic_mock.engine.text_pool import make_bodies
from sanic_mock.engine.tokens import pieces
from sanic_mock.settings import Settings

WORDS = PlainWords()
NOT_PLAIN = ("it's", "a1", "don\u00e9", "McDo", "a  b", "a.b", "a. b. ", "a\n", "-")


def cut_by_tokenizer(text: str) -> tuple[bytes, ...]:
    """Return the pieces of a text as the tokenizer has them."""
    return tuple(piece for piece, _ in pieces(text))


def test_what_is_cut_is_cut_as_by_the_tokenizer() -> None:
    for length in range(6):
        for letters in product("aA .'1\n", repeat=length):
            text = "".join(letters)
            assert WORDS.cut(text) in ((), cut_by_tokenizer(text)), repr(text)


@pytest.mark.parametrize("text", NOT_PLAIN)
def test_what_is_not_plain_is_left_to_the_tokenizer(text: str) -> None:
    assert WORDS.cut(text) == ()


def test_texts_of_a_server_are_plain() -> None:
    texts = [body.escaped.decode() for body in make_bodies(Settings("test", seed=7))]

    assert [WORDS.cut(text) for text in texts] == list(map(cut_by_tokenizer, texts))


def test_a_word_that_is_a_token_is_not_shown_to_the_tokenizer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(text: str) -> None:
        raise AssertionError(f"shown {text!r}")

    monkeypatch.setattr(plain_words, "pieces", fail)

    assert PlainWords().cut("Hello world.") == (b"Hello", b" world", b".")
