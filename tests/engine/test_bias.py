"""A bias of 100 says a token again and again; one of -100 never says it."""

from __future__ import annotations

from random import Random

import pytest

from sanic_mock.engine.bias import Bias, bias_of, biased
from sanic_mock.engine.logprobs import unescaped
from sanic_mock.engine.tokens import CL100K, ENCODING, encoding
from sanic_mock.engine.vocabulary import body_of

TEXT = "The river runs to the sea, and the sea runs to the sky. The end\u2026 \u00e9t\u00e9."


def said(text: str, bias: Bias, cap: int | None = None) -> str:
    """Return what a bias leaves of a text."""
    return "".join(map(unescaped, biased(body_of(text), bias, cap, Random(1))[0].pieces))


@pytest.mark.parametrize("vocabulary", [ENCODING, CL100K])
def test_a_banned_token_is_never_said(vocabulary: str) -> None:
    for token in set(encoding(vocabulary).encode_ordinary(TEXT)):
        left = said(TEXT, Bias(vocabulary, banned=frozenset((token,))))
        assert token not in encoding(vocabulary).encode_ordinary(left)


def test_where_every_token_is_banned_nothing_is_said() -> None:
    every = frozenset(encoding().encode_ordinary("yes no")) | frozenset(range(300))
    assert said("yes no", Bias(ENCODING, banned=every)) == ""


@pytest.mark.parametrize("cap", [1, 5, 40])
def test_a_forced_token_is_said_up_to_the_limit(cap: int) -> None:
    (token,) = encoding().encode_ordinary(" yes")
    body, is_cut = biased(body_of(TEXT), Bias(ENCODING, (token,)), cap, Random(1))
    assert body.pieces == (b" yes",) * cap
    assert is_cut


def test_of_several_forced_tokens_each_is_said() -> None:
    both = tuple(encoding().encode_ordinary(" yes no"))
    assert set(said(TEXT, Bias(ENCODING, both), 30).split()) == {"yes", "no"}


def test_without_a_limit_a_forced_token_ends_at_the_model_s() -> None:
    bias = bias_of({"9642": 100}, ENCODING, 50)
    assert bias is not None
    assert biased(body_of(""), bias, None, Random(1))[0].tokens == 50


@pytest.mark.parametrize(
    "weights", [None, {}, {"5": 1}, {"5": 99}, {"5": -99}, {"x": 100}, {"4294967295": 100}]
)
def test_what_leaves_a_choice_changes_nothing(weights: dict[str, float] | None) -> None:
    assert bias_of(weights, ENCODING, 50) is None
