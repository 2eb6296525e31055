"""Parts of a long text: any number of tokens, from the start of any paragraph."""

from __future__ import annotations

import pytest

from sanic_mock.engine import scroll
from sanic_mock.engine.body import LONG_PIECES, LongBody
from sanic_mock.engine.packed_pieces import PackedPieces
from sanic_mock.engine.scroll import MOST_PIECES, make_scroll
from sanic_mock.errors import Lengthy
from sanic_mock.settings import Settings
from tests.patient_work import patiently


def test_a_long_part_of_a_scroll_is_had_without_looking_at_its_pieces(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = make_scroll(Settings("test", seed=3))
    written.body(0, MOST_PIECES, is_whole=True)  # the first makes what all share
    monkeypatch.setattr(PackedPieces, "__iter__", None)

    assert written.body(1, MOST_PIECES, is_whole=True).tokens == MOST_PIECES


def test_a_long_text_is_not_cut_on_the_event_loop() -> None:
    with pytest.raises(Lengthy):
        make_scroll(Settings("test", seed=3)).body(0, MOST_PIECES, is_whole=True).cut(500_000)


def test_a_long_text_is_not_joined_on_the_event_loop() -> None:
    body = make_scroll(Settings("test", seed=3)).body(0, MOST_PIECES, is_whole=True)
    with pytest.raises(Lengthy):
        _ = body.escaped


@pytest.mark.parametrize("tokens", [LONG_PIECES + 1, 200_001, MOST_PIECES])
@pytest.mark.parametrize("is_whole", [True, False])
def test_a_long_part_of_a_scroll_is_the_repeated_text_from_its_start(
    monkeypatch: pytest.MonkeyPatch, tokens: int, is_whole: bool
) -> None:
    written = make_scroll(Settings("test", seed=3))
    long = [written.body(draw, tokens, is_whole=is_whole) for draw in range(5)]
    monkeypatch.setattr(scroll, "LONG_PIECES", MOST_PIECES)

    short = [written.body(draw, tokens, is_whole=is_whole) for draw in range(5)]

    assert all(isinstance(body, LongBody) for body in long)
    for one, other in zip(long, short, strict=True):
        assert tuple(one.pieces) == other.pieces
        assert patiently(lambda: one.escaped) == other.escaped  # noqa: B023, called at once
