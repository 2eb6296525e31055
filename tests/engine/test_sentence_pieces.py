"""Texts are cut by their sentences as the tokenizer cuts them whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.body import Body
from sanic_mock.engine.sentence_pieces import SentencePieces
from sanic_mock.engine.vocabulary import Vocabulary
from sanic_mock.engine.writer import Writer
from tests.engine.written import LOCALES

SENTENCES = SentencePieces(Vocabulary())
WORDS = (
    "Hello",
    " ",
    ".",
    ". ",
    ".\n\n",
    "\n",
    "\r",
    "/",
    "a",
    "1",
    "é",
    "'s",
    "、",
    "\u00b2",
    "-",
)


def parts(body: Body) -> tuple[object, ...]:
    return body.escaped, body.pieces, body.counts, body.tokens


@given(st.lists(st.sampled_from(WORDS) | st.characters(exclude_categories=["Cs"])).map("".join))
def test_any_text_is_cut_as_by_the_tokenizer(text: str) -> None:
    assert parts(SENTENCES.body(text)) == parts(Vocabulary().body(text))


@pytest.mark.parametrize("locale", LOCALES)
def test_what_servers_write_is_cut_as_by_the_tokenizer(locale: str) -> None:
    writer, sentences = Writer(locale, 7), SentencePieces(Vocabulary())
    texts = [writer.small() for _ in range(50)] + [writer.sized(4_096) for _ in range(20)]

    for text in texts:
        assert parts(sentences.body(text)) == parts(Vocabulary().body(text))


@pytest.mark.parametrize("locale", ["en_US", "de_DE"])
def test_a_sentence_is_cut_once(locale: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = SentencePieces(Vocabulary())
    text = " ".join([Writer(locale, 7).small()] * 2)
    sentences.body(text)

    def fail(text: str) -> None:
        raise AssertionError(f"cut again: {text!r}")

    monkeypatch.setattr("sanic_mock.engine.sentence_pieces.pieces", fail)
    monkeypatch.setattr(Vocabulary, "body", fail)
    monkeypatch.setattr("sanic_mock.engine.plain_words.PlainWords.cut", fail)
    assert sentences.body(f"{text} {text}").tokens == 2 * sentences.body(text).tokens
