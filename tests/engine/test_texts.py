"""All that a server answers with is written once."""

from __future__ import annotations

from sanic_mock.engine.texts import make_texts
from sanic_mock.settings import Settings


def test_profiles_of_the_same_texts_look_for_their_pieces_once() -> None:
    texts = make_texts(Settings("test", seed=7))
    same = make_texts(Settings("test", seed=7, mode="lenient"))
    other = make_texts(Settings("test", seed=8))

    assert texts.vocabulary() == {piece for body in texts.bodies for piece in body.pieces}
    assert same.vocabulary() is texts.vocabulary()
    assert other.vocabulary() == {piece for body in other.bodies for piece in body.pieces}
    assert other.vocabulary() != texts.vocabulary()
