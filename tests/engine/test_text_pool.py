"""The texts that are answered: many, distinct, and of the asked size."""

from __future__ import annotations

import json
import re
import statistics

import pytest

from sanic_mock.engine import text_pool
from sanic_mock.engine.text_pool import make_bodies
from sanic_mock.engine.writer import Writer
from sanic_mock.settings import Settings
from tests.engine.written import LOCALES, SIZES, bodies, oracle_count, text


@pytest.mark.parametrize("payload", SIZES)
@pytest.mark.parametrize("locale", LOCALES)
def test_a_thousand_texts_are_all_distinct(locale: str, payload: str) -> None:
    assert len({body.escaped for body in bodies(locale, payload)}) >= 1000


@pytest.mark.parametrize("locale", LOCALES)
def test_big_texts_have_ten_kibibytes_within_five_percent(locale: str) -> None:
    sizes = [len(text(body).encode()) for body in bodies(locale, "big")]

    assert min(sizes) >= 10_240 * 0.95
    assert max(sizes) <= 10_240 * 1.05


@pytest.mark.parametrize("size", [64, 65, 100, 1000, 4096])
@pytest.mark.parametrize("locale", LOCALES)
def test_texts_of_any_size_fit_it_to_a_word(locale: str, size: int) -> None:
    writer = Writer(locale, 1)

    sizes = [len(writer.sized(size).encode()) for _ in range(100)]

    assert max(sizes) <= size
    assert min(sizes) > size - 40


def test_the_smallest_texts_are_a_thousand_too() -> None:
    made = make_bodies(Settings("test", seed=1, payload_bytes=64))

    assert len({body.escaped for body in made}) == 1000


@pytest.mark.parametrize(("size", "number"), [(1024, 1000), (16_384, 64), (524_288, 4)])
def test_large_texts_are_as_many_as_memory_allows_but_never_one(
    monkeypatch: pytest.MonkeyPatch, size: int, number: int
) -> None:
    monkeypatch.setattr(text_pool, "BUDGET_BYTES", 1024 * 1024)

    made = make_bodies(Settings("test", seed=1, payload_bytes=size))

    assert len({b"".join(body.pieces) for body in made}) == number


def test_a_seed_writes_the_same_texts_and_another_others() -> None:
    again = make_bodies(Settings("test", seed=7))

    assert [body.escaped for body in again] == [body.escaped for body in bodies()]
    assert {body.escaped for body in bodies(seed=8)}.isdisjoint(body.escaped for body in again)


@pytest.mark.parametrize(
    ("locale", "own"),
    [
        ("en_US", r"[A-Za-z .,'\-\n]"),
        ("de_DE", r"[A-Za-zÄÖÜäöüß .,\-\n]"),
        ("ja_JP", r"[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef\n]"),
    ],
)
def test_texts_are_of_their_locale_throughout(locale: str, own: str) -> None:
    for payload in SIZES:
        written = "".join(text(body) for body in bodies(locale, payload)[:200])
        assert re.sub(own, "", written) == ""


@pytest.mark.parametrize(("locale", "mark"), [("de_DE", "[äöüß]"), ("ja_JP", "[ぁ-ん]")])
def test_a_locale_shows_in_most_texts(locale: str, mark: str) -> None:
    marked = [body for body in bodies(locale) if re.search(mark, text(body))]

    assert len(marked) > 0.8 * len(bodies(locale))


def test_sentences_and_paragraphs_vary_in_length() -> None:
    paragraphs = [one for body in bodies("en_US", "big")[:50] for one in text(body).split("\n\n")]
    sentences = [one for paragraph in paragraphs for one in paragraph.split(". ")]
    words = [len(sentence.split()) for sentence in sentences]

    assert 8 < statistics.mean(words) < 16
    assert statistics.stdev(words) > 3
    assert min(words) <= 5
    assert max(words) >= 20
    assert statistics.stdev(len(one.split(". ")) for one in paragraphs) > 1.5


def test_a_big_text_is_not_one_sentence_repeated() -> None:
    for body in bodies("en_US", "big")[:50]:
        sentences = re.split(r"(?<=\.)\s+", text(body))
        assert len(set(sentences)) > 0.9 * len(sentences)


@pytest.mark.parametrize("payload", SIZES)
@pytest.mark.parametrize("locale", LOCALES)
def test_a_text_begins_and_ends_as_sentences_do(locale: str, payload: str) -> None:
    for body in bodies(locale, payload)[:200]:
        written = text(body)
        assert written == written.strip()
        assert written[-1] in ".。"
        assert written[-2] not in ".。,、 "
        assert not written[0].islower()


@pytest.mark.parametrize("payload", SIZES)
@pytest.mark.parametrize("locale", LOCALES)
def test_pieces_are_whole_characters_and_join_up_to_the_text(locale: str, payload: str) -> None:
    for body in bodies(locale, payload)[:200]:
        assert b"".join(body.pieces) == body.escaped
        assert "".join(json.loads(b'["%b"]' % b'","'.join(body.pieces))) == text(body)
        assert all(body.pieces)


@pytest.mark.parametrize("payload", SIZES)
@pytest.mark.parametrize("locale", LOCALES)
def test_tokens_are_those_that_tiktoken_counts(locale: str, payload: str) -> None:
    for body in bodies(locale, payload)[: 300 if payload == "small" else 5]:
        assert body.tokens == oracle_count(text(body))
