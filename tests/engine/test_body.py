"""A text is cut at token borders, however long it is."""

from __future__ import annotations

import json
from functools import cache

import pytest

from sanic_mock.engine import text_pool
from sanic_mock.engine.body import LONG_PIECES, Body, LongBody
from sanic_mock.engine.text_pool import make_bodies
from sanic_mock.engine.vocabulary import Vocabulary
from sanic_mock.settings import Settings
from tests.engine.written import LOCALES, bodies, oracle_count, text
from tests.patient_work import patiently


@cache
def long_bodies(locale: str) -> tuple[Body, ...]:
    """Return a few texts of half a megabyte."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_pool, "BUDGET_BYTES", 1024 * 1024)
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
