"""A text ends before the first of its stop sequences."""

from __future__ import annotations

import pytest

from sanic_mock.engine.body import Body
from sanic_mock.engine.logprobs import unescaped
from sanic_mock.engine.stops import cut_at, cut_by
from sanic_mock.engine.vocabulary import Vocabulary

FIVE = Body([b"Five", b" tok", b"ens", b" are", b" here"])


@pytest.mark.parametrize(
    ("stops", "pieces"),
    [
        ((), FIVE.pieces),
        (("nowhere",), FIVE.pieces),
        (("",), FIVE.pieces),
        ((" are",), (b"Five", b" tok", b"ens")),
        (("tokens",), (b"Five", b" ")),
        (("ve to",), (b"Fi",)),
        (("s are h",), (b"Five", b" tok", b"en")),
        (("here",), (b"Five", b" tok", b"ens", b" are", b" ")),
        (("here", "tok"), (b"Five", b" ")),
        (("nowhere", "", "ens"), (b"Five", b" tok")),
        (("e",), (b"Fiv",)),
        (("Five",), ()),
        (("F",), ()),
        (("Five tokens are here",), ()),
        (("Five tokens are here and more",), FIVE.pieces),
        (("FIVE",), FIVE.pieces),
    ],
)
def test_a_text_ends_before_the_first_stop(
    stops: tuple[str, ...], pieces: tuple[bytes, ...]
) -> None:
    cut = cut_at(FIVE, stops)

    assert cut.pieces == pieces
    assert cut.tokens == len(pieces)
    assert cut.escaped == b"".join(pieces)


def test_a_text_without_a_stop_is_itself() -> None:
    assert cut_at(FIVE, ("x",)) is FIVE


@pytest.mark.parametrize(
    ("text", "stop", "left"),
    [
        ("one\ntwo\nthree", "\n", "one"),
        ('say "yes" now', '"', "say "),
        ("back\\slash", "\\", "back"),
        ("naïve café in Zürich", "é", "naïve caf"),
        ("smile 🙂 and 🚀 fly", "🚀", "smile 🙂 and "),
        ("a\n\nb\n\nc", "\n\nc", "a\n\nb"),
        ("日本語のテキスト", "の", "日本語"),
    ],
)
def test_stops_are_found_in_what_json_escapes(text: str, stop: str, left: str) -> None:
    cut = cut_at(Vocabulary().body(text), (stop,))

    assert "".join(map(unescaped, cut.pieces)) == left


def test_tokens_of_what_is_left_are_counted() -> None:
    body = Body([b"one", b"two", b"three"], [1, 3, 2])

    assert cut_at(body, ("three",)).tokens == 4
    assert cut_at(body, ("two",)).tokens == 1
    assert cut_at(Body((), ()), ("x",)).tokens == 0


@pytest.mark.parametrize(
    ("stops", "stop"), [(("here", "tok"), "tok"), (("nowhere",), ""), (("are", "are here"), "are")]
)
def test_a_text_that_is_cut_says_by_which_sequence(stops: tuple[str, ...], stop: str) -> None:
    assert cut_by(FIVE, stops)[1] == stop
