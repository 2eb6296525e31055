"""Gaps of one's own: equal ones of rules share a tape, those that are asked for are few."""

from __future__ import annotations

from itertools import islice

from sanic_mock.distributions import Constant, build
from sanic_mock.engine.own_tapes import MOST_ASKED, OwnTapes


def test_equal_gaps_of_rules_share_a_tape() -> None:
    one, equal, other = Constant(0.01), Constant(0.01), Constant(0.02)
    tapes = OwnTapes([one, equal, other], 1, 1.0)
    assert tapes.of(one) is tapes.of(equal)
    assert tapes.of(one) is not tapes.of(other)


def test_what_is_asked_for_is_drawn_once() -> None:
    asked = Constant(0.005)
    tapes = OwnTapes([], 1, 0.5)
    tape = tapes.of(asked)
    assert tapes.of(asked) is tape
    assert list(islice(tape.gaps(1000), 100)) == [2_500_000] * 100
    assert tape.total(1020, 2000) == 2000 * 2_500_000


def test_a_shorter_tape_follows_its_distribution_as_well() -> None:
    drawn = build("exponential", {"mean": 0.01})
    gaps = sorted(islice(OwnTapes([], 3, 1.0).of(drawn).gaps(0), 1024))
    assert abs(gaps[512] / 1e9 - drawn.quantile(0.5)) < 1e-4


def test_those_that_are_asked_for_are_bounded() -> None:
    tapes = OwnTapes([], 1, 1.0)
    for number in range(3 * MOST_ASKED):
        tapes.of(Constant(number / 1e6))
    assert len(tapes._asked) <= MOST_ASKED
